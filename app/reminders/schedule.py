"""When a mail may go, and whether anything is worth one. Plain values only: it knows no storage and sends nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from app.due import moment_of
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.due import Due, DueKind

# After the first, second, … failure; then not before the next day.
PAUSES: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one person chose. `private` lets things that only they know of count as well; the mail is the same."""

    kinds: frozenset[DueKind]
    hour: int
    quiet_from: int
    quiet_to: int
    private: bool


def is_quiet(hour: int, *, quiet_from: int, quiet_to: int) -> bool:
    """Tell whether an hour of the day is among the quiet ones, which may go over midnight."""
    if quiet_from <= quiet_to:
        return quiet_from <= hour < quiet_to
    return hour >= quiet_from or hour < quiet_to


def next_time(after: datetime, *, hour: int, timezone: str) -> datetime:
    """Return the next moment at which it is this hour there; an hour that the clocks skip comes an hour later."""
    zone = ZoneInfo(timezone)
    today = after.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(3))
    return next(moment for day in days if (moment := _at(day, hour, zone)) > after)


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def may_send(at: datetime, *, wishes: Wishes, timezone: str, last_on: date | None) -> bool:
    """Tell whether this is a time for a mail there: the chosen hour has come, it is not quiet, and there was none."""
    there = at.astimezone(ZoneInfo(timezone))
    quiet = is_quiet(there.hour, quiet_from=wishes.quiet_from, quiet_to=wishes.quiet_to)
    return there.hour >= wishes.hour and not quiet and (last_on is None or last_on < there.date())


def worth_telling(agenda: Iterable[Due], *, wishes: Wishes, until: datetime, timezone: str) -> frozenset[str]:
    """Return a mark for each thing that a mail may be about: of a chosen kind, due before the next mail."""
    return frozenset(
        mark_of(due)
        for due in agenda
        if due.kind in wishes.kinds
        and (wishes.private or not due.private)
        and ((moment := moment_of(due, timezone)) is None or moment < until)
    )


def mark_of(due: Due) -> str:
    """Return what stands for one thing on one date: a thing that was moved is another one."""
    return f"{due.kind}/{due.id}/{due.on or due.at or ''}"


def retry_at(at: datetime, failures: int) -> datetime | None:
    """Return when to try again after so many failures; None when it is enough for today."""
    return at + PAUSES[failures - 1] if failures <= len(PAUSES) else None
