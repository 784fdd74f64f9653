"""What becomes of suggestions and practice when a therapist may not suggest things any more, or a person is erased.

When a couple ends, its sharing ends with it, and so the first of these happens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, delete, select

from app.assignments.assigning import finish
from app.assignments.sharing import assigners, is_shared
from app.assignments.stored import load_all
from app.assignments.tables import AssignmentAnswerRow, AssignmentRow, PracticePartRow, PracticeRow

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.endings import AccountEndings
    from app.database.unit_of_work import UnitOfWork
    from app.therapists.ended import SharingEnded


def connect(endings: AccountEndings, sharing: SharingEnded) -> None:
    sharing.on_end(end_with_sharing)
    endings.on_erase(_forget_person)


def end_with_sharing(uow: UnitOfWork, couple_id: str, therapist_id: str, at: datetime) -> None:
    """End what no longer counts, for good: a yes that somebody gives again later is no yes to this (I-28)."""
    db, since = uow.db, assigners(uow.db, couple_id, at=at)
    rows = db.exec(
        select(AssignmentRow).where(
            AssignmentRow.couple_id == couple_id,
            AssignmentRow.therapist_id == therapist_id,
            col(AssignmentRow.ended_at).is_(None),
        )
    ).all()
    for stored in load_all(db, rows, partners=frozenset()):
        if not is_shared(since, therapist_id, stored.row.created_at):
            finish(uow, stored, at=at)
    practices = db.exec(
        select(PracticeRow).where(
            PracticeRow.couple_id == couple_id,
            PracticeRow.therapist_id == therapist_id,
            col(PracticeRow.ended_at).is_(None),
        )
    ).all()
    for row in practices:
        if not is_shared(since, therapist_id, row.given_at):
            row.ended_at = at
    db.flush()


def _forget_person(uow: UnitOfWork, account_id: str, _at: datetime) -> None:
    """Delete what nobody else has seen: one's own answers, and what became of one's practice."""
    uow.db.exec(delete(AssignmentAnswerRow).where(col(AssignmentAnswerRow.account_id) == account_id))
    uow.db.exec(delete(PracticePartRow).where(col(PracticePartRow.account_id) == account_id))
