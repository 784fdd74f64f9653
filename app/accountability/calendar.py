"""Whose day it is: dates of a promise are over when they are over where its owner lives. PURE: no clock of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from app.frozen import dataclass

if TYPE_CHECKING:
    from app.accountability.kinds import StepState

# three days of grace, and then a day in which nobody but the owner is told.
GRACE: Final = timedelta(days=3)
OWNERS_ALONE: Final = timedelta(hours=24)
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A moment, as the owner of a promise lives it."""

    at: datetime
    timezone: str

    @property
    def today(self) -> date:
        return self.at.astimezone(ZoneInfo(self.timezone)).date()

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.timezone)).date()

    def begins(self, day: date) -> datetime:
        """Return the moment at which a day begins here, also where the clock jumps over midnight."""
        return datetime.combine(day, time(), ZoneInfo(self.timezone)).astimezone(UTC)

    def asked_on(self, day: date) -> StepState:
        """Return how it stands with what is asked for on a day (A-5)."""
        if self.today < day:
            return "coming"
        overdue = self.begins(day + GRACE + ONE_DAY)
        if self.at < overdue:
            return "due"
        # Hours that pass and not hours of the clock: a change to summer time does not shorten what is theirs alone.
        return "overdue" if self.at < overdue + OWNERS_ALONE else "update_due"
