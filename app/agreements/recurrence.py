"""When something that repeats comes round: a bounded subset of RRULE, and what it gives between two days.

PURE: no storage and no clock. It never repeats by the second, the minute or the hour, and never without a window.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo, available_timezones

from dateutil import rrule

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.agreements.terms import Schedule

RuleFault = Literal["not_a_rule", "frequency", "unknown_part", "value", "too_many_parts", "never"]

FREQUENCIES: Final[dict[str, Literal[1, 2, 3]]] = {
    "DAILY": rrule.DAILY,
    "WEEKLY": rrule.WEEKLY,
    "MONTHLY": rrule.MONTHLY,
}
WEEKDAYS: Final = {
    "MO": rrule.MO,
    "TU": rrule.TU,
    "WE": rrule.WE,
    "TH": rrule.TH,
    "FR": rrule.FR,
    "SA": rrule.SA,
    "SU": rrule.SU,
}
ONE_DAY: Final = re.compile(r"(-1|[1-4])?(MO|TU|WE|TH|FR|SA|SU)")
A_DAY: Final = re.compile(r"[0-9]{8}(T[0-9]{6}Z?)?")
LONGEST: Final = 160
# Of each frequency; a year is twelve months.
MOST_INTERVAL: Final = {"DAILY": 366, "WEEKLY": 52, "MONTHLY": 12}
# Every month has these. A day that some lack, asked for once a year, might never come.
EVERY_MONTH: Final = frozenset({-1, *range(1, 29)})
MOST_COUNT: Final = 730
# What one question may give at most; a window that holds more is cut, and says nothing false about its beginning.
MOST_AT_ONCE: Final = 400
# A rule that gives nothing in so long a time is a mistake.
SEARCHED: Final = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was checked, part by part."""

    frequency: Literal["DAILY", "WEEKLY", "MONTHLY"]
    interval: int = 1
    by_day: tuple[str, ...] = ()
    by_month_day: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None

    @property
    def text(self) -> str:
        """Return it in the one way in which it is stored, hashed and handed to calendars."""
        parts = [f"FREQ={self.frequency}", f"INTERVAL={self.interval}" if self.interval > 1 else ""]
        parts.append(f"BYDAY={','.join(self.by_day)}" if self.by_day else "")
        parts.append(f"BYMONTHDAY={','.join(map(str, self.by_month_day))}" if self.by_month_day else "")
        parts.append(f"COUNT={self.count}" if self.count else "")
        parts.append(f"UNTIL={self.until:%Y%m%d}" if self.until else "")
        return ";".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that it comes round: the day there, and the moment where it has one."""

    on: date
    starts_at: datetime | None


class BadRule(Exception):  # noqa: N818 - the reason of a refusal, told by its code
    """Why a text is no rule here."""

    def __init__(self, fault: RuleFault) -> None:
        super().__init__(fault)
        self.fault: RuleFault = fault


def is_timezone(name: str) -> bool:
    """Tell whether this is a zone of the IANA list; never look at a path that somebody sent."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    # Each asking would go through every folder of the list again.
    return frozenset(available_timezones())


def read_rule(text: str) -> Rule:
    """Return the checked rule; raise `BadRule` for anything outside the subset."""
    if len(text) > LONGEST:
        raise BadRule("not_a_rule")
    pairs = [part.partition("=") for part in text.upper().removeprefix("RRULE:").split(";") if part]
    parts = {name: value for name, _, value in pairs}
    if len(parts) != len(pairs) or not all(separator for _, separator, _ in pairs):
        raise BadRule("not_a_rule")
    frequency = parts.pop("FREQ", "")
    if frequency not in FREQUENCIES:
        raise BadRule("frequency")
    return _checked(_rule(frequency, parts))


def check_schedule(schedule: Schedule) -> None:
    """Raise `BadRule` where the rule gives nothing at all from its first day on."""
    if not occurrences(schedule, first=schedule.starts_on, last=schedule.starts_on + SEARCHED, most=1):
        raise BadRule("never")


