"""One page of what is due for a person, in their own time zone. Nobody else's list can be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts.personal import personal_of
from app.agenda import agenda_of, place_of, without_stepping_back
from app.due import day_of
from app.frozen import dataclass
from app.pagination import cut, decode_cursor

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.due import Due
    from app.pagination import Slice
    from app.security.encryption import Keyring

SCOPE = "today"


@dataclass(frozen=True, slots=True)
class Today:
    """A page of the list, and which day it is where the person lives."""

    day: date
    timezone: str
    page: Slice[Due]


def today_of(
    db: Session, actor: Actor, *, keyring: Keyring, at: datetime, days: int, limit: int, cursor: str | None
) -> Today:
    """Return what is overdue, due, or coming within `days`. Whoever steps back from a couple sees nothing of it."""
    timezone = personal_of(db, keyring, account_id=actor.account_id).timezone
    agenda = agenda_of(db, actor.account_id, at=at, days=days, timezone=timezone)
    shown = without_stepping_back(db, actor.account_id, agenda, at=at)
    after = decode_cursor(SCOPE, cursor) or ""
    rest = [due for due in shown if _place(due, timezone) > after][: limit + 1]
    return Today(day_of(at, timezone), timezone, cut(rest, limit, scope=SCOPE, place=lambda due: _place(due, timezone)))


def _place(due: Due, timezone: str) -> str:
    moment, kind, due_id = place_of(due, timezone)
    return f"{moment.isoformat(timespec='microseconds')} {kind} {due_id}"
