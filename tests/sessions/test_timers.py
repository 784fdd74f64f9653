"""The durable timers (I-33): once, never early, in order, by the clock that may be moved."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.observability.metrics import Durations
from app.sessions.engine.timers import AGAIN_AFTER, Timers
from app.sessions.protocol.state import NEVER
from tests.live import still_clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app.clock import MovableClock

MINUTE = timedelta(minutes=1)


class Woken:
    """What was woken, in order; `failing` are sessions that cannot be."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.failing: set[str] = set()
        self._news = asyncio.Event()

    async def __call__(self, session_id: str) -> None:
        self.names.append(session_id)
        self._news.set()
        if session_id in self.failing:
            raise RuntimeError

    async def count(self, number: int) -> list[str]:
        async with asyncio.timeout(5):
            while len(self.names) < number:
                self._news.clear()
                await self._news.wait()
        return self.names


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


@pytest.fixture
def woken() -> Woken:
    return Woken()


@pytest.fixture
async def timers(clock: MovableClock, woken: Woken) -> AsyncIterator[Timers]:
    made = Timers(clock, woken, Durations("lateness", "How late."))
    clock.on_move(made.look_again)
    made.start()
    yield made
    await made.stop()


async def a_while() -> None:
    """As many turns of the loop as a timer that should not fire would need."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_timer_fires_once_and_not_before_it_is_due(timers: Timers, clock: MovableClock, woken: Woken) -> None:
    timers.set("s", clock.now() + MINUTE)
    clock.advance(MINUTE - timedelta(milliseconds=1))
    await a_while()
    assert woken.names == []
    clock.advance(timedelta(milliseconds=1))
    await woken.count(1)
    clock.advance(timedelta(days=1))
    await a_while()
    assert woken.names == ["s"]


async def test_what_is_overdue_at_a_start_fires_in_the_order_in_which_it_was_due(
    clock: MovableClock, woken: Woken
) -> None:
    timers = Timers(clock, woken, Durations("lateness", "How late."))
    for name, ago in (("third", 1), ("first", 90), ("second", 5)):
        timers.set(name, clock.now() - ago * MINUTE)
    timers.start()
    assert await woken.count(3) == ["first", "second", "third"]
    await timers.stop()


async def test_a_timer_that_was_moved_fires_at_its_new_time_only(
    timers: Timers, clock: MovableClock, woken: Woken
) -> None:
    timers.set("later", clock.now() + MINUTE)
    timers.set("later", clock.now() + 10 * MINUTE)
    timers.set("sooner", clock.now() + 10 * MINUTE)
    timers.set("sooner", clock.now() + MINUTE)
    clock.advance(5 * MINUTE)
    assert await woken.count(1) == ["sooner"]
    await a_while()
    clock.advance(5 * MINUTE)
    assert await woken.count(2) == ["sooner", "later"]
    await a_while()
    assert len(woken.names) == 2


async def test_a_timer_that_moves_to_and_fro_fires_once_and_at_its_last_time(
    timers: Timers, clock: MovableClock, woken: Woken
) -> None:
    begun = clock.now()
    for minutes in (5, 9, 3, 7, 7):
        timers.set("moved", begun + minutes * MINUTE)
    timers.set("other", begun + 6 * MINUTE)
    clock.advance(6 * MINUTE)
    assert await woken.count(1) == ["other"]
    clock.advance(20 * MINUTE)
    assert await woken.count(2) == ["other", "moved"]
    timers.set("last", clock.now())
    assert await woken.count(3) == ["other", "moved", "last"]


async def test_what_is_never_due_is_taken_off(timers: Timers, clock: MovableClock, woken: Woken) -> None:
    timers.set("s", clock.now() + MINUTE)
    timers.set("s", NEVER)
    clock.advance(timedelta(days=400))
    await a_while()
    assert woken.names == []


async def test_a_timer_set_to_an_earlier_time_interrupts_the_sleep(
    timers: Timers, clock: MovableClock, woken: Woken
) -> None:
    timers.set("far", clock.now() + timedelta(days=1))
    await a_while()
    timers.set("near", clock.now())
    assert await woken.count(1) == ["near"]


async def test_a_session_that_could_not_be_woken_is_tried_again_and_holds_up_nobody(
    timers: Timers, clock: MovableClock, woken: Woken
) -> None:
    woken.failing.add("broken")
    timers.set("broken", clock.now() + MINUTE)
    timers.set("sound", clock.now() + MINUTE)
    clock.advance(MINUTE)
    assert sorted(await woken.count(2)) == ["broken", "sound"]
    await a_while()
    woken.failing.clear()
    clock.advance(AGAIN_AFTER)
    assert (await woken.count(3))[2] == "broken"


async def test_more_than_fit_at_once_all_fire(timers: Timers, clock: MovableClock, woken: Woken) -> None:
    for number in range(1000):
        timers.set(f"s{number}", clock.now() + MINUTE)
    clock.advance(MINUTE)
    assert len(set(await woken.count(1000))) == 1000
    await a_while()
    assert len(woken.names) == 1000
