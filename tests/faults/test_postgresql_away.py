"""F3: under the feet of two processes PostgreSQL is restarted at once, throws everybody out, and stands still. Clients
are told to try again, do so under the same reference, and lose nothing; whether a process lives is answered all along.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from typing import TYPE_CHECKING

import httpx
import pytest
from psycopg import sql

from tests.serving_process import children_of
from tests.sessions.protocol.depth import times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.conftest import Two
    from tests.servers import PostgreSQL

RESTARTS, TERMINATIONS = 3, 3
STALLS = 1
STALL_SECONDS = 3.0
# After the server answers again; a pool tries again when somebody asks, and clients ask ten times a second.
BACK_WITHIN = 2.0 + 3.0  # the bar of the design, and what a busy machine may add


@pytest.fixture(autouse=True)
def alive_again(postgresql: PostgreSQL) -> Iterator[None]:
    """Whatever happened here, the next test finds a server."""
    yield
    if postgresql.process.poll() is not None:
        postgresql.start()


async def slowest_sign_of_life(url: str, until: asyncio.Event) -> float:
    slowest = 0.0
    async with httpx.AsyncClient(base_url=url, timeout=10) as client:
        while not until.is_set():
            began = time.monotonic()
            assert (await client.get("/health/live")).status_code == 200
            slowest = max(slowest, time.monotonic() - began)
            await asyncio.sleep(0.05)
    return slowest


@pytest.mark.timeout(1800)
async def test_an_immediate_restart_of_the_server_loses_nothing(two: Two, postgresql: PostgreSQL) -> None:
    waits = []
    async with two.crowded(2) as crowd:
        for _ in range(times(RESTARTS)):
            await crowd.acknowledgements(two.rng.randint(2, 30))
            await asyncio.to_thread(postgresql.stop, signal.SIGQUIT)
            await asyncio.sleep(two.rng.uniform(0, 0.5))
            await asyncio.to_thread(postgresql.start)
            waits.append(await crowd.acknowledgements(4))
        assert all(child.lives == 1 for child in two.both)
    assert max(waits) < BACK_WITHIN
    print(f"{len(waits)} restarts, answered again within {max(waits):.2f} s")  # noqa: T201 - the figure is asked for


@pytest.mark.timeout(1800)
async def test_throwing_every_connection_out_loses_nothing(two: Two, postgresql: PostgreSQL) -> None:
    everybody = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'rejoin'")
    async with two.crowded(2) as crowd:
        for _ in range(times(TERMINATIONS)):
            await crowd.acknowledgements(two.rng.randint(2, 30))
            assert await asyncio.to_thread(postgresql.execute, everybody)
        await crowd.acknowledgements(20)


@pytest.mark.timeout(1800)
async def test_a_server_that_stands_still_holds_up_commands_and_nothing_else(two: Two, postgresql: PostgreSQL) -> None:
    async with two.crowded(2) as crowd:
        for round_number in range(times(STALLS)):
            await crowd.acknowledgements(20)
            # Longer than anybody waits, every other time: then people are told, and nothing is done behind their back.
            seconds = STALL_SECONDS if round_number % 2 == 0 else 8.0
            over = asyncio.Event()
            watched = asyncio.create_task(slowest_sign_of_life(two.one.url, over))
            stopped = {postgresql.process.pid, *children_of(postgresql.process.pid)}
            for pid in stopped:
                os.kill(pid, signal.SIGSTOP)
            try:
                await asyncio.sleep(seconds)
            finally:
                for pid in stopped:
                    os.kill(pid, signal.SIGCONT)
            await crowd.acknowledgements(20)
            over.set()
            assert await watched < 1.0
