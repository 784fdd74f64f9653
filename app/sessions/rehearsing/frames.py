"""What was on one partner's screen, in the order in which it came: phase, step, what they could do, what was said.

A frame holds what the view and the shared events hold for that partner, and nothing else: a pause names nobody.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final, Literal

from app.frozen import dataclass
from app.sessions.rehearsing.telling import told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.sessions.protocol.events import Event
    from app.sessions.protocol.may import May
    from app.sessions.protocol.sides import Side
    from app.sessions.protocol.view import View
    from app.sessions.rehearsing.telling import Said

# A playback longer than this is not read to its end; what is left out lies in the middle.
MOST_FRAMES: Final = 400
_FIRST: Final = 300


@dataclass(frozen=True, slots=True)
class Offer:
    """One command that could be sent: its name, its title, and in how many seconds where it is not open yet."""

    name: str
    title: str
    opens_in: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One screen. `did` is what this partner had just done themselves; `level` is their own reading alone."""

    at_seconds: int
    phase: str
    step: int | None
    kind: str
    title: str
    prompt: str = field(repr=False)
    guide: str
    role: Literal["speaker", "listener"] | None
    purpose: str = field(repr=False)
    seconds_left: int | None
    did: str
    level: int | None = field(repr=False)
    said: tuple[Said, ...]
    may: tuple[Offer, ...]


def frame(view: View, events: Sequence[Event], *, viewer: Side, began: datetime, at: datetime, did: str = "") -> Frame:
    """The screen of this viewer after these events."""
    step, deadline = view["step"], view["deadline"]
    return Frame(
        at_seconds=int((at - began).total_seconds()),
        phase=view["phase"],
        step=step["index"] if step else None,
        kind=step["kind"] if step else "",
        title=step["title"] if step else "",
        prompt=step["prompt"]["text"] if step else "",
        guide=view["guide"]["text"],
        role=view["you"]["role"],
        purpose=view["purpose"] or "",
        seconds_left=None if deadline is None else max(int((deadline - at).total_seconds()), 0),
        did=did,
        level=view["private"]["arousal"],
        said=tuple(said for event in events if (said := told(event, viewer))),
        may=tuple(_offer(entry, at) for entry in view["may"]),
    )


def _offer(entry: May, at: datetime) -> Offer:
    opens = entry.get("not_before")
    seconds = None if opens is None else max(int((opens - at).total_seconds()), 0)
    return Offer(entry["name"], entry["title"], seconds)


def shortened(frames: Sequence[Frame]) -> tuple[tuple[Frame, ...], bool]:
    """The frames that are shown, and whether some in the middle are not."""
    if len(frames) <= MOST_FRAMES:
        return tuple(frames), False
    return (*frames[:_FIRST], *frames[_FIRST - MOST_FRAMES :]), True
