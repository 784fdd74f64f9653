"""One's own readings in a window of days, and where to find help when one felt less safe. Worked out, never stored."""

from __future__ import annotations

from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.accounts.personal import personal_of
from app.due import day_of
from app.frozen import dataclass
from app.journal.felt import points_to_help
from app.journal.prompts import PROTECTING
from app.journal.strain import HELP, Card
from app.journal.weeks import begins_at
from app.sessions.own_readings import OwnReading, own_readings

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlmodel import Session

    from app.security.encryption import Keyring


# practices.md 61: while one still remembers. [design]
ASK_WITHIN: Final = timedelta(hours=72)


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
    help_card = (HELP,) if points_to_help(safe) else ()
    return Trends(since, until, readings, (*help_card, *_after(readings, at=at)))


def _after(readings: tuple[OwnReading, ...], *, at: datetime) -> tuple[Card, ...]:
    """Return a question for each of the two, in private, when their last talk stopped early a short time ago."""
    last = readings[-1] if readings else None
    if last is None or not last.stopped_early or last.ended_at is None:
        return ()
    return (PROTECTING,) if at - last.ended_at <= ASK_WITHIN else ()
