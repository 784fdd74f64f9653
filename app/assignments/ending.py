"""What becomes of suggestions and practice when sharing with a therapist ends, or a couple or a person goes.

The rows stay, ended: what was suggested to two people is theirs to take along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, delete, select

from app.assignments.assigning import finish
from app.assignments.sharing import assigners, is_shared
from app.assignments.stored import load_all
from app.assignments.tables import AssignmentAnswerRow, AssignmentRow, PracticePartRow, PracticeRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.accounts.endings import AccountEndings
    from app.couples.leaving import Leaving
    from app.database.unit_of_work import UnitOfWork
    from app.therapists.ended import SharingEnded


def connect(endings: AccountEndings, leaving: Leaving, sharing: SharingEnded) -> None:
    sharing.on_end(_end_with_sharing)
    leaving.on_leave(_end_with_couple)
    endings.on_erase(_forget_person)


def _end_with_sharing(uow: UnitOfWork, couple_id: str, _therapist_id: str, at: datetime) -> None:
    """End what no longer counts, for good: a yes that somebody gives again later is no yes to this (I-28)."""
    _end(uow, couple_id, still=assigners(uow.db, couple_id, at=at), at=at)


def _end_with_couple(uow: UnitOfWork, couple_id: str, _leaver_id: str, at: datetime) -> None:
    """Also what no longer counted, because a consent had run out, without anybody having said so."""
    _end(uow, couple_id, still={}, at=at)


def _end(uow: UnitOfWork, couple_id: str, *, still: Mapping[str, datetime], at: datetime) -> None:
    db = uow.db
    suggested = select(AssignmentRow).where(AssignmentRow.couple_id == couple_id, col(AssignmentRow.ended_at).is_(None))
    for stored in load_all(db, db.exec(suggested).all(), partners=frozenset()):
        if not is_shared(still, stored.row.therapist_id, stored.row.created_at):
            finish(uow, stored, at=at)
    given = select(PracticeRow).where(PracticeRow.couple_id == couple_id, col(PracticeRow.ended_at).is_(None))
    for row in db.exec(given):
        if not is_shared(still, row.therapist_id, row.given_at):
            row.ended_at = at
    db.flush()


def _forget_person(uow: UnitOfWork, account_id: str, _at: datetime) -> None:
    """Delete what nobody else has seen: one's own answers, and what became of one's practice."""
    uow.db.exec(delete(AssignmentAnswerRow).where(col(AssignmentAnswerRow.account_id) == account_id))
    uow.db.exec(delete(PracticePartRow).where(col(PracticePartRow.account_id) == account_id))
