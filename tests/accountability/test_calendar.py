"""A-5 in days and hours: due on the day, three days of grace, a day for the owner alone; as its owner's clock goes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accountability.calendar import Calendar

DUE = date(2026, 6, 10)
ZONES = ("UTC", "Europe/Helsinki", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu")


def at(text: str, zone: str = "UTC") -> Calendar:
    return Calendar(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC), zone)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-06-09T23:59:59", "coming"),
        ("2026-06-10T00:00:00", "due"),
        ("2026-06-13T23:59:59", "due"),
        ("2026-06-14T00:00:00", "overdue"),
        ("2026-06-14T23:59:59", "overdue"),
        ("2026-06-15T00:00:00", "update_due"),
        ("2027-06-15T00:00:00", "update_due"),
    ],
)
def test_what_is_asked_for_on_a_day_goes_by_the_owners_days(zone: str, moment: str, state: str) -> None:
    assert at(moment, zone).asked_on(DUE) == state


@pytest.mark.parametrize(
    ("due", "zone", "begins"),
    [
        # Clocks go forward inside the grace, inside the owner's own day, and at midnight itself.
        (date(2026, 3, 27), "Europe/Helsinki", "2026-03-30T21:00:00+00:00"),
        (date(2026, 3, 25), "Europe/Helsinki", "2026-03-28T22:00:00+00:00"),
        (date(2026, 10, 21), "Europe/Helsinki", "2026-10-24T21:00:00+00:00"),
        (date(2026, 9, 2), "America/Santiago", "2026-09-06T04:00:00+00:00"),
        (date(2026, 4, 1), "America/Santiago", "2026-04-05T04:00:00+00:00"),
        (date(2026, 10, 28), "America/Havana", "2026-11-01T04:00:00+00:00"),
    ],
)
def test_a_change_of_the_clock_moves_the_grace_and_leaves_the_owner_a_whole_day(
    due: date, zone: str, begins: str
) -> None:
    overdue, second = datetime.fromisoformat(begins), timedelta(seconds=1)
    states = [
        Calendar(moment, zone).asked_on(due)
        for moment in (
            overdue - second,
            overdue,
            overdue + timedelta(hours=24) - second,
            overdue + timedelta(hours=24),
        )
    ]
    assert states == ["due", "overdue", "overdue", "update_due"]


def test_a_day_may_be_over_for_one_and_not_for_the_other() -> None:
    moment = datetime(2026, 6, 10, 11, tzinfo=UTC)
    assert Calendar(moment, "Pacific/Kiritimati").today == date(2026, 6, 11)
    assert Calendar(moment, "Pacific/Pago_Pago").today == date(2026, 6, 10)
    assert Calendar(moment, "Pacific/Niue").day_of(moment - timedelta(days=1)) == date(2026, 6, 9)


@given(
    due=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    zone=st.sampled_from((*ZONES, "America/Santiago", "America/Havana", "Australia/Lord_Howe", "Africa/Cairo")),
    hours=st.lists(st.integers(-24 * 3, 24 * 12), min_size=2, max_size=8),
)
def test_time_only_ever_leads_on(due: date, zone: str, hours: list[int]) -> None:
    order = ["coming", "due", "overdue", "update_due"]
    start = datetime(due.year, due.month, due.day, tzinfo=UTC)
    states = [Calendar(start + timedelta(hours=hour), zone).asked_on(due) for hour in sorted(hours)]
    places = [order.index(state) for state in states]
    assert places == sorted(places)


@given(
    due=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    zone=st.sampled_from((*ZONES, "America/Santiago", "America/Havana", "Africa/Cairo")),
    minutes=st.integers(0, 24 * 60 * 8),
)
def test_it_is_overdue_exactly_when_the_fourth_day_after_has_begun(due: date, zone: str, minutes: int) -> None:
    calendar = Calendar(datetime(due.year, due.month, due.day, tzinfo=UTC) + timedelta(minutes=minutes), zone)
    assert (calendar.asked_on(due) in {"overdue", "update_due"}) == (calendar.today > due + timedelta(days=3))
