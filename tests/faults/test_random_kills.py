"""F1: the service is killed again and again in the middle of commands. Nothing acknowledged is lost, nothing is done
twice, both partners see one gapless log, and the hash chain of every log holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.faults import chains
from tests.faults.crowd import Crowd
from tests.sessions.protocol.depth import times

if TYPE_CHECKING:
    from random import Random

    from tests.faults.child import Child
    from tests.faults.conftest import Two

KILLS, SESSIONS = 25, 4
KILLS_OF_TWO, SESSIONS_OF_TWO = 8, 2


@pytest.mark.timeout(900)
async def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(child: Child, rng: Random) -> None:
    async with httpx.AsyncClient(base_url=child.url, timeout=60) as client:
        crowd = Crowd((child,), rng)
        await crowd.gather(client, SESSIONS, operator=child)
        crowd.run()
        for _ in range(times(KILLS)):
            await crowd.kill_and_start_again(child)
        await child.answering()
        await crowd.finish(client)
        await crowd.judge(client)
    assert child.lives == times(KILLS) + 1
    assert crowd.count("sent") > 10 * times(KILLS)
    assert crowd.count("other_body") > 0
    child.stop()
    chains.hold_in_file(child.data_dir / "rejoin.sqlite3")
    crowd.assert_unspoken(child.log.read_text())
    print(f"{child.lives} lives, {crowd.count('sent')} commands{crowd.watched}")  # noqa: T201 - figures


@pytest.mark.timeout(1800)
async def test_partners_with_two_processes_lose_nothing_when_either_is_killed(two: Two) -> None:
    async with two.crowded(SESSIONS_OF_TWO) as crowd:
        for _ in range(times(KILLS_OF_TWO)):
            killed = two.rng.choice(two.both)
            await crowd.acknowledgements(two.rng.randint(2, 30))
            killed.kill()
            # Everybody goes on with the one that is left, and home again.
            await crowd.acknowledgements(10)
            killed.start()
            await killed.answering()
            await crowd.go_home()
            await crowd.acknowledgements(10)
    assert sum(child.lives for child in two.both) == times(KILLS_OF_TWO) + 2
