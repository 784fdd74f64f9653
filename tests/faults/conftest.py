"""What all runs with faults are made of: one zygote, services on SQLite, and pairs of services on PostgreSQL."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import httpx
import pytest

from app.security import master_key
from tests.conftest import fresh_database
from tests.faults import chains
from tests.faults.child import Child, SetClock, Zygote
from tests.faults.crowd import SEED, Crowd
from tests.faults.proxy import Proxy
from tests.valkey_server import running_valkey

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.servers import PostgreSQL
    from tests.valkey_server import ValkeyServer


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    made = Zygote()
    yield made
    made.close()


@pytest.fixture
def rng() -> Random:
    print(f"seed {SEED}")  # noqa: T201 - a failing run must be told how to repeat
    return Random(SEED)


@pytest.fixture
async def child(tmp_path: Path, zygote: Zygote) -> AsyncIterator[Child]:
    """One service on SQLite."""
    async with Child(tmp_path / "service", zygote) as started:
        yield started


@pytest.fixture
def set_clock(tmp_path: Path) -> SetClock:
    return SetClock(tmp_path / "clock")


@dataclass(frozen=True)
class Two:
    """Two processes on the same data. What `one` asks of PostgreSQL and Valkey goes over lines that can be bad."""

    one: Child
    other: Child
    url: str
    to_postgresql: Proxy
    to_valkey: Proxy
    valkey: ValkeyServer
    rng: Random
    set_clock: SetClock

    @property
    def both(self) -> tuple[Child, Child]:
        return self.one, self.other

    @asynccontextmanager
    async def crowded(self, sessions: int, *, patience: float = 8.0, watched: bool = True) -> AsyncIterator[Crowd]:
        """Restless clients, partners with different processes, a therapist with the last two; then all are judged."""
        async with AsyncExitStack() as stack:
            clients = [
                await stack.enter_async_context(httpx.AsyncClient(base_url=child.url, timeout=20))
                for child in self.both
            ]
            crowd = Crowd(self.both, self.rng, patience=patience)
            await crowd.gather(clients[0], sessions, operator=self.one if watched else None)
            crowd.run()
            yield crowd
            for child in self.both:
                await child.answering()
            await crowd.finish(clients[0])
            await crowd.judge(*clients)
            chains.hold_in_postgresql(self.url)
            for child in self.both:
                crowd.assert_unspoken(child.log.read_text())
            connections = sum(one.connections for one in crowd.clients)
            print(f"{crowd.count('sent')} commands, {connections} connections{crowd.watched}")  # noqa: T201 - figures


@pytest.fixture
async def two(
    tmp_path: Path, zygote: Zygote, postgresql: PostgreSQL, rng: Random, set_clock: SetClock
) -> AsyncIterator[Two]:
    key_file = tmp_path / "master-key"
    master_key.load(key_file, may_create=True)
    async with AsyncExitStack() as stack:
        valkey = stack.enter_context(running_valkey())
        url = stack.enter_context(fresh_database(postgresql))
        to_postgresql = await stack.enter_async_context(Proxy(postgresql.port, rng=rng))
        to_valkey = await stack.enter_async_context(Proxy(valkey.port, rng=rng))
        far_url = url.replace(f":{postgresql.port}/", f":{to_postgresql.port}/")
        far_valkey = valkey.url.replace(f":{valkey.port}", f":{to_valkey.port}")
        key = str(key_file)
        one = Child(
            tmp_path / "one", zygote, clock=set_clock, database_url=far_url, valkey_url=far_valkey, master_key_file=key
        )
        other = Child(
            tmp_path / "other", zygote, clock=set_clock, database_url=url, valkey_url=valkey.url, master_key_file=key
        )
        for child in (one, other):
            child.start()
        for child in (one, other):
            await child.answering()
            stack.push_async_exit(child.__aexit__)
        yield Two(one, other, url, to_postgresql, to_valkey, valkey, rng, set_clock)
