"""Check-ins for somebody beside the two: weeks that both answered, once both did, and nothing of any other."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from app.checkins.listing import SHARED_SCOPE, shared_weeks
from app.checkins.week import read_week, readable
from app.frozen import dataclass
from app.pagination import cut

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlmodel import Session

    from app.checkins.answers import Answer
    from app.checkins.rhythm import Cycle
    from app.couples.onlooking import Onlooker
    from app.pagination import Slice
    from app.security.encryption import Keyring


@dataclass(frozen=True, slots=True)
class SharedWeek:
    """One week that both answered: what each said, by whose it is."""

    cycle: Cycle
    answers: tuple[tuple[str, Answer | None], ...] = field(repr=False)


def list_answered(
    db: Session, onlooker: Onlooker, *, keyring: Keyring, at: datetime, limit: int, cursor: str | None
) -> Slice[SharedWeek]:
    """Return the weeks that both answered and that began with the consent or after it, the newest first.

    Nothing stored says on which day of a week an answer was given (V-5), so a week counts from its beginning.
    """
    days = shared_weeks(db, onlooker.couple_id, limit=limit, cursor=cursor)
    drawn = (_drawn(db, keyring, onlooker, day, at=at) for day in days)
    found = [one for one in drawn if one.cycle.opens_at >= onlooker.since]
    return cut(found, limit, scope=SHARED_SCOPE, place=lambda one: one.cycle.name)


def _drawn(db: Session, keyring: Keyring, onlooker: Onlooker, day: date, *, at: datetime) -> SharedWeek:
    week = read_week(db, onlooker.record, day.isoformat(), partner_id="", at=at)
    return SharedWeek(week.cycle, tuple(sorted(readable(db, keyring, week).items())))
