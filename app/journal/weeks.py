"""Weeks and days of a person's own calendar, wherever they live. PURE: it takes no clock and stores nothing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.frozen import dataclass

NAME: Final = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week from Monday to Sunday, numbered as ISO 8601 does."""

    year: int
    number: int

    @property
    def name(self) -> str:
        return f"{self.year:04}-W{self.number:02}"

    @property
    def begins_on(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def ends_on(self) -> date:
        return self.begins_on + timedelta(days=6)

    def earlier(self, weeks: int) -> Week:
        return week_of(self.begins_on - timedelta(weeks=weeks))


def week_of(day: date) -> Week:
    year, number, _ = day.isocalendar()
    return Week(year, number)


def week_at(at: datetime, timezone: str) -> Week:
    """Return the week that it is, at this moment, where the person lives."""
    return week_of(at.astimezone(ZoneInfo(timezone)).date())


def read_week(text: str) -> Week | None:
    """Return the week of this name, or None where there is no such week."""
    found = NAME.fullmatch(text)
    if found is None or not text.isascii():
        return None
    try:
        return week_of(date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        return None


def begins_at(day: date, timezone: str) -> datetime:
    """Return the moment at which a day begins there; where clocks jump over midnight, the moment of the jump."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)
