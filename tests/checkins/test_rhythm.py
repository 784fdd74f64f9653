"""Weeks follow each other without a gap, in every zone, whatever is chosen and whenever the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.checkins.rhythm import WEEKDAYS, Cycle, Rhythm, Weekday, chosen, cycle_at, cycle_named

WEDNESDAY = datetime(2026, 11, 18, 15, tzinfo=UTC)
# Far east, far west, half hours, clocks that change at midnight, and a zone that never changes.
ZONES = ["UTC", "Europe/Helsinki", "America/Santiago", "Africa/Cairo", "Pacific/Kiritimati", "Asia/Kathmandu",
         "America/New_York", "Etc/GMT+12", "Asia/Beirut"]  # fmt: skip
moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
choices = st.tuples(st.sampled_from(WEEKDAYS), st.sampled_from(ZONES), moments)


def with_choices(made: list[tuple[Weekday, str, datetime]]) -> tuple[Rhythm, ...]:
    rhythms: tuple[Rhythm, ...] = ()
    for weekday, timezone, at in sorted(made, key=lambda one: one[2]):
        fresh = chosen(rhythms, weekday=weekday, timezone=timezone, at=at)
        if fresh is not None:
            rhythms = (*(one for one in rhythms if one.since <= at), fresh)
    return rhythms


def chose(rhythms: tuple[Rhythm, ...], weekday: Weekday, timezone: str, at: datetime) -> Rhythm:
    found = chosen(rhythms, weekday=weekday, timezone=timezone, at=at)
    assert found is not None
    return found


def test_without_a_choice_a_week_is_monday_to_monday_in_utc() -> None:
    assert cycle_at((), WEDNESDAY) == Cycle(
        date(2026, 11, 16), datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
    )


def test_a_week_begins_at_midnight_where_the_couple_chose() -> None:
    sunday = Rhythm("sunday", "Europe/Helsinki", datetime(2026, 10, 3, 21, tzinfo=UTC))
    before = cycle_at((sunday,), datetime(2026, 10, 25, 21, 59, tzinfo=UTC))
    # The clocks went back on that Sunday, so the week has one hour more.
    assert before.starts_on == date(2026, 10, 25)
    assert before.closes_at - before.opens_at == timedelta(days=7, hours=1)


def test_a_choice_holds_from_the_chosen_day_after_the_present_week() -> None:
    friday = chose((), "friday", "UTC", WEDNESDAY)
    assert friday.since == datetime(2026, 11, 27, tzinfo=UTC)
    present = cycle_at((friday,), WEDNESDAY)
    assert (present.name, present.closes_at) == ("2026-11-16", friday.since)
    between = cycle_at((friday,), datetime(2026, 11, 25, tzinfo=UTC))
    assert between == present
    assert cycle_at((friday,), friday.since).name == "2026-11-27"


def test_the_last_choice_before_it_begins_takes_the_place_of_the_one_before() -> None:
    friday = chose((), "friday", "UTC", WEDNESDAY)
    sunday = chose((friday,), "sunday", "UTC", WEDNESDAY + timedelta(days=1))
    assert sunday.since == datetime(2026, 11, 29, tzinfo=UTC)


def test_in_the_days_before_a_new_rhythm_nothing_else_is_chosen() -> None:
    friday = chose((), "friday", "UTC", WEDNESDAY)
    assert chosen((friday,), weekday="sunday", timezone="UTC", at=datetime(2026, 11, 24, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    "name", ["", "x", "2026-11-17", "20261116", "2026-11-23", "1999-11-15", "9999-12-27", "2026-W47"]
)
def test_what_names_no_week_that_has_begun_is_none(name: str) -> None:
    assert cycle_named((), name, at=WEDNESDAY) is None


@given(choices=st.lists(choices, max_size=4), at=moments)
@settings(max_examples=150, deadline=None)
def test_weeks_follow_each_other_without_a_gap(choices: list[tuple[Weekday, str, datetime]], at: datetime) -> None:
    rhythms = with_choices(choices)
    cycle = cycle_at(rhythms, at)
    assert cycle.opens_at <= at < cycle.closes_at
    assert timedelta(days=6, hours=22) <= cycle.closes_at - cycle.opens_at <= timedelta(days=14, hours=2)
    assert cycle_at(rhythms, cycle.opens_at) == cycle
    assert cycle_at(rhythms, cycle.closes_at - timedelta(microseconds=1)) == cycle
    assert cycle_at(rhythms, cycle.closes_at).opens_at == cycle.closes_at
    assert cycle_named(rhythms, cycle.name, at=at) == cycle


@given(choices=st.lists(choices, max_size=3), fresh=choices)
@settings(max_examples=150, deadline=None)
def test_choosing_moves_neither_the_name_nor_the_beginning_of_the_present_week(
    choices: list[tuple[Weekday, str, datetime]], fresh: tuple[Weekday, str, datetime]
) -> None:
    weekday, timezone, at = fresh
    rhythms = tuple(one for one in with_choices([one for one in choices if one[2] <= at]))
    before = cycle_at(rhythms, at)
    new = chosen(rhythms, weekday=weekday, timezone=timezone, at=at)
    if new is not None:
        kept = tuple(one for one in rhythms if one.since <= at)
        after = cycle_at((*kept, new), at)
        assert (after.name, after.opens_at, after.closes_at) == (before.name, before.opens_at, new.since)
        begins = new.since.astimezone(ZoneInfo(timezone))
        assert WEEKDAYS[begins.weekday()] == weekday
