"""When something that repeats comes round: a bounded subset of RRULE, whatever the clocks of the zone do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from app.agreements.recurrence import (
    MOST_AT_ONCE,
    BadRule,
    check_schedule,
    is_timezone,
    moment_of,
    occurrences,
    read_rule,
)
from app.agreements.terms import Schedule

if TYPE_CHECKING:
    from app.agreements.recurrence import RuleFault

FIRST = date(2026, 1, 4)  # a Sunday


def schedule(rrule: str, *, starts_on: date = FIRST, at: time | None = None, zone: str = "Europe/Vienna") -> Schedule:
    return Schedule(rrule, starts_on, at, zone, None)


def days(rrule: str, *, first: date = FIRST, last: date = date(2026, 12, 31), starts_on: date = FIRST) -> list[str]:
    return [str(one.on) for one in occurrences(schedule(rrule, starts_on=starts_on), first=first, last=last)]


@pytest.mark.parametrize(
    ("rrule", "expected"),
    [
        ("FREQ=DAILY;COUNT=3", ["2026-01-04", "2026-01-05", "2026-01-06"]),
        ("FREQ=DAILY;INTERVAL=10;UNTIL=20260124", ["2026-01-04", "2026-01-14", "2026-01-24"]),
        ("FREQ=WEEKLY;BYDAY=MO,SU;COUNT=3", ["2026-01-04", "2026-01-05", "2026-01-11"]),
        ("FREQ=MONTHLY;BYDAY=1SU;COUNT=2", ["2026-01-04", "2026-02-01"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", ["2026-01-30", "2026-02-27"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", ["2026-01-31", "2026-03-31", "2026-05-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", ["2026-01-31", "2026-02-28"]),
    ],
)
def test_it_comes_round_on_these_days(rrule: str, expected: list[str]) -> None:
    assert days(rrule) == expected


@pytest.mark.parametrize(
    ("rrule", "fault"),
    [
        ("", "frequency"),
        ("FREQ=SECONDLY", "frequency"),
        ("FREQ=HOURLY", "frequency"),
        ("FREQ=YEARLY", "frequency"),
        ("INTERVAL=2", "frequency"),
        ("FREQ=DAILY;BYSECOND=1", "unknown_part"),
        ("FREQ=DAILY;BYHOUR=9", "unknown_part"),
        ("FREQ=DAILY;WKST=MO", "unknown_part"),
        ("FREQ=DAILY;FREQ=DAILY", "not_a_rule"),
        ("FREQ", "not_a_rule"),
        ("FREQ=DAILY;" + "X" * 200, "not_a_rule"),
        ("FREQ=DAILY;INTERVAL=0", "value"),
        ("FREQ=DAILY;INTERVAL=367", "value"),
        ("FREQ=WEEKLY;INTERVAL=53", "value"),
        ("FREQ=MONTHLY;INTERVAL=13", "value"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30", "value"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", "too_many_parts"),
        ("FREQ=DAILY;INTERVAL=x", "value"),
        ("FREQ=DAILY;COUNT=0", "value"),
        ("FREQ=DAILY;COUNT=731", "value"),
        ("FREQ=DAILY;UNTIL=2026-01-01", "value"),
        ("FREQ=DAILY;UNTIL=20269901", "value"),
        ("FREQ=WEEKLY;BYDAY=XX", "value"),
        ("FREQ=WEEKLY;BYDAY=1MO", "value"),
        ("FREQ=MONTHLY;BYDAY=5MO", "value"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "value"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "value"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "too_many_parts"),
        ("FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=MO", "too_many_parts"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20260201", "too_many_parts"),
    ],
)
def test_anything_outside_the_subset_is_refused_and_says_why(rrule: str, fault: RuleFault) -> None:
    with pytest.raises(BadRule) as refused:
        read_rule(rrule)
    assert refused.value.fault == fault


def test_a_rule_is_kept_in_one_form() -> None:
    assert read_rule("RRULE:interval=1;freq=weekly;byday=su,mo").text == "FREQ=WEEKLY;BYDAY=SU,MO"
    assert read_rule("FREQ=DAILY;UNTIL=20260301T235959Z").text == "FREQ=DAILY;UNTIL=20260301"
    text = "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1,15;COUNT=4"
    assert read_rule(text).text == text


def test_a_rule_that_never_comes_round_is_noticed() -> None:
    with pytest.raises(BadRule) as refused:
        check_schedule(schedule("FREQ=DAILY;UNTIL=20200101"))
    assert refused.value.fault == "never"
    check_schedule(schedule("FREQ=MONTHLY;BYMONTHDAY=31"))


@pytest.mark.parametrize("month", range(1, 13))
def test_whatever_is_let_in_comes_round(month: int) -> None:
    # The library would look until the year 9999 for a day that never comes, in everybody's way.
    for interval in range(1, 13):
        for day in (-1, 28, *(() if interval == 12 else (29, 30, 31))):
            text = f"FREQ=MONTHLY;INTERVAL={interval};BYMONTHDAY={day}"
            check_schedule(schedule(text, starts_on=date(2026, month, 1)))


def test_a_window_holds_its_first_and_its_last_day_and_never_more_than_a_bound() -> None:
    assert days("FREQ=DAILY", first=date(2026, 3, 1), last=date(2026, 3, 3)) == [
        "2026-03-01",
        "2026-03-02",
        "2026-03-03",
    ]
    assert days("FREQ=DAILY", first=date(2025, 1, 1), last=date(2025, 12, 31)) == []
    assert len(days("FREQ=DAILY", last=date(2036, 1, 1))) == MOST_AT_ONCE


def test_the_time_on_the_wall_stays_when_the_clocks_change() -> None:
    # Vienna goes to summer time on 29 March 2026 and back on 25 October.
    weekly = schedule("FREQ=WEEKLY;BYDAY=SU", at=time(9, 30))
    spring = occurrences(weekly, first=date(2026, 3, 22), last=date(2026, 3, 29))
    assert [one.starts_at for one in spring] == [
        datetime(2026, 3, 22, 8, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 7, 30, tzinfo=UTC),
    ]
    autumn = occurrences(weekly, first=date(2026, 10, 18), last=date(2026, 10, 25))
    assert [one.starts_at and one.starts_at.hour for one in autumn] == [7, 8]


def test_an_hour_that_is_left_out_comes_later_and_one_that_comes_twice_counts_once() -> None:
    daily = schedule("FREQ=DAILY", at=time(2, 30))
    [missing] = occurrences(daily, first=date(2026, 3, 29), last=date(2026, 3, 29))
    assert missing.starts_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    [twice] = occurrences(daily, first=date(2026, 10, 25), last=date(2026, 10, 25))
    assert twice.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_midnight_is_a_time_and_no_time_is_the_whole_day() -> None:
    one = occurrences(schedule("FREQ=DAILY", at=time(0, 0), zone="Asia/Tokyo"), first=FIRST, last=FIRST)[0]
    assert one.starts_at == datetime(2026, 1, 3, 15, 0, tzinfo=UTC)
    assert occurrences(schedule("FREQ=DAILY"), first=FIRST, last=FIRST)[0].starts_at is None
    assert moment_of(FIRST, time(12), "Pacific/Kiritimati") == datetime(2026, 1, 3, 22, 0, tzinfo=UTC)


def test_only_zones_of_the_list_are_zones() -> None:
    assert is_timezone("America/Argentina/Buenos_Aires")
    assert not any(is_timezone(name) for name in ("", "Nowhere/Land", "../zoneinfo", "/etc/localtime", "europe/vienna"))


def a_rule(frequency: str, interval: int, weekdays: list[str], count: int) -> str:
    by_day = f"BYDAY={','.join(weekdays)};" if weekdays and frequency != "DAILY" else ""
    return f"FREQ={frequency};INTERVAL={interval};{by_day}COUNT={count}"


rules = st.builds(
    a_rule,
    st.sampled_from(("DAILY", "WEEKLY", "MONTHLY")),
    st.integers(1, 8),
    st.lists(st.sampled_from(("MO", "TU", "WE", "TH", "FR", "SA", "SU")), max_size=3, unique=True),
    st.integers(1, 12),
)


@settings(deadline=None)
@given(rules, st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_it_gives_what_the_library_gives_for_the_same_text(rrule: str, starts_on: date) -> None:
    # An independent reading of the whole text, and not of our parts of it.
    last = starts_on + timedelta(days=700)
    known = rrulestr(rrule, dtstart=datetime.combine(starts_on, time.min))
    expected = [one.date() for one in known if one.date() <= last]
    found = occurrences(schedule(read_rule(rrule).text, starts_on=starts_on), first=starts_on, last=last)
    assert [one.on for one in found] == expected
