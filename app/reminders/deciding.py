"""One row of the loop that sends: take it for a short while, decide what goes, and settle what became of it.

A row is taken by moving its `due_at` behind the fence of the one that was seen. So of several processes one sends, and
when that one dies before it settled, another finds the row when the short while is over.
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from app.accounts.personal import personal_of
from app.agenda import agenda_of, without_stepping_back
from app.frozen import dataclass
from app.mail.letters import Letter
from app.reminders.schedule import may_send, next_time, retry_at, worth_telling
from app.reminders.sealed import seal, unseal
from app.reminders.tables import ReminderRow

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlmodel import Session

    from app.accounts.personal import Personal
    from app.database.unit_of_work import UnitOfWork
    from app.reminders.choosing import Means
    from app.reminders.sealed import Private

TAKEN_FOR: Final = timedelta(minutes=2)
AT_ONCE: Final = 50
# How long a row waits that could not even be looked at.
SET_ASIDE: Final = timedelta(hours=1)
# A mail is about what is due before the next one could go.
DAYS: Final = 2


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that this process is to send, and what is true when it has gone."""

    account_id: str
    until: datetime
    letter: Letter
    last_on: date | None
    told: frozenset[str] | None = field(repr=False)
    next_at: datetime | None


def due_rows(db: Session, at: datetime) -> list[tuple[str, datetime]]:
    """Return whose turn it is, and the timer that was seen."""
    rows = select(ReminderRow.account_id, ReminderRow.due_at).where(col(ReminderRow.due_at) <= at)
    found = db.exec(rows.order_by(col(ReminderRow.due_at)).limit(AT_ONCE)).all()
    return [(account_id, due_at) for account_id, due_at in found if due_at is not None]


def earliest(db: Session) -> datetime | None:
    """Return when there is something to do next."""
    rows = select(ReminderRow.due_at).where(col(ReminderRow.due_at).is_not(None))
    return db.exec(rows.order_by(col(ReminderRow.due_at)).limit(1)).first()


def take(
    uow: UnitOfWork, account_id: str, *, seen: datetime, means: Means, base_url: str, at: datetime
) -> Taken | None:
    """Take one row that was due; None when another process has it, or when there is nothing to send."""
    row = uow.db.get(ReminderRow, account_id, with_for_update=True)
    if row is None or row.due_at != seen:
        return None
    personal = personal_of(uow.db, means.keyring, account_id=account_id)
    private = unseal(means.key_of(uow.db, account_id), row.private, account_id=account_id)
    if means.keyed(f"address/{personal.email}") != row.address_hash:
        # Another address than the one that was proved.
        row.state, row.due_at = "off", None
        return None
    link = f"{base_url}/v1/reminders/stop/{means.stop_secret(account_id)}"
    if row.state == "waiting":
        until = row.due_at = at + TAKEN_FOR
        key = means.keyed(f"code/{account_id}/{private.code}")[:32]
        letter = Letter(key, "code", to=personal.email, stop_link=link, code=private.code)
        return Taken(account_id, until, letter, row.last_on, None, None)
    return _take_update(uow.db, row, private, personal=personal, link=link, means=means, at=at)


def _take_update(
    db: Session, row: ReminderRow, private: Private, *, personal: Personal, link: str, means: Means, at: datetime
) -> Taken | None:
    wishes, timezone = private.wishes, personal.timezone
    following = next_time(at, hour=wishes.hour, timezone=timezone)
    worth: frozenset[str] = frozenset()
    if may_send(at, wishes=wishes, timezone=timezone, last_on=row.last_on):
        agenda = agenda_of(db, row.account_id, at=at, days=DAYS, timezone=timezone)
        agenda = without_stepping_back(db, row.account_id, agenda, at=at)
        worth = worth_telling(agenda, wishes=wishes, until=following, timezone=timezone)
    if not worth - private.told:
        row.due_at, row.failures = following, 0
        return None
    until = row.due_at = at + TAKEN_FOR
    today = at.astimezone(ZoneInfo(timezone)).date()
    key = means.keyed(f"update/{row.account_id}/{today}")[:32]
    letter = Letter(key, "update", to=personal.email, stop_link=link)
    # Only what is still there is remembered, so that the row does not grow.
    return Taken(row.account_id, until, letter, today, worth, following)


def set_aside(uow: UnitOfWork, account_id: str, *, seen: datetime, at: datetime) -> None:
    """Look at this row again much later: what is wrong with it must not keep anybody else's mail back."""
    row = uow.db.get(ReminderRow, account_id, with_for_update=True)
    if row is not None and row.due_at == seen:
        row.due_at = at + SET_ASIDE


def sent(uow: UnitOfWork, taken: Taken, *, means: Means) -> None:
    """The letter has gone: the same things are never the reason for another."""
    row = _still_taken(uow.db, taken)
    if row is None:
        return
    row.due_at, row.failures, row.last_on = taken.next_at, 0, taken.last_on
    if taken.told is not None:
        key = means.key_of(uow.db, row.account_id)
        private = unseal(key, row.private, account_id=row.account_id)
        row.private = seal(key, replace(private, told=taken.told), account_id=row.account_id)


def not_sent(uow: UnitOfWork, taken: Taken, *, for_good: bool, at: datetime) -> None:
    """The letter was not taken: again after a while, tomorrow, or never when there is no such mailbox."""
    row = _still_taken(uow.db, taken)
    if row is None:
        return
    if for_good:
        row.state, row.due_at = "off", None
        return
    row.failures += 1
    row.due_at = retry_at(at, row.failures)
    if row.due_at is None:
        row.due_at, row.failures = taken.next_at, 0


def _still_taken(db: Session, taken: Taken) -> ReminderRow | None:
    row = db.get(ReminderRow, taken.account_id, with_for_update=True)
    # Turned off meanwhile, or chosen anew: what became of this letter is of no interest any more.
    return row if row is not None and row.due_at == taken.until else None
