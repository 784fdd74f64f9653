"""F5: one of two processes loses the line to PostgreSQL or to Valkey: cut, swallowing, one way. It stops answering, the
other goes on, nobody holds the floor twice, and after the line is healed both tell the same story.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.faults.proxy import Proxy
from tests.sessions.protocol.depth import times

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.conftest import Two
    from tests.faults.crowd import Crowd

# Longer than a process waits for its database (5 s), so that it has to say so; and shorter, so that all is only late.
POSTGRESQL_AWAY = {"refused": 1.5, "swallowed": 6.5, "swallowed upwards": 2.0, "swallowed downwards": 2.0}
# A silent Valkey is given up after a second and a half.
VALKEY_AWAY = 2.5
TROUBLES: dict[str, Callable[[Proxy], None]] = {
    "refused": Proxy.refuse,
    "cut": Proxy.cut,
    "swallowed": lambda line: line.swallow(),
    "swallowed upwards": lambda line: line.swallow("up"),
    "swallowed downwards": lambda line: line.swallow("down"),
}


async def trouble(two: Two, crowd: Crowd, line: Proxy, kind: str, *, seconds: float) -> None:
    """The other process serves everybody in the meantime; afterwards this one does its part again."""
    await crowd.acknowledgements(two.rng.randint(5, 20))
    TROUBLES[kind](line)
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.sleep(seconds))
        group.create_task(crowd.acknowledgements(20))
    # Half of the time what was swallowed still arrives, and half of the time it never does.
    if two.rng.random() < 0.5:
        line.cut()
    line.heal()
    await two.one.answering()
    await crowd.go_home()
    await crowd.acknowledgements(20)


@pytest.mark.timeout(3600)
async def test_a_process_without_its_database_stops_and_the_other_goes_on(two: Two) -> None:
    kinds = [*POSTGRESQL_AWAY] * times(1)
    async with two.crowded(2, patience=4.0) as crowd:
        for number, kind in enumerate(kinds):
            # Going deeper, every kind also lasts long.
            seconds = POSTGRESQL_AWAY[kind] if number % 8 < len(POSTGRESQL_AWAY) else 6.5
            await trouble(two, crowd, two.to_postgresql, kind, seconds=seconds)
    assert two.one.lives == 1


@pytest.mark.timeout(3600)
async def test_a_process_without_the_bus_is_late_and_nothing_else(two: Two) -> None:
    kinds = ["cut", "refused", "swallowed", "swallowed upwards", "swallowed downwards"] * times(1)
    async with two.crowded(2) as crowd:
        for kind in kinds:
            await trouble(two, crowd, two.to_valkey, kind, seconds=VALKEY_AWAY if "sw" in kind else 0.5)


@pytest.mark.timeout(3600)
async def test_lines_that_fail_one_by_one_and_heal_in_another_order(two: Two) -> None:
    lines = (two.to_postgresql, two.to_valkey)
    async with two.crowded(2, patience=4.0) as crowd:
        for _ in range(times(1)):
            for line in two.rng.sample(lines, 2):
                line.swallow()
                await crowd.acknowledgements(5)
            for line in two.rng.sample(lines, 2):
                await asyncio.sleep(two.rng.uniform(0, 1))
                line.heal()
            await crowd.go_home()
            await crowd.acknowledgements(20)
