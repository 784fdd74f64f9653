"""What a clock that somebody sets does to a pause: forwards nothing, backwards it is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from app.sessions.engine.leaps import MOST_KEPT, Leaps

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass
class SetClock:
    """A clock that goes as time does, and that somebody sets."""

    shows: datetime = NOON
    gone: timedelta = timedelta(days=3)

    def now(self) -> datetime:
        return self.shows

    def passed(self) -> timedelta:
        return self.gone

    def go_on(self, by: timedelta) -> None:
        self.shows += by
        self.gone += by


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def leaps(clock: SetClock) -> Leaps:
    return Leaps(clock)


def test_time_that_passes_is_no_leap(clock: SetClock, leaps: Leaps) -> None:
    for _ in range(100):
        clock.go_on(MINUTE)
        assert leaps.since(NOON) == timedelta()


def test_what_the_clock_was_set_forward_by_is_no_part_of_a_pause_that_had_begun(clock: SetClock, leaps: Leaps) -> None:
    clock.go_on(5 * MINUTE)
    clock.shows += HOUR
    clock.go_on(2 * MINUTE)
    assert leaps.since(NOON) == HOUR


def test_a_pause_that_begins_afterwards_knows_nothing_of_it(clock: SetClock, leaps: Leaps) -> None:
    clock.shows += HOUR
    leaps.look()
    assert leaps.since(clock.now()) == timedelta()


def test_two_leaps_are_both_taken_off(clock: SetClock, leaps: Leaps) -> None:
    clock.shows += HOUR
    leaps.look()
    between = clock.now()
    clock.go_on(MINUTE)
    clock.shows += MINUTE
    assert leaps.since(NOON) == HOUR + MINUTE
    assert leaps.since(between) == MINUTE


def test_a_clock_that_was_set_right_again_never_leapt(clock: SetClock, leaps: Leaps) -> None:
    clock.shows += HOUR
    leaps.look()
    clock.go_on(MINUTE)
    clock.shows -= HOUR
    assert leaps.since(NOON) == timedelta()


def test_of_a_leap_that_was_partly_taken_back_the_rest_counts(clock: SetClock, leaps: Leaps) -> None:
    clock.shows += HOUR
    leaps.look()
    clock.shows -= 20 * MINUTE
    assert leaps.since(NOON) == 40 * MINUTE


def test_a_clock_that_is_set_back_makes_no_pause_shorter_and_none_longer_than_it_shows(
    clock: SetClock, leaps: Leaps
) -> None:
    clock.shows -= HOUR
    assert leaps.since(NOON) == timedelta()


def test_slow_hands_are_no_leap(clock: SetClock, leaps: Leaps) -> None:
    clock.shows += timedelta(milliseconds=50)
    assert leaps.since(NOON) == timedelta()


def test_a_clock_that_is_set_for_ever_fills_no_memory(clock: SetClock, leaps: Leaps) -> None:
    for _ in range(10 * MOST_KEPT):
        clock.shows += MINUTE
        leaps.look()
    assert leaps.since(NOON) == MOST_KEPT * MINUTE
