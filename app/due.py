"""What is due for one person, as every feature tells it: a kind, a date and a path. It never carries a word of anybody.

Features offer `due.py` with a function of the form `DueFor` in `app.agenda`; today, calendar and reminders read them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from app.frozen import dataclass

DueKind = Literal[
    "talk",  # a planned talk
    "talk_request",  # somebody asked for one, and this person may answer
    "review",  # of an agreement
    "follow_up",  # on what was agreed, or after a talk
    "progress_update",  # on a step that this person promised
    "occurrence",  # of a commitment or a ritual
    "check_in",
    "redress",
    "goal_step",
    "suggestion",  # a therapist's, for this person to answer
    "practice",  # between talks; this person took it on
    "prediction",  # private: did it come true?
    "self_care",  # private
    "reading",  # private: how it is now
]
# What calendars show, on lock screens too (T06): fixed, neutral, and never a word of a person or about two people.
TITLES: Final[dict[DueKind, str]] = {
    "talk": "Time set aside",
    "talk_request": "Question",
    "review": "Review",
    "follow_up": "Look back",
    "progress_update": "Update",
    "occurrence": "Plan",
    "check_in": "Check-in",
    "redress": "Open item",
    "goal_step": "Next step",
    "suggestion": "Question",
    "practice": "Next step",
    "prediction": "Note",
    "self_care": "Note",
    "reading": "Note",
}

DueState = Literal["coming", "due", "overdue"]


@dataclass(frozen=True, slots=True)
class Due:
    """One thing of one person's own: on a day of their calendar, at a moment, or open without a date; never both.

    `path` is where the API has the thing. `minutes` is how long it takes, where that is known. `private` is what
    nobody but this person may know of: it is in no calendar and in no mail unless they chose that.
    """

    kind: DueKind
    id: str
    couple_id: str | None
    on: date | None
    at: datetime | None
    state: DueState
    path: str
    minutes: int | None = None
    private: bool = False

    def __post_init__(self) -> None:
        if self.on is not None and self.at is not None:
            msg = "due on a day or at a moment, not both"
            raise ValueError(msg)


LONGEST_AHEAD: Final = 90


def day_of(at: datetime, timezone: str) -> date:
    """Return which day it is, at this moment, where the person lives."""
    return at.astimezone(ZoneInfo(timezone)).date()


def state_on(on: date, *, at: datetime, timezone: str) -> DueState:
    """Return how a day stands: due the whole day long, overdue only when it has passed."""
    today = day_of(at, timezone)
    if on == today:
        return "due"
    return "coming" if on > today else "overdue"


def state_at(moment: datetime, *, at: datetime, timezone: str, minutes: int = 0) -> DueState:
    """Return how a moment stands: due from the beginning of its day until it is over."""
    if at >= moment + timedelta(minutes=minutes):
        return "overdue"
    return "due" if day_of(moment, timezone) == day_of(at, timezone) or at >= moment else "coming"


def moment_of(due: Due, timezone: str) -> datetime | None:
    """Return the moment by which things are sorted: a day begins where the person lives."""
    if due.on is None:
        return due.at
    begins = datetime.combine(due.on, time(), ZoneInfo(timezone))
    try:
        return begins.astimezone(UTC)
    except OverflowError:
        # At the ends of time UTC has no such moment. One such day must not take the whole list from anybody.
        return begins.replace(tzinfo=UTC)
