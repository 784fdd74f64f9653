"""F4: the partners are with two processes, and the Valkey between them is killed, emptied and absent. Every event comes
to both, once and in order; what is lost is time, and how much is printed.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.conftest import Server, running
from tests.live import Pair, Partner, strangers_to_lobby
from tests.valkey_server import running_valkey
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from app.clock import MovableClock
    from app.settings import Settings
    from tests.valkey_server import ValkeyServer

# The command of the full count: `REJOIN_TEST_FAULTS=50 pytest tests/faults/test_valkey_away.py`.
ROUNDS = int(os.environ.get("REJOIN_TEST_FAULTS", "4"))
ABSENT_SECONDS = 300.0 if ROUNDS >= 50 else 0.0
# A purpose is not proposed for ever.
PER_TALK = 4
SEED = int(os.environ.get("REJOIN_TEST_SEED", "20261122"))
# The bar of F4.
AT_LATEST = 2.0

pytestmark = pytest.mark.only_on("postgresql")


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    with running_valkey() as server:
        yield server


@pytest.fixture
async def servers(
    settings: Settings, clock: MovableClock, valkey: ValkeyServer
) -> AsyncIterator[tuple[Server, Server]]:
    many = settings.model_copy(update={"valkey_url": valkey.url})
    async with running(many, clock=clock) as one, running(many, clock=clock) as other:
        yield one, other


@asynccontextmanager
async def apart(servers: tuple[Server, Server]) -> AsyncIterator[Pair]:
    """Ada is with the one process, Ben with the other; both are calm."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=servers[0].url, timeout=20))
        two, session_id = await strangers_to_lobby(client)
        ada, ben = (Partner(server, one, session_id) for server, one in zip(servers, (two.ada, two.ben), strict=True))
        pair = Pair(session_id, two, ada, ben)
        for one in pair:
            await one.connect()
        try:
            await both(pair, "arrive")
            await both(pair, "rate_arousal", level=2)
            yield pair
        finally:
            await pair.drop()


async def both(pair: Pair, name: str, **body: object) -> None:
    """Both do the same, and go on when both have seen it."""
    reached = max([(await one.did(name, **body)).seq for one in pair])
    for one in pair:
        await one.until(lambda one=one: one.seq >= reached)


async def told(pair: Pair, number: int) -> float:
    """One of them says something; return the seconds until the other has it."""
    speaker, listener = (pair.ada, pair.ben) if number % 2 else (pair.ben, pair.ada)
    began = time.monotonic()
    await speaker.did("propose_purpose", text=f"The evenings, way {number}.")
    await listener.until(lambda: listener.seq >= speaker.seq, within=AT_LATEST)
    return time.monotonic() - began


async def health(server: Server) -> str:
    async with httpx.AsyncClient(base_url=server.url, timeout=20) as client:
        return str((await client.get("/health/ready")).json()["status"])


def heard_alike(pair: Pair) -> bool:
    return [event["seq"] for event in pair.ada.events] == [event["seq"] for event in pair.ben.events]


async def test_with_valkey_the_other_process_tells_at_once(servers: tuple[Server, Server]) -> None:
    async with apart(servers) as pair:
        seconds = sorted([await told(pair, number) for number in range(5)])
        assert seconds[2] < 0.5
        assert heard_alike(pair)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("fault", ["killed", "flushed", "absent"])
async def test_whatever_happens_to_valkey_both_get_everything(
    servers: tuple[Server, Server], valkey: ValkeyServer, fault: str
) -> None:
    chance = Random(SEED)
    waits: list[float] = []

    def kill_and_start() -> None:
        valkey.kill()
        valkey.start()

    acts: dict[str, Callable[[], object]] = {
        "killed": kill_and_start,
        "flushed": lambda: valkey.say("FLUSHALL"),
        "absent": lambda: None,
    }
    if fault == "absent":
        valkey.kill()
        await until(lambda: not any(server.resources.bus.healthy for server in servers))
    began = time.monotonic()
    while len(waits) < ROUNDS or (fault == "absent" and time.monotonic() - began < ABSENT_SECONDS):
        async with apart(servers) as pair:
            for number in range(PER_TALK):
                saying = asyncio.create_task(told(pair, number))
                await asyncio.sleep(chance.uniform(0, 0.05))
                await asyncio.to_thread(acts[fault])
                waits.append(await saying)
            assert heard_alike(pair)
    seconds = time.monotonic() - began
    if fault == "absent":
        assert [await health(server) for server in servers] == ["degraded", "degraded"]
        valkey.start()
    await until(lambda: all(server.resources.bus.healthy for server in servers))
    assert [await health(server) for server in servers] == ["ok", "ok"]
    print(f"{fault}: {len(waits)} rounds in {seconds:.0f} s, longest wait {max(waits):.2f} s")  # noqa: T201 - the figure is asked for
