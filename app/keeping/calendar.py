"""Which days something comes round: what agreements that count say, less the days of rest. It stores nothing.

A schedule lives in its own time zone: it does not move when a person travels, nor when the clocks change.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from app.agreements.pausing import pauses_of
from app.agreements.recurrence import moment_of, occurrences
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlmodel import Session

    from app.agreements.pausing import Pause
    from app.agreements.standing import AgreementKind, Standing

KINDS: Final[tuple[AgreementKind, ...]] = ("commitment", "ritual")
# Where no zone is known a day begins where it begins first on earth, so that nobody is too early on their own day.
FIRST_ZONE: Final = "Etc/GMT-14"
MOST_DAYS: Final = 92


@dataclass(frozen=True, slots=True)
class Time:
    """One time that an agreement comes round: on a day of its own zone, at a moment if it has one."""

    agreement_id: str
    on: date
    starts_at: datetime | None
    begins_at: datetime
    minutes: int | None

    @property
    def id(self) -> str:
        return occurrence_id(self.agreement_id, self.on)


def occurrence_id(agreement_id: str, on: date) -> str:
    return f"{agreement_id}.{on:%Y%m%d}"


def read_id(text: str) -> tuple[str, date] | None:
    """Return the agreement and the day that an id names; None if it names none."""
    agreement_id, _, day = text.rpartition(".")
    if len(day) != len("20260101") or not (day.isascii() and day.isdigit()):
        return None
    try:
        return agreement_id, date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return None


def times(db: Session, standings: Sequence[Standing], *, first: date, last: date) -> tuple[Time, ...]:
    """Return what comes round from one day to another, both included; at most `MOST_DAYS`, counted from the last."""
    first = max(first, last - timedelta(days=MOST_DAYS - 1))
    resting = pauses_of(db, [one.id for one in standings], since=first)
    found = (time for one in standings for time in times_of(one, resting.get(one.id, ()), first=first, last=last))
    return tuple(sorted(found, key=lambda one: (one.on, one.begins_at, one.agreement_id)))


def time_of(standing: Standing, on: date) -> Time:
    """Return the time on this day, whether or not the agreement comes round then."""
    schedule = standing.schedule
    zone = schedule.timezone if schedule else FIRST_ZONE
    starts_at = moment_of(on, schedule.at, zone) if schedule and schedule.at else None
    begins_at = starts_at or datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)
    return Time(standing.id, on, starts_at, begins_at, schedule.minutes if schedule else None)


def times_of(standing: Standing, resting: Iterable[Pause], *, first: date, last: date) -> Iterator[Time]:
    """Return the times of one agreement, the earliest first; none while it does not count."""
    if standing.in_force is None or standing.in_force_since is None:
        return
    if standing.schedule is not None:
        # Nothing came round before both had said yes to it.
        zone = ZoneInfo(standing.schedule.timezone)
        first = max(first, standing.in_force_since.astimezone(zone).date())
    for on in _days(standing, first, last):
        if not any(pause.covers(on) for pause in resting):
            yield time_of(standing, on)


def _days(standing: Standing, first: date, last: date) -> Iterator[date]:
    if first > last:
        return
    if standing.schedule is not None:
        yield from (one.on for one in occurrences(standing.schedule, first=first, last=last))
    elif standing.due_on is not None and first <= standing.due_on <= last:
        yield standing.due_on
