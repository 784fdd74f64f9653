"""Both partners send all the time, each at another process: the fence is lost all the time, and nobody is left waiting.

The command of the full count: `REJOIN_TEST_RACES=200 pytest tests/races/test_two_processes_at_one_session.py`.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest

from tests.faults import chains
from tests.faults.proxy import Proxy
from tests.live import Pair, Partner, strangers_to_lobby
from tests.serving_process import Service, a_service
from tests.valkey_server import running_valkey

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app.settings import Settings
    from tests.conftest import Server
    from tests.servers import PostgreSQL

# performance.md 5: twenty sessions, forty commands under way.
SESSIONS = 20
COMMANDS = int(os.environ.get("REJOIN_TEST_RACES", "12"))
# A line to the database that takes so long each way makes a process lose every plain race.
FAR = 0.01
ANSWERED_WITHIN = 20.0

pytestmark = pytest.mark.only_on("postgresql")


@asynccontextmanager
async def two_processes(
    settings: Settings, postgresql: PostgreSQL, *, far: float
) -> AsyncIterator[tuple[Service, ...]]:
    """Two services on the same data; the second one is `far` from it."""
    async with AsyncExitStack() as stack:
        valkey = stack.enter_context(running_valkey())
        line = await stack.enter_async_context(Proxy(postgresql.port, rng=Random(20261122)))
        assert settings.database_url is not None
        near_url, far_url = (
            settings.database_url,
            settings.database_url.replace(f":{postgresql.port}/", f":{line.port}/"),
        )
        found = []
        for url in (near_url, far_url):
            chosen = settings.model_copy(update={"database_url": url, "valkey_url": valkey.url})
            # Starting waits for a line of output, and the line to the database runs in this loop.
            service = a_service(chosen)
            found.append(await asyncio.to_thread(service.__enter__))
            stack.push_async_callback(asyncio.to_thread, service.__exit__, None, None, None)
        line.delay = far
        yield tuple(found)
        line.heal()


@asynccontextmanager
async def apart(services: tuple[Service, ...], count: int) -> AsyncIterator[list[Pair]]:
    """So many sessions that have begun; Ada is with the first process and Ben with the second."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=services[0].url, timeout=60))
        room = asyncio.Semaphore(4)

        async def one() -> Pair:
            async with room:
                two, session_id = await strangers_to_lobby(client)
                sides = zip(services, (two.ada, two.ben), strict=True)
                # All that a partner needs of a server is its address.
                ada, ben = (Partner(cast("Server", at), person, session_id) for at, person in sides)
                pair = Pair(session_id, two, ada, ben)
                for side in pair:
                    await side.connect()
                for name, body in (("arrive", {}), ("rate_arousal", {"level": 2})):
                    reached = max([(await side.did(name, **body)).seq for side in pair])
                    for side in pair:
                        await side.until(lambda side=side, reached=reached: side.seq >= reached)
                return pair

        pairs = list(await asyncio.gather(*(one() for _ in range(count))))
        yield pairs
        for pair in pairs:
            await pair.drop()


async def restless(partner: Partner, slowest: list[float]) -> list[str]:
    """The codes of what was not accepted, of commands sent one after the other without a rest."""
    refused = []
    for number in range(COMMANDS):
        began = time.monotonic()
        if number % 3 or number > 24:
            reply = await partner.send("rate_arousal", level=2)
        else:
            reply = await partner.send("park_topic", text=f"A worry, number {number}.", share=True)
        slowest.append(time.monotonic() - began)
        if not reply.ok:
            refused.append(reply.code)
    return refused


def shared(partner: Partner) -> list[dict[str, Any]]:
    """What came to this partner, without what is drawn for them alone."""
    return [{name: value for name, value in event.items() if name not in {"view", "type"}} for event in partner.events]


@pytest.mark.parametrize("far", [0.0, FAR], ids=["alike", "one far away"])
async def test_both_get_through_whoever_is_faster(settings: Settings, postgresql: PostgreSQL, far: float) -> None:
    waits: list[float] = []
    async with two_processes(settings, postgresql, far=far) as services, apart(services, SESSIONS) as pairs:
        async with asyncio.timeout(600):
            refused = await asyncio.gather(*(restless(one, waits) for pair in pairs for one in pair))
        assert [code for codes in refused for code in codes] == []
        for pair in pairs:
            # `Partner` has seen to it that every event came once and in order.
            last = max(one.seq for one in pair)
            for one in pair:
                await one.until(lambda one=one, last=last: one.seq >= last)
            assert shared(pair.ada) == shared(pair.ben)
    assert max(waits) < ANSWERED_WITHIN
    assert settings.database_url is not None
    chains.hold_in_postgresql(settings.database_url)
    waits.sort()
    print(f"{len(waits)} commands, median {waits[len(waits) // 2]:.3f} s, longest {waits[-1]:.2f} s")  # noqa: T201
