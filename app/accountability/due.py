"""What is due after a session: an update by whoever promised it, and to the other only what A-5 lets them see."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlmodel import col, or_, select

from app.accountability.calendar import Calendar
from app.accountability.lifecycle import Accountability, Step, asked_on
from app.accountability.tables import AccountabilityRow, AccountabilityStepRow
from app.due import Due

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sqlmodel import Session

    from app.accountability.kinds import StepState
    from app.due import DueState

# Whose promise it is lives somewhere, and where is theirs alone. What the other is shown here waits for the place on
# Earth where days end last, so it is never too early, and tells nothing of a time zone.
LATEST: Final = "Etc/GMT+12"
STATES: Final[dict[StepState, DueState]] = {
    "coming": "coming",
    "due": "due",
    "overdue": "overdue",
    "update_due": "overdue",
}


def due_for(
    db: Session, account_id: str, *, couple_ids: tuple[str, ...], at: datetime, days: int, timezone: str
) -> tuple[Due, ...]:
    """Return the updates that this person promised, and where a partner's has been due for long."""
    own, latest = Calendar(at, timezone), Calendar(at, LATEST)
    until = own.today + timedelta(days=days)
    found = []
    for record, step in _asked(db, account_id, couple_ids):
        day = _day(record, step, own)
        if day is None or day > until:
            continue
        if record.accountable_id == account_id:
            found.append(_due(record, step, day, STATES[own.asked_on(day)]))
        elif record.reply != "not_ready" and latest.asked_on(day) == "update_due":
            # who is not ready is reminded of nothing.
            found.append(_offered(record, step, day))
    return tuple(found)


def _asked(
    db: Session, account_id: str, couple_ids: tuple[str, ...]
) -> Iterator[tuple[AccountabilityRow, AccountabilityStepRow]]:
    query = (
        select(AccountabilityRow, AccountabilityStepRow)
        .join(AccountabilityStepRow, col(AccountabilityStepRow.accountability_id) == AccountabilityRow.id)
        .where(
            col(AccountabilityRow.couple_id).in_(couple_ids),
            AccountabilityRow.state == "open",
            or_(AccountabilityRow.hurt_id == account_id, AccountabilityRow.accountable_id == account_id),
            col(AccountabilityStepRow.due_on).is_not(None),
            col(AccountabilityStepRow.done_at).is_(None),
        )
        .order_by(col(AccountabilityStepRow.due_on), col(AccountabilityStepRow.id))
    )
    yield from db.exec(query).all()


def _day(row: AccountabilityRow, step: AccountabilityStepRow, calendar: Calendar) -> date | None:
    reopened_on = None if row.reopened_at is None else calendar.day_of(row.reopened_at)
    known = Step(step.id, step.due_on)
    record = Accountability(
        row.hurt_id,
        row.accountable_id,
        calendar.day_of(row.recorded_at),
        (known,),
        row.reply,
        reopened_on=reopened_on,
    )
    return asked_on(record, known)


def _due(row: AccountabilityRow, step: AccountabilityStepRow, day: date, state: DueState) -> Due:
    path = f"{_path(row)}/steps/{step.id}/updates"
    return Due("progress_update", step.id, row.couple_id, on=day, at=None, state=state, path=path)


def _offered(row: AccountabilityRow, step: AccountabilityStepRow, day: date) -> Due:
    return Due("follow_up", step.id, row.couple_id, on=day, at=None, state="due", path=_path(row))


def _path(row: AccountabilityRow) -> str:
    return f"/v1/couples/{row.couple_id}/accountabilities/{row.id}"
