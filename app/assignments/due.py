"""What a therapist suggested that waits for a person's own answer, and what they took on. Never what the other did."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, or_, select

from app.assignments.doing import seen_by
from app.assignments.parts import own_parts, part_of
from app.assignments.sharing import assigners, is_shared
from app.assignments.tables import AssignmentAnswerRow, AssignmentRow, PracticeRow
from app.assignments.taking_on import ASKED_FOR, is_due, waits
from app.due import Due, day_of, state_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlmodel import Session


def due_for(
    db: Session, account_id: str, *, couple_ids: tuple[str, ...], at: datetime, days: int, timezone: str
) -> tuple[Due, ...]:
    """Return what this person may still answer, and what they took on and have not reported."""
    return tuple(
        due
        for couple_id in couple_ids
        if (since := assigners(db, couple_id, at=at))
        for due in (
            *_suggested(db, account_id, couple_id, since, at=at),
            *_practices(db, account_id, couple_id, since, at=at, days=days, timezone=timezone),
        )
    )


def _suggested(
    db: Session, account_id: str, couple_id: str, since: Mapping[str, datetime], *, at: datetime
) -> Iterator[Due]:
    answered = select(AssignmentAnswerRow.assignment_id).where(AssignmentAnswerRow.account_id == account_id)
    waiting = select(AssignmentRow).where(
        AssignmentRow.couple_id == couple_id,
        col(AssignmentRow.expires_at) > at,
        col(AssignmentRow.ended_at).is_(None),
        col(AssignmentRow.opened_at).is_(None),
        col(AssignmentRow.id).not_in(answered),
    )
    for row in db.exec(waiting.order_by(col(AssignmentRow.created_at), col(AssignmentRow.id))):
        if is_shared(since, row.therapist_id, row.created_at):
            path = f"/v1/couples/{couple_id}/assignments/{row.id}"
            yield Due("suggestion", row.id, couple_id, on=None, at=None, state="due", path=path)


def _practices(
    db: Session,
    account_id: str,
    couple_id: str,
    since: Mapping[str, datetime],
    *,
    at: datetime,
    days: int,
    timezone: str,
) -> Iterator[Due]:
    today = day_of(at, timezone)
    own = or_(col(PracticeRow.person_id).is_(None), PracticeRow.person_id == account_id)
    wanted = select(PracticeRow).where(
        PracticeRow.couple_id == couple_id,
        seen_by(account_id),
        own,
        col(PracticeRow.ended_at).is_(None),
        col(PracticeRow.due_on) >= today - ASKED_FOR,
    )
    rows = db.exec(wanted.order_by(col(PracticeRow.due_on), col(PracticeRow.id))).all()
    parts = own_parts(db, [row.id for row in rows], account_id)
    for row in rows:
        part = part_of(parts.get(row.id))
        if not is_shared(since, row.therapist_id, row.given_at):
            continue
        if waits(part, row.due_on, today=today):
            yield _due(row, asked=True, at=at, timezone=timezone)
        elif is_due(part, row.due_on, today=today) and row.due_on <= today + timedelta(days=days):
            yield _due(row, asked=False, at=at, timezone=timezone)


def _due(row: PracticeRow, *, asked: bool, at: datetime, timezone: str) -> Due:
    return Due(
        kind="suggestion" if asked else "practice",
        id=row.id,
        couple_id=row.couple_id,
        on=None if asked else row.due_on,
        at=None,
        state="due" if asked else state_on(row.due_on, at=at, timezone=timezone),
        path=f"/v1/couples/{row.couple_id}/practices/{row.id}",
        # What the other does not know of is in no calendar, and in no mail that was not chosen for such things.
        private=not row.shown_to_both,
    )
