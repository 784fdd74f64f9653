"""Between the rows and the rules: which record, in which state, and writing back what an act changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import field
from typing import TYPE_CHECKING, TypeVar

from sqlmodel import col, select

from app.accountability.calendar import Calendar
from app.accountability.lifecycle import Accountability, Step, Update
from app.accountability.tables import (
    AccountabilityChangeRow,
    AccountabilityRow,
    AccountabilityStepRow,
    AccountabilityUpdateRow,
    AccountabilityWordingRow,
)
from app.accounts.people import timezone_of
from app.errors import NotFound
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlmodel import Session

    from app.database.unit_of_work import UnitOfWork
    from app.security.encryption import Keyring

OfStep = TypeVar("OfStep", AccountabilityUpdateRow, AccountabilityWordingRow)


@dataclass(frozen=True, slots=True)
class Place:
    """What is meant, as the path names it."""

    couple_id: str
    accountability_id: str
    step_id: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """One record with all that belongs to it, and the calendar of whose promises these are."""

    row: AccountabilityRow
    steps: tuple[AccountabilityStepRow, ...]
    wordings: dict[str, list[AccountabilityWordingRow]] = field(repr=False)
    record: Accountability
    calendar: Calendar

    def step_row(self, step_id: str) -> AccountabilityStepRow:
        """Return a step of this record; another record's is not there."""
        found = next((step for step in self.steps if step.id == step_id), None)
        if found is None:
            raise NotFound
        return found


def find(db: Session, place: Place) -> AccountabilityRow:
    row = db.get(AccountabilityRow, place.accountability_id)
    if row is None or row.couple_id != place.couple_id:
        raise NotFound
    return row


def take(uow: UnitOfWork, place: Place) -> AccountabilityRow:
    """Return the record for a change: whoever else wants to change it waits, in this process or another."""
    query = select(AccountabilityRow).where(
        AccountabilityRow.id == place.accountability_id, AccountabilityRow.couple_id == place.couple_id
    )
    row = uow.db.exec(query.with_for_update()).first()
    if row is None:
        raise NotFound
    return row


def load(db: Session, keyring: Keyring, rows: Sequence[AccountabilityRow], *, at: datetime) -> tuple[Stored, ...]:
    """Return each record whole, with four queries for all of them."""
    steps = _by_record(_steps(db, [row.id for row in rows]))
    step_ids = [step.id for some in steps.values() for step in some]
    updates, wordings = _by_step(_updates(db, step_ids)), _by_step(_wordings(db, step_ids))
    zones = {one: timezone_of(db, keyring, one) for one in {row.accountable_id for row in rows}}
    found = []
    for row in rows:
        calendar, own = Calendar(at, zones[row.accountable_id]), tuple(steps[row.id])
        known = tuple(_step(step, updates[step.id], wordings[step.id]) for step in own)
        record = _record(row, known, calendar)
        found.append(Stored(row, own, {step.id: wordings[step.id] for step in own}, record, calendar))
    return tuple(found)


def changes_of(db: Session, accountability_id: str, *, most: int) -> tuple[AccountabilityChangeRow, ...]:
    """Return when a record was settled and opened again, the newest first."""
    query = select(AccountabilityChangeRow).where(AccountabilityChangeRow.accountability_id == accountability_id)
    newest_first = (col(AccountabilityChangeRow.changed_at).desc(), col(AccountabilityChangeRow.id).desc())
    return tuple(db.exec(query.order_by(*newest_first).limit(most)).all())


def write_back(stored: Stored, after: Accountability) -> None:
    """Bring the rows to the state that the rules came to; words and updates are rows of their own."""
    row = stored.row
    row.reply, row.state = after.reply, after.state
    row.hurt_confirms = after.hurt_id in after.confirmed
    row.accountable_confirms = after.accountable_id in after.confirmed
    for step_row in stored.steps:
        step_row.due_on = after.step(step_row.id).due_on
    row.revision += 1


def _record(row: AccountabilityRow, steps: tuple[Step, ...], calendar: Calendar) -> Accountability:
    said = {row.hurt_id: row.hurt_confirms, row.accountable_id: row.accountable_confirms}
    return Accountability(
        hurt_id=row.hurt_id,
        accountable_id=row.accountable_id,
        recorded_on=calendar.day_of(row.recorded_at),
        steps=steps,
        reply=row.reply,
        state=row.state,
        confirmed=frozenset(account_id for account_id, confirms in said.items() if confirms),
        reopened_on=None if row.reopened_at is None else calendar.day_of(row.reopened_at),
    )


def _step(
    row: AccountabilityStepRow, updates: list[AccountabilityUpdateRow], wordings: list[AccountabilityWordingRow]
) -> Step:
    told = tuple(Update(one.about, one.given_on, one.new_date, one.wording) for one in updates)
    return Step(row.id, row.due_on, wording=len(wordings), updates=told, done=row.done_at is not None)


def _by_step(rows: Sequence[OfStep]) -> defaultdict[str, list[OfStep]]:
    found: defaultdict[str, list[OfStep]] = defaultdict(list)
    for row in rows:
        found[row.step_id].append(row)
    return found


def _by_record(rows: Sequence[AccountabilityStepRow]) -> defaultdict[str, list[AccountabilityStepRow]]:
    found: defaultdict[str, list[AccountabilityStepRow]] = defaultdict(list)
    for row in rows:
        found[row.accountability_id].append(row)
    return found


def _steps(db: Session, ids: list[str]) -> Sequence[AccountabilityStepRow]:
    query = select(AccountabilityStepRow).where(col(AccountabilityStepRow.accountability_id).in_(ids))
    return db.exec(query.order_by(col(AccountabilityStepRow.place), col(AccountabilityStepRow.id))).all()


def _updates(db: Session, step_ids: list[str]) -> Sequence[AccountabilityUpdateRow]:
    query = select(AccountabilityUpdateRow).where(col(AccountabilityUpdateRow.step_id).in_(step_ids))
    return db.exec(query.order_by(col(AccountabilityUpdateRow.number))).all()


def _wordings(db: Session, step_ids: list[str]) -> Sequence[AccountabilityWordingRow]:
    query = select(AccountabilityWordingRow).where(col(AccountabilityWordingRow.step_id).in_(step_ids))
    return db.exec(query.order_by(col(AccountabilityWordingRow.number))).all()
