"""Whoever repairs what rings did not tell looks seldom, often, or at once, as the bus is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from app.realtime import lookout
from app.realtime.bus import MemoryBus
from app.realtime.lookout import Lookout


class FickleBus(MemoryBus):
    """A bus whose health the test decides."""

    def __init__(self) -> None:
        super().__init__()
        self.well = True
        self.callbacks: list[Callable[[], None]] = []

    @property
    def healthy(self) -> bool:
        return self.well

    def on_gap(self, callback: Callable[[], None]) -> None:
        self.callbacks.append(callback)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout, "EVERY", 0.4)
    monkeypatch.setattr(lookout, "EVERY_WITHOUT_RINGS", 0.05)


async def seconds_until_next(one: Lookout) -> float:
    began = time.monotonic()
    await one.next()
    return time.monotonic() - began


async def test_a_healthy_bus_is_seldom_checked() -> None:
    assert await seconds_until_next(Lookout(FickleBus())) >= 0.35


async def test_a_silent_bus_is_made_up_for() -> None:
    bus = FickleBus()
    bus.well = False
    assert await seconds_until_next(Lookout(bus)) < 0.3


async def test_a_bus_that_falls_silent_in_between_is_made_up_for_too() -> None:
    bus = FickleBus()
    asyncio.get_running_loop().call_later(0.1, setattr, bus, "well", False)
    assert 0.08 < await seconds_until_next(Lookout(bus)) < 0.35


async def test_after_a_gap_one_looks_at_once_and_only_once() -> None:
    bus = FickleBus()
    one = Lookout(bus)
    for callback in bus.callbacks:
        callback()
    assert await seconds_until_next(one) < 0.05
    assert await seconds_until_next(one) >= 0.35
