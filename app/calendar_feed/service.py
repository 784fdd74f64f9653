"""Gives, replaces and takes back a calendar address, and reads what it shows: the owner's own things, nothing private.

Stepping back takes nothing out of it: a calendar often hangs where both can see it, and a gap would tell (DR-9).
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlmodel import col, select

from app.accounts.personal import personal_of
from app.agenda import agenda_of
from app.calendar_feed.coming_round import coming_round
from app.calendar_feed.drawing import draw
from app.calendar_feed.tables import CalendarFeedRow
from app.due import LONGEST_AHEAD, day_of
from app.errors import NotFound
from app.frozen import dataclass
from app.keeping.calendar import read_id
from app.security.tokens import digest, looks_like_address, new_address

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.due import Due
    from app.ids import Ids
    from app.security.encryption import Keyring


@dataclass(frozen=True, slots=True)
class Given:
    """A new address as it leaves the service once."""

    secret: str = field(repr=False)


def has_address(db: Session, actor: Actor) -> bool:
    return db.get(CalendarFeedRow, actor.account_id) is not None


def give(uow: UnitOfWork, actor: Actor, *, ids: Ids) -> Given:
    """Make an address; one that was there before stops working in the same moment."""
    take_back(uow, actor.account_id)
    issued = new_address(ids)
    uow.db.add(CalendarFeedRow(account_id=actor.account_id, address_hash=issued.digest))
    uow.db.flush()
    return Given(issued.secret)


def take_back(uow: UnitOfWork, account_id: str) -> None:
    """End the address. Where there is none, nothing happens."""
    uow.db.exec(delete(CalendarFeedRow).where(col(CalendarFeedRow.account_id) == account_id))
    uow.db.flush()


def read_calendar(db: Session, secret: str, *, keyring: Keyring, at: datetime) -> bytes:
    """Return the calendar behind an address; unknown, taken back and malformed ones are the same 404."""
    if not looks_like_address(secret):
        raise NotFound
    account_id = db.exec(
        select(CalendarFeedRow.account_id).where(CalendarFeedRow.address_hash == digest(secret))
    ).one_or_none()
    if account_id is None:
        raise NotFound
    timezone = personal_of(db, keyring, account_id=account_id).timezone
    today = day_of(at, timezone)
    recurring = tuple(coming_round(db, account_id, today=today))
    known = {one.id for one in recurring}
    agenda = agenda_of(db, account_id, at=at, days=LONGEST_AHEAD, timezone=timezone)
    # What comes round is there as a rule of its own; its single days would be there twice.
    dues = tuple(due for due in agenda if not due.private and _agreement_of(due) not in known)
    return draw(dues, recurring, timezone=timezone, day=day_of(at, "UTC"))


def _agreement_of(due: Due) -> str | None:
    """Return what comes round on this day, if that is what is due."""
    named = read_id(due.id) if due.kind == "occurrence" else None
    return None if named is None else named[0]
