"""What the rules are told and never ask for: private marks, presence, time allowances, the coach's review, fresh ids.

Facts never enter the shared log. A mark counts only for the phase that it was made in: it carries the `seq` that
entered that phase, so that a stale one settles nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime
from typing import Literal, Protocol

from app.frozen import dataclass
from app.sessions.protocol.sides import SIDES, Both, Side
from app.values import quick, replace

MarkKind = Literal[
    "arousal", "frame", "ready", "first", "done", "step", "return", "answer", "felt", "parked", "help", "reason"
]
MarkValue = str | int | bool | tuple[int, ...]

BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
UNTIMED = float("inf")


@quick
@dataclass(frozen=True, slots=True)
class Mark:
    """Something private that one partner said: kept under their own key, seen by nobody else."""

    by: Side
    kind: MarkKind
    since: int
    at: datetime
    value: MarkValue = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of the coach: in which field of the command, from where to where (code points), and what to say."""

    place: str
    code: str
    start: int
    end: int
    explanation: str
    suggestion: str


@quick
@dataclass(frozen=True, slots=True)
class Review:
    """The coach's opinion of one command's words, for their author alone. `id` names this very review.

    `crisis` asks for a card with help instead of a correction. Nothing of a review is ever stored (C-5).
    """

    id: str
    hold: Literal["none", "soft", "hard"]
    findings: tuple[Found, ...] = field(default=(), repr=False)
    crisis: Literal["check", "high"] | None = field(default=None, repr=False)
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Coached:
    """What the coach does for one person here. `pack` is None while it is off, and `reason` says why (C-7).

    `held` is the review that came back last in this phase; `overrides` counts "I mean it as it is" in this step.
    """

    pack: str | None = None
    reason: Literal["language"] | None = None
    held: Review | None = field(default=None, repr=False)
    overrides: int = field(default=0, repr=False)


UNCOACHED = Coached()


class Fresh(Protocol):
    """Two new ids, an agreement's or a frame's and a nonce: the same ones, however often a rule looks at them."""

    def __getitem__(self, number: int, /) -> str: ...


@quick
@dataclass(frozen=True, slots=True)
class Facts:
    """`pace` multiplies a person's time, `UNTIMED` switches it off; `absent_since` holds who is away and since when.

    `open_to_start` says whether live sessions are open for this couple today (S-9: it never says why).
    `observing` holds the observers who are connected.
    `active_at` is the last sign of life that is no command.
    `due` is what `elapse.due` said of this very session, or any earlier moment: before it no deadline is looked for.
    """

    marks: tuple[Mark, ...] = ()
    present: frozenset[Side] = frozenset(SIDES)
    absent_since: Mapping[Side, datetime] = field(default_factory=dict)
    pace: Both[float] = Both(1.0, 1.0)
    active_at: datetime = BEFORE
    review: Review | None = None
    coached: Both[Coached] = Both(UNCOACHED, UNCOACHED)
    fresh: Fresh = ("", "")
    open_to_start: bool = True
    commitments: Both[int] = Both(0, 0)
    due: datetime = BEFORE
    observing: frozenset[str] = frozenset()

    def marked(self, side: Side, kind: MarkKind, since: int) -> Mark | None:
        """The latest mark of this kind that still counts for the phase entered at `since`."""
        for mark in reversed(self.marks):
            if mark.by == side and mark.kind == kind and mark.since == since:
                return mark
        return None

    def both_marked(self, kind: MarkKind, since: int) -> tuple[Mark, Mark] | None:
        first, second = self.marked("a", kind, since), self.marked("b", kind, since)
        return (first, second) if first and second else None

    def with_mark(self, mark: Mark) -> Facts:
        return replace(self, marks=(*self.marks, mark))

    def arousal(self, side: Side, since: int) -> int | None:
        mark = self.marked(side, "arousal", since)
        return mark.value if mark and isinstance(mark.value, int) else None
