"""Weeks and days of a person's own calendar, over every jump of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.due import day_of
from app.journal.weeks import Week, begins_at, read_week, week_at, week_of

# From half an hour to a date line away; some jump at midnight, one by half an hour.
ZONES = ("UTC", "Europe/Helsinki", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago",
         "America/Havana", "Asia/Beirut", "Africa/Cairo", "Australia/Lord_Howe", "America/Santiago")  # fmt: skip
moments = some.datetimes(datetime(2020, 1, 1), datetime(2036, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001 - bounds are naive by contract
zones = some.sampled_from(ZONES)
days = some.dates(date(1990, 1, 1), date(2090, 1, 1))


@given(days)
def test_a_week_has_seven_days_from_monday_on(day: date) -> None:
    week = week_of(day)
    assert week.begins_on.isoweekday() == 1
    assert week.ends_on - week.begins_on == timedelta(days=6)
    assert week.begins_on <= day <= week.ends_on


@given(days)
def test_the_name_of_a_week_leads_back_to_it(day: date) -> None:
    assert read_week(week_of(day).name) == week_of(day)


@given(days, some.integers(0, 200))
def test_weeks_are_in_the_order_of_their_days_also_over_the_turn_of_the_year(day: date, back: int) -> None:
    week = week_of(day)
    assert week.earlier(back) == week_of(day - timedelta(weeks=back))
    assert (week.earlier(back) < week) is (back > 0)


@given(moments, zones)
def test_every_moment_is_in_the_day_that_has_begun_and_not_yet_ended(at: datetime, zone: str) -> None:
    day = day_of(at, zone)
    assert begins_at(day, zone) <= at < begins_at(day + timedelta(days=1), zone)


@given(moments, some.integers(0, 10_000_000), zones)
def test_weeks_never_go_back(at: datetime, seconds: int, zone: str) -> None:
    assert week_at(at, zone) <= week_at(at + timedelta(seconds=seconds), zone)


def test_the_same_moment_is_in_two_weeks_at_two_places() -> None:
    at = datetime(2026, 11, 22, 21, tzinfo=UTC)
    assert week_at(at, "America/New_York") == Week(2026, 47)
    assert week_at(at, "Asia/Kathmandu") == Week(2026, 48)


def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is() -> None:
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 22), 24)):
        length = begins_at(day + timedelta(days=1), "Europe/Helsinki") - begins_at(day, "Europe/Helsinki")
        assert length == timedelta(hours=hours)


def test_a_day_without_a_midnight_begins_where_the_clocks_jump() -> None:
    assert begins_at(date(2026, 4, 24), "Africa/Cairo") == datetime(2026, 4, 23, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "2026-47", "2026-W54", "2025-W53", "2026-W00", "2026-W7", "0000-W01", "2026-W477", "٢٠٢٦-W47"]
)
def test_what_is_no_week_is_none(text: str) -> None:
    assert read_week(text) is None


def test_a_long_year_has_a_fifty_third_week() -> None:
    assert read_week("2026-W53") == Week(2026, 53)
