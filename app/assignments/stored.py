"""Assignments between their rows and the lifecycle. It decides nothing; it reads and writes what an act changed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.assignments.lifecycle import Assignment
from app.assignments.tables import AssignmentAnswerRow, AssignmentRow
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class Stored:
    """One assignment with its row."""

    row: AssignmentRow
    assignment: Assignment


def load_all(db: Session, rows: Sequence[AssignmentRow], *, partners: frozenset[str]) -> list[Stored]:
    """Return the assignments of some rows of one couple, with one query for all answers."""
    answers = _answers(db, [row.id for row in rows])
    return [
        Stored(
            row,
            Assignment(
                partners=partners,
                expires_at=row.expires_at,
                yes=frozenset(one.account_id for one in answers[row.id] if one.yes),
                no=frozenset(one.account_id for one in answers[row.id] if not one.yes),
                opened=row.opened_at is not None,
                ended_at=row.ended_at,
            ),
        )
        for row in rows
    ]


def save(db: Session, stored: Stored, changed: Assignment, *, at: datetime) -> None:
    """Write what changed. The fence moves with every answer, so that of two at once one is decided on the other."""
    row, before = stored.row, stored.assignment
    if changed == before:
        return
    for account_id in (changed.yes - before.yes) | (changed.no - before.no):
        answered = AssignmentAnswerRow(assignment_id=row.id, account_id=account_id, yes=account_id in changed.yes)
        db.merge(answered)
    if changed.opened and row.opened_at is None:
        row.opened_at = at
    row.ended_at = changed.ended_at
    row.revision += 1
    db.flush()


def _answers(db: Session, ids: Sequence[str]) -> defaultdict[str, list[AssignmentAnswerRow]]:
    found: defaultdict[str, list[AssignmentAnswerRow]] = defaultdict(list)
    for row in db.exec(select(AssignmentAnswerRow).where(col(AssignmentAnswerRow.assignment_id).in_(ids))):
        found[row.assignment_id].append(row)
    return found
