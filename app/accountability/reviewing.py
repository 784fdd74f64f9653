"""Ask the coach about words before they go to the partner, and send them back to their author once (C-3, practices 68).

Nothing of it is stored or shown to the partner (C-5). As in decision 0026 a review is named by what was reviewed; that
one cycle was had is remembered in memory alone, so another process may ask once more.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID

from app.coach import coach
from app.coach.packs import pack_in_sessions
from app.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.coach import CoachResult
    from app.coach.opinion import Finding, Hold, Stage

MOST_FOUND: Final = 3
REMEMBERED: Final = 10_000
# What is told of harm is heard, and never sent back (C-1); these are words of another kind.
CARDED: Final = frozenset({"self_harm", "threat"})
# Neutral on purpose: whoever looks over a shoulder learns nothing from it (S-11).
CARD: Final = {
    "text": "These words sound heavy. You do not have to carry this alone. "
    "Take a moment: you can get help, keep this to yourself, or send it as it is.",
    "choices": ["help", "keep", "send"],
}


@dataclass(frozen=True, slots=True)
class Part:
    """One field of what is sent, and as what it is read."""

    place: str
    stage: Stage
    text: str = field(repr=False)


@dataclass(slots=True)
class Hinted:
    """What has come back once already, by occasion; the oldest are forgotten first."""

    _occasions: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def __contains__(self, occasion: str) -> bool:
        return occasion in self._occasions

    def add(self, occasion: str) -> None:
        self._occasions[occasion] = None
        if len(self._occasions) > REMEMBERED:
            self._occasions.popitem(last=False)


def review(
    parts: Sequence[Part],
    *,
    occasion: Sequence[str],
    language: str,
    acknowledged: str | None,
    hinted: Hinted,
    keyed: Callable[[str], str],
) -> None:
    """Raise a problem with the coach's opinion when the words should come back; a hard hold always does.

    `occasion` is who says it to what, and how far that had come: whoever changed their words after a hint is not
    stopped again on the same one, and an acknowledgement is good for no other (attack test 32).
    """
    if pack_in_sessions(language) is None:
        return
    said = [(part, coach(part.text, stage=part.stage, lang=language)) for part in parts]
    holds = {_hold(part, opinion) for part, opinion in said}
    carded = next((one.crisis for _, one in said if one.crisis and one.crisis.kind in CARDED), None)
    if holds <= {"none"} and carded is None:
        return
    name = _name(keyed, occasion, parts)
    hard, once = "hard" in holds, json.dumps([*occasion, carded is not None])
    if not hard and (acknowledged == name or once in hinted):
        return
    if not hard:
        hinted.add(once)
    raise Problem(
        "held_hard" if hard else "held_for_review",
        review={
            "id": name,
            "hold": "hard" if hard else "soft",
            "crisis": carded.level if carded else None,
            "card": CARD if carded else None,
            # Words that may mean danger are answered with help, never with a correction beside it.
            "findings": [] if carded and not hard else list(_found(said)),
            "pack": next((one.pack for _, one in said if one.pack), ""),
        },
    )


def _hold(part: Part, opinion: CoachResult) -> Hold:
    # What the hurt person still needs is nobody's to polish; only contempt and threats do not go (practices 72).
    return "none" if part.stage == "free" and opinion.hold == "soft" else opinion.hold


def _found(said: Iterable[tuple[Part, CoachResult]]) -> list[dict[str, object]]:
    stopping = (
        _shown(part, one) for part, opinion in said for one in opinion.findings if one.action == "block" or one.hard
    )
    return list(stopping)[:MOST_FOUND]


def _shown(part: Part, one: Finding) -> dict[str, object]:
    return {
        "place": part.place,
        "code": one.code,
        "start": one.start,
        "end": one.end,
        "explanation": one.explanation,
        "suggestion": one.suggestion,
    }


def _name(keyed: Callable[[str], str], occasion: Sequence[str], parts: Sequence[Part]) -> str:
    text = json.dumps([*occasion, *((part.place, part.text) for part in parts)])
    return str(UUID(keyed(text)[:32]))
