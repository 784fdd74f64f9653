"""Everything that is due for one person, from every feature. Today's list, calendars and reminders all ask here.

It knows no words: a `Due` has none. What a person keeps to themselves stays marked as private.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

from app.accountability.due import due_for as updates_due
from app.agreements.due import due_for as agreements_due
from app.assignments.due import due_for as practice_due
from app.checkins.due import due_for as check_ins_due
from app.couples.members import couples_of
from app.crossings.due import due_for as redress_due
from app.due import moment_of
from app.journal.due import due_for as journal_due
from app.journal.stepping_back import is_stepping_back
from app.keeping.due import due_for as occurrences_due
from app.sessions.due import due_for as talks_due
from app.sharing.due import due_for as goal_steps_due

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.due import Due


class DueFor(Protocol):
    """What each feature's `due_for` is like.

    It returns this person's own things alone: nothing that the partner keeps private moves it by a byte.
    `days` is how far ahead to look from `at`; what is overdue is always among them.
    """

    def __call__(
        self, db: Session, account_id: str, *, couple_ids: tuple[str, ...], at: datetime, days: int, timezone: str
    ) -> tuple[Due, ...]: ...


FEATURES: Final[tuple[DueFor, ...]] = (
    talks_due,
    updates_due,
    agreements_due,
    check_ins_due,
    goal_steps_due,
    redress_due,
    journal_due,
    occurrences_due,
    practice_due,
)
LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def agenda_of(db: Session, account_id: str, *, at: datetime, days: int, timezone: str) -> tuple[Due, ...]:
    """Return all of it in order: what waits without a date first, then by when it is due."""
    couple_ids = couples_of(db, account_id)
    found = [
        due
        for feature in FEATURES
        for due in feature(db, account_id, couple_ids=couple_ids, at=at, days=days, timezone=timezone)
    ]
    return tuple(sorted(found, key=lambda due: place_of(due, timezone)))


def place_of(due: Due, timezone: str) -> tuple[datetime, str, str]:
    """Return where it stands in the order; no two things have one place."""
    return moment_of(due, timezone) or LONG_AGO, due.kind, due.id


def without_stepping_back(db: Session, account_id: str, agenda: tuple[Due, ...], *, at: datetime) -> tuple[Due, ...]:
    """Return what is left where this person steps back from a couple: nothing asks them for anything there."""
    couples = {due.couple_id for due in agenda if due.couple_id is not None}
    stepped_back = {one for one in couples if is_stepping_back(db, account_id, one, at)}
    return tuple(due for due in agenda if due.couple_id not in stepped_back)