def occurrences(schedule: Schedule, *, first: date, last: date, most: int = MOST_AT_ONCE) -> tuple[Occurrence, ...]:
    """Return what comes round from one day to another, both included, by the days of the schedule's own zone."""
    return tuple(islice(_between(schedule, first, last), most))


def moment_of(day: date, at: time, timezone: str) -> datetime:
    """Return when the clock on the wall there shows this.

    An hour that spring leaves out comes an hour later; of an hour that autumn repeats it is the first.
    """
    return datetime.combine(day, at, ZoneInfo(timezone)).astimezone(UTC)


def _between(schedule: Schedule, first: date, last: date) -> Iterator[Occurrence]:
    for when in _expanded(read_rule(schedule.rrule), schedule.starts_on):
        if when > last:
            return
        if when >= first:
            yield Occurrence(when, _starts_at(schedule, when))


def _starts_at(schedule: Schedule, day: date) -> datetime | None:
    return None if schedule.at is None else moment_of(day, schedule.at, schedule.timezone)


def _expanded(rule: Rule, starts_on: date) -> Iterator[date]:
    # By days alone: the time of day is put on afterwards, in the zone, so that no change of the clock moves it.
    found = rrule.rrule(
        FREQUENCIES[rule.frequency],
        dtstart=datetime.combine(starts_on, time.min),
        interval=rule.interval,
        byweekday=[_weekday(one) for one in rule.by_day] or None,
        bymonthday=rule.by_month_day or None,
        count=rule.count,
        until=rule.until and datetime.combine(rule.until, time.max),
    )
    return (one.date() for one in found)


def _weekday(text: str) -> rrule.weekday:
    day = WEEKDAYS[text[-2:]]
    return day(int(text[:-2])) if text[:-2] else day


def _rule(frequency: str, parts: dict[str, str]) -> Rule:
    if parts.keys() - {"INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL"}:
        raise BadRule("unknown_part")
    try:
        return Rule(
            frequency=frequency,  # type: ignore[arg-type]  # looked up just before
            interval=int(parts.get("INTERVAL", "1")),
            by_day=tuple(parts["BYDAY"].split(",")) if "BYDAY" in parts else (),
            by_month_day=tuple(int(one) for one in parts["BYMONTHDAY"].split(",")) if "BYMONTHDAY" in parts else (),
            count=int(parts["COUNT"]) if "COUNT" in parts else None,
            until=_day(parts["UNTIL"]) if "UNTIL" in parts else None,
        )
    except ValueError:
        raise BadRule("value") from None


def _day(text: str) -> date:
    # Calendars write a moment here, and only its day counts.
    if not A_DAY.fullmatch(text):
        raise ValueError(len(text))
    return datetime.strptime(text[:8], "%Y%m%d").replace(tzinfo=UTC).date()


def _checked(rule: Rule) -> Rule:
    monthly, yearly = rule.frequency == "MONTHLY", rule.interval == MOST_INTERVAL["MONTHLY"]
    days = [ONE_DAY.fullmatch(one) for one in rule.by_day]
    fits = (
        1 <= rule.interval <= MOST_INTERVAL[rule.frequency]
        and all(day and (monthly or not day[1]) for day in days)
        and all(one in EVERY_MONTH or (not yearly and one in {29, 30, 31}) for one in rule.by_month_day)
        and (rule.count is None or 1 <= rule.count <= MOST_COUNT)
    )
    if not fits:
        raise BadRule("value")
    # The library looks for a day that never comes until the year 9999: what is let in here always comes round.
    sparse = rule.by_day and (rule.frequency == "DAILY" or rule.by_month_day)
    if sparse or (rule.by_month_day and not monthly) or (rule.count and rule.until):
        raise BadRule("too_many_parts")
    return rule
