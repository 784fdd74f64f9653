"""Choosing mails, proving that the mailbox is one's own, and ending them. Nobody is written to before they chose it.

The proof is a number that goes to the mailbox and comes back through the login: neither alone is enough, so nobody
fills another's mailbox, and no program that opens links in mails turns anything on (decision 39).
"""

from __future__ import annotations

import hmac
from dataclasses import field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete
from sqlmodel import col, func, select

from app.accounts.personal import personal_of
from app.errors import FieldError, Invalid
from app.frozen import dataclass
from app.reminders.schedule import next_time
from app.reminders.sealed import Private, seal, unseal
from app.reminders.tables import ReminderRow
from app.security.tokens import ADDRESS_PREFIX, digest

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.reminders.schedule import Wishes
    from app.reminders.tables import ReminderState
    from app.security.encryption import DataKey, Keyring
    from app.security.master_key import KeyedHash

PURPOSE: Final = "reminders"
CODE_LASTS: Final = timedelta(days=1)
MOST_TRIES: Final = 5
# To one mailbox, through however many accounts.
MOST_CODES: Final = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """How it stands; `wishes` is None for somebody who never chose anything, or chose to have none."""

    state: ReminderState
    wishes: Wishes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Means:
    """What choosing needs beside the database."""

    keyring: Keyring
    keyed: KeyedHash
    look_again: Callable[[], None]

    def key_of(self, db: Session, account_id: str) -> DataKey:
        return self.keyring.open(db, ("account", account_id))

    def stop_secret(self, account_id: str) -> str:
        """Return the secret of a person's way out. It is worked out anew for each mail, and stored nowhere."""
        return ADDRESS_PREFIX + self.keyed(f"stop/{account_id}")


def read(db: Session, actor: Actor, *, means: Means) -> Chosen:
    row = db.get(ReminderRow, actor.account_id)
    if row is None or row.state == "off":
        return Chosen("off", None)
    opened = unseal(means.key_of(db, row.account_id), row.private, account_id=row.account_id)
    return Chosen(row.state, opened.wishes)


def choose(uow: UnitOfWork, actor: Actor, wishes: Wishes, *, means: Means, code: str, at: datetime) -> Chosen:
    """Store what was chosen. Whoever has not yet proved that the mailbox is theirs is sent a number first."""
    personal = personal_of(uow.db, means.keyring, account_id=actor.account_id)
    row = uow.db.get(ReminderRow, actor.account_id, with_for_update=True)
    key = means.key_of(uow.db, actor.account_id)
    if row is not None and row.state == "on":
        kept = unseal(key, row.private, account_id=row.account_id)
        row.private = seal(key, replace(kept, wishes=wishes), account_id=row.account_id)
        row.due_at, row.failures = next_time(at, hour=wishes.hour, timezone=personal.timezone), 0
    else:
        row = row or _new(uow, actor, means=means, address=personal.email)
        asked = _codes_asked(uow.db, row, at)
        row.state, row.tries, row.failures, row.code_asked_at = "waiting", 0, 0, at
        row.private = seal(key, Private(wishes, code), account_id=row.account_id)
        # The same answer when the mailbox has had enough: it must not tell what other accounts do.
        row.due_at = at if asked < MOST_CODES else None
    uow.db.flush()
    uow.after_commit(means.look_again)
    return Chosen(row.state, wishes)


def confirm(uow: UnitOfWork, actor: Actor, *, code: str, means: Means, at: datetime) -> bool:
    """Take the number back; False when it is wrong, too old, or was guessed at too often.

    A wrong number is counted, so it must be stored and not thrown away with the transaction.
    """
    row = uow.db.get(ReminderRow, actor.account_id, with_for_update=True)
    if row is None or row.state == "off":
        return False
    if row.state == "on":
        # Sent again after an answer that got lost.
        return True
    key = means.key_of(uow.db, row.account_id)
    private = unseal(key, row.private, account_id=row.account_id)
    row.tries += 1
    alive = row.tries <= MOST_TRIES and row.code_asked_at is not None and at < row.code_asked_at + CODE_LASTS
    if not alive or private.code is None or not hmac.compare_digest(private.code, code):
        uow.db.flush()
        return False
    timezone = personal_of(uow.db, means.keyring, account_id=row.account_id).timezone
    row.state, row.failures = "on", 0
    row.private = seal(key, Private(private.wishes), account_id=row.account_id)
    row.due_at = next_time(at, hour=private.wishes.hour, timezone=timezone)
    uow.db.flush()
    uow.after_commit(means.look_again)
    return True


def turn_off(uow: UnitOfWork, account_id: str) -> None:
    """End the mails. What was asked for before still counts, so that asking again is no way around the limit."""
    row = uow.db.get(ReminderRow, account_id, with_for_update=True)
    if row is not None:
        row.state, row.due_at = "off", None
        uow.db.flush()


def is_way_out(db: Session, secret: str) -> bool:
    return _behind(db, secret) is not None


def stop(uow: UnitOfWork, secret: str) -> bool:
    """End the mails behind a link, without a login; it can do nothing else. False when there is no such link."""
    account_id = _behind(uow.db, secret)
    if account_id is not None:
        turn_off(uow, account_id)
    return account_id is not None


def forget(uow: UnitOfWork, account_id: str) -> None:
    uow.db.exec(delete(ReminderRow).where(col(ReminderRow.account_id) == account_id))


def refuse_code() -> Invalid:
    return Invalid(FieldError("/body/code", "wrong"))


def _behind(db: Session, secret: str) -> str | None:
    return db.exec(select(ReminderRow.account_id).where(ReminderRow.stop_hash == digest(secret))).one_or_none()


def _new(uow: UnitOfWork, actor: Actor, *, means: Means, address: str) -> ReminderRow:
    row = ReminderRow(
        account_id=actor.account_id,
        state="waiting",
        private=b"",
        stop_hash=digest(means.stop_secret(actor.account_id)),
        address_hash=means.keyed(f"address/{address}"),
        code_asked_at=None,
        tries=0,
        due_at=None,
        failures=0,
        last_on=None,
    )
    uow.db.add(row)
    return row


def _codes_asked(db: Session, row: ReminderRow, at: datetime) -> int:
    """Return how many numbers other accounts had sent to this mailbox in a day."""
    others = select(func.count()).where(
        col(ReminderRow.address_hash) == row.address_hash,
        col(ReminderRow.account_id) != row.account_id,
        col(ReminderRow.code_asked_at) > at - CODE_LASTS,
    )
    return db.exec(others).one()
