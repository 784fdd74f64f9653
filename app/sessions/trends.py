"""One's own readings in a window of days, and where to find help when one felt less safe. Worked out, never stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from app.accounts.personal import personal_of
from app.due import day_of
from app.journal.felt import points_to_help
from app.journal.strain import HELP, Card
from app.journal.weeks import begins_at
from app.sessions.own_readings import OwnReading, own_readings

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlmodel import Session

    from app.security.encryption import Keyring


@dataclass(frozen=True, slots=True)
class Trends:
    """The talks of the window, the earliest first, for the person whose readings they are."""

    since: date
    until: date
    readings: tuple[OwnReading, ...] = field(repr=False)
    offered: tuple[Card, ...] = field(repr=False)


def read_trends(db: Session, keyring: Keyring, account_id: str, *, days: int, at: datetime) -> Trends:
    timezone = personal_of(db, keyring, account_id=account_id).timezone
    until = day_of(at, timezone)
    since = until - timedelta(days=days - 1)
    begun, ended = begins_at(since, timezone), begins_at(until + timedelta(days=1), timezone)
    readings = own_readings(db, keyring, account_id, since=begun, until=ended)
    safe = [one.felt.safe for one in readings if one.felt is not None]
    return Trends(since, until, readings, (HELP,) if points_to_help(safe) else ())
