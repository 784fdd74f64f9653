"""The movable clock: time that tests and the sandbox can push forwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.clock import MovableClock, SystemClock

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_system_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_time_stands_still_between_moves_when_a_start_is_given() -> None:
    clock = MovableClock(NOON)
    assert clock.now() == clock.now() == NOON


def test_time_moves_by_exactly_what_was_asked() -> None:
    clock = MovableClock(NOON)
    clock.advance(timedelta(minutes=20))
    assert clock.now() == NOON + timedelta(minutes=20)


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        MovableClock(NOON).advance(timedelta(seconds=-1))


def test_those_who_wait_are_told_of_a_move() -> None:
    clock = MovableClock(NOON)
    seen: list[datetime] = []
    clock.on_move(lambda: seen.append(clock.now()))
    clock.advance(timedelta(hours=1))
    assert seen == [NOON + timedelta(hours=1)]
