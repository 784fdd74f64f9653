"""F8: the disk has no room, and somebody else holds the file. Nothing that was answered is lost, and the service stops
rather than guess (DR-28).
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sqlite3
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.faults import chains
from tests.faults.crowd import Crowd
from tests.faults.one_by_one import accepted, speaking
from tests.faults.order import violations
from tests.sessions.protocol.depth import times

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event
    from pathlib import Path
    from random import Random

    from tests.faults.child import Child

ROOM = 160 * 1024


async def test_a_write_that_fails_ends_the_process_and_loses_nothing(child: Child, rng: Random) -> None:
    """No file may grow beyond a size: a write fails in the middle, and the state of the file is unknown."""
    async with httpx.AsyncClient(base_url=child.url, timeout=60) as client:
        crowd = Crowd((child,), rng)
        await crowd.gather(client, 2, operator=child)
        crowd.run()
        for _ in range(times(1)):
            child.stop()
            largest = max(file.stat().st_size for file in child.data_dir.iterdir())
            child.start(largest_file=max(largest, rng.randrange(ROOM)) + ROOM // 8)
            await child.dead(within=60)
            assert "storage_failed" in child.log.read_text()
            child.start()
            await crowd.acknowledgements(20)
        await crowd.finish(client)
        await crowd.judge(client)
    child.stop()
    chains.hold_in_file(child.data_dir / "rejoin.sqlite3")


async def test_every_answer_leaves_after_the_flush_that_follows_its_commit(child: Child, tmp_path: Path) -> None:
    """F8c: what a kill cannot show, because a killed process loses nothing of what the kernel has."""
    child.kill()
    order = tmp_path / "order"
    child.start(order=str(order))
    await child.answering()
    async with speaking(child) as ada:
        refs = await accepted(ada, times(100))
    parts = [line.partition(" ") for line in order.read_text().splitlines()]
    happened = [(kind, ref) for kind, _, ref in parts]
    assert violations(happened, refs) == []  # type: ignore[arg-type]  # the words of `watched_files`


A, B = "answer a", "answer b"
W, F = "write ", "flush "
ORDERS: dict[str, tuple[list[str], list[str]]] = {
    "as it should be": ([W, W, F, A, W, F, B], []),
    "two commits in one flush before an answer": ([W, W, F, A, F, W, F, B], []),
    "an answer before the flush": ([W, A, F, W, F, B], ["answer 0 left unflushed"]),
    "an answer before the write": ([W, F, A, B, W, F], ["answer 1 left unwritten"]),
    "a flush of the commit before": ([W, F, A, F, W, B], ["answer 1 left unflushed"]),
    "a write after the flush": ([W, F, W, A, W, F, B], ["answer 0 left unflushed"]),
    "no answer": ([W, F, A], ["the answers are not those that were asked for"]),
}


@pytest.mark.parametrize("name", ORDERS)
def test_an_answer_that_left_too_early_is_found(name: str) -> None:
    happened, expected = ORDERS[name]
    parts = [one.partition(" ") for one in happened]
    assert violations([(kind, ref) for kind, _, ref in parts], ["a", "b"]) == expected  # type: ignore[misc]


def hold(file: Path, seconds: float, held: Event) -> None:
    """Another program takes the database for itself."""
    db = sqlite3.connect(file, isolation_level=None, timeout=30)
    db.execute("BEGIN EXCLUSIVE")
    held.set()
    time.sleep(seconds)
    db.execute("ROLLBACK")
    db.close()


async def test_another_program_that_holds_the_file_delays_commands_and_loses_none(child: Child, rng: Random) -> None:
    spawn = multiprocessing.get_context("spawn")
    async with httpx.AsyncClient(base_url=child.url, timeout=60) as client:
        crowd = Crowd((child,), rng)
        await crowd.gather(client, 2, operator=child)
        crowd.run()
        # Within the five seconds that a transaction waits, and beyond them.
        for seconds in (0.5, 6.5):
            await crowd.acknowledgements(10)
            held = spawn.Event()
            other = spawn.Process(target=hold, args=(child.data_dir / "rejoin.sqlite3", seconds, held))
            other.start()
            await asyncio.to_thread(held.wait, 20)
            slowest = 0.0
            while other.is_alive():
                began = time.monotonic()
                assert (await client.get("/health/live")).status_code == 200
                slowest = max(slowest, time.monotonic() - began)
                await asyncio.sleep(0.05)
            assert slowest < 1.0
            await crowd.acknowledgements(10)
        await crowd.finish(client)
        await crowd.judge(client)
    assert child.lives == 1
    crowd.assert_unspoken(child.log.read_text())
