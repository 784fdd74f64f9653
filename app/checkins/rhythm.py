"""Which week it is for a couple: seven days from midnight on the chosen weekday, in the zone that they chose.

PURE: the standard library only. Nothing here depends on what anybody wrote, so a cycle can be named to both.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Literal, get_args
from zoneinfo import ZoneInfo

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
WEEK: Final = timedelta(days=7)
DAY: Final = timedelta(days=1)
NOON: Final = time(12)
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When the weeks of a couple begin, from `since` on, which is itself the beginning of a week."""

    weekday: Weekday = "monday"
    timezone: str = "UTC"
    since: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class Cycle:
    """One week; its name is the day on which it begins."""

    starts_on: date
    opens_at: datetime
    closes_at: datetime

    @property
    def name(self) -> str:
        return self.starts_on.isoformat()


USUAL: Final = Rhythm()


def cycle_at(rhythms: Sequence[Rhythm], at: datetime) -> Cycle:
    """Return the cycle that this moment lies in. A cycle goes on until a rhythm chosen meanwhile begins."""
    rhythm, coming = _now(rhythms, at), _coming(rhythms, at)
    starts_on = _begun(rhythm, at)
    if coming is not None and _midnight(starts_on + WEEK, rhythm.timezone) > coming:
        # The days between the usual end of a week and the new rhythm belong to that week.
        starts_on -= WEEK
    closes_at = _midnight(starts_on + WEEK, rhythm.timezone)
    if coming is not None and coming < _midnight(starts_on + 2 * WEEK, rhythm.timezone):
        closes_at = coming
    return Cycle(starts_on, _midnight(starts_on, rhythm.timezone), closes_at)


def chosen(rhythms: Sequence[Rhythm], *, weekday: Weekday, timezone: str, at: datetime) -> Rhythm | None:
    """Return the new rhythm, in place of any that has not begun; None in the days in which one is about to begin.

    The present cycle is never cut short, and never gets another name: it goes on to the chosen weekday after its end.
    """
    present = cycle_at(rhythms, at)
    now = _now(rhythms, at)
    ends = _midnight(present.starts_on + WEEK, now.timezone)
    if ends <= at:
        return None
    first = ends.astimezone(ZoneInfo(timezone)).date()
    while first.weekday() != WEEKDAYS.index(weekday) or _midnight(first, timezone) < ends:
        first += DAY
    return Rhythm(weekday, timezone, _midnight(first, timezone))


def cycle_named(rhythms: Sequence[Rhythm], name: str, *, at: datetime) -> Cycle | None:
    """Return the cycle of this name; None for what is no name, or names none that has begun."""
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    if day.isoformat() != name or not LONG_AGO.date() <= day <= at.date() + DAY:
        return None
    # Noon in UTC lies in the first day of the week, or in the next one, wherever on earth the couple is.
    cycle = cycle_at(rhythms, datetime.combine(day, NOON, UTC))
    return cycle if cycle.starts_on == day and cycle.opens_at <= at else None


def _now(rhythms: Sequence[Rhythm], at: datetime) -> Rhythm:
    return max((one for one in (USUAL, *rhythms) if one.since <= at), key=lambda one: one.since)


def _coming(rhythms: Sequence[Rhythm], at: datetime) -> datetime | None:
    return min((one.since for one in rhythms if one.since > at), default=None)


def _begun(rhythm: Rhythm, at: datetime) -> date:
    today = at.astimezone(ZoneInfo(rhythm.timezone)).date()
    return today - DAY * ((today.weekday() - WEEKDAYS.index(rhythm.weekday)) % len(WEEKDAYS))


def _midnight(day: date, timezone: str) -> datetime:
    # Where clocks go forward at midnight, this is the first moment that there is of that day.
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)
