"""What somebody expected, and what happened then. PURE. What was expected stays as it was once one has looked back."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Literal

from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import date, datetime

AheadState = Literal["open", "looked_back"]


@dataclass(frozen=True, slots=True)
class Refused:
    """An act that changes nothing: after looking back, hindsight must not reword what was expected."""


LOOKED_BACK = Refused()


@dataclass(frozen=True, slots=True)
class Ahead:
    """An expectation, until when to look back if wanted, and what happened."""

    expected: str = field(repr=False)
    look_on: date | None = None
    happened: str | None = field(default=None, repr=False)
    looked_back_at: datetime | None = None

    @property
    def state(self) -> AheadState:
        return "open" if self.happened is None else "looked_back"


def reworded(ahead: Ahead, expected: str) -> Ahead | Refused:
    return replace(ahead, expected=expected) if ahead.state == "open" else LOOKED_BACK


def moved(ahead: Ahead, look_on: date | None) -> Ahead | Refused:
    """Look back on another day, or on none."""
    return replace(ahead, look_on=look_on) if ahead.state == "open" else LOOKED_BACK


def looked_back(ahead: Ahead, happened: str, *, at: datetime) -> Ahead:
    """Say what happened; nothing waits any more. Saying it again is saying it better, and keeps the first time."""
    return replace(ahead, happened=happened, look_on=None, looked_back_at=ahead.looked_back_at or at)
