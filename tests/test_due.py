"""How a day or a moment stands for one person, in the calendar of the place where they live."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.due import Due, moment_of, state_at, state_on

NOON = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)  # the clocks go forward in Berlin on this day
BERLIN = "Europe/Berlin"
TODAY = date(2026, 3, 29)


@pytest.mark.parametrize(
    ("days", "state"),
    [(-1, "overdue"), (0, "due"), (1, "coming")],
)
def test_a_day_is_due_all_day_long(days: int, state: str) -> None:
    assert state_on(TODAY + timedelta(days=days), at=NOON, timezone=BERLIN) == state


def test_a_day_begins_where_the_person_lives() -> None:
    late = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    assert state_on(TODAY, at=late, timezone=BERLIN) == "due"
    assert state_on(TODAY, at=late, timezone="America/New_York") == "coming"


@pytest.mark.parametrize(
    ("hours", "state"),
    [(-1, "overdue"), (-0.2, "due"), (2, "due"), (24, "coming")],
)
def test_a_moment_is_due_on_its_day_until_it_is_over(hours: float, state: str) -> None:
    assert state_at(NOON + timedelta(hours=hours), at=NOON, timezone=BERLIN, minutes=30) == state


def test_what_goes_on_over_midnight_is_still_due() -> None:
    midnight = datetime(2026, 3, 28, 23, 10, tzinfo=UTC)
    assert state_at(midnight - timedelta(minutes=20), at=midnight, timezone=BERLIN, minutes=30) == "due"


def test_things_are_sorted_by_when_their_day_begins_there() -> None:
    on = Due("review", "1", None, TODAY, None, "due", "/")
    at = Due("talk", "2", None, None, NOON, "due", "/")
    assert moment_of(on, BERLIN) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert moment_of(at, BERLIN) == NOON
    assert moment_of(Due("redress", "3", None, None, None, "due", "/"), BERLIN) is None


def test_nothing_is_due_on_a_day_and_at_a_moment() -> None:
    with pytest.raises(ValueError, match="not both"):
        Due("talk", "1", None, TODAY, NOON, "due", "/")


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("timezone", ["Etc/GMT-14", "Europe/Vienna", "Etc/GMT+12"])
def test_a_day_at_the_end_of_time_still_has_its_place(day: date, timezone: str) -> None:
    moment = moment_of(Due("prediction", "1", None, day, None, "due", "/"), timezone)
    assert moment is not None
    assert moment.year == day.year
