"""Two running services on the same data: what ends in one ends in the other, with Valkey and without."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest

from app.realtime.close_codes import CloseCode
from app.security.rate_limit import LOGIN_PER_ACCOUNT
from tests.builders import a_couple, expect, log_in
from tests.conftest import Server, running
from tests.live import Partner
from tests.valkey_server import running_valkey
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from app.clock import MovableClock
    from app.settings import Settings
    from tests.builders import Person
    from tests.valkey_server import ValkeyServer


# SQLite serves one process only.
pytestmark = pytest.mark.only_on("postgresql")


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    with running_valkey() as server:
        yield server


@pytest.fixture
def many(settings: Settings, valkey: ValkeyServer) -> Settings:
    return settings.model_copy(update={"valkey_url": valkey.url})


@asynccontextmanager
async def two(settings: Settings, clock: MovableClock) -> AsyncIterator[tuple[Server, Server]]:
    async with running(settings, clock=clock) as one, running(settings, clock=clock) as other:
        yield one, other


@asynccontextmanager
async def at(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        yield client


@asynccontextmanager
async def a_socket_here_and_a_login_there(one: Server, other: Server) -> AsyncIterator[tuple[Partner, Person]]:
    """Ada's old device holds a socket at `one`; what she holds now speaks with `other`."""
    async with AsyncExitStack() as stack:
        here, there = await stack.enter_async_context(at(one)), await stack.enter_async_context(at(other))
        people = await a_couple(here)
        wish = {"template": "calm-start-talk", "medium": "text"}
        asked = expect(await people.ben.post(f"/couples/{people.couple_id}/talk-requests", wish), 202)
        session = expect(await people.ada.post(f"/talk-requests/{asked['talk_request']['id']}/accept"), 200)
        device = Partner(one, await log_in(people.ada), session["session"]["id"])
        await device.connect()
        yield device, replace(people.ada, client=there)
        await device.drop()


async def test_a_login_that_ends_in_one_process_loses_its_socket_in_the_other_within_a_second(
    many: Settings, clock: MovableClock
) -> None:
    async with two(many, clock) as servers, a_socket_here_and_a_login_there(*servers) as (device, ada):
        expect(await ada.delete("/logins"), 204)
        await until(lambda: device.closed == CloseCode.TICKET, within=1)


async def test_without_valkey_the_database_is_asked_within_a_second(
    many: Settings, clock: MovableClock, valkey: ValkeyServer
) -> None:
    valkey.kill()
    async with two(many, clock) as servers, a_socket_here_and_a_login_there(*servers) as (device, ada):
        expect(await ada.delete("/logins"), 204)
        await until(lambda: device.closed == CloseCode.TICKET, within=1.2)


async def test_a_ring_that_was_lost_is_made_up_for_when_valkey_is_back(
    many: Settings, clock: MovableClock, valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.realtime.lookout.EVERY", 60)
    monkeypatch.setattr("app.realtime.lookout.EVERY_WITHOUT_RINGS", 60)
    async with two(many, clock) as servers, a_socket_here_and_a_login_there(*servers) as (device, ada):
        valkey.kill()
        await until(lambda: not any(server.resources.bus.healthy for server in servers))
        expect(await ada.delete("/logins"), 204)
        valkey.start()
        await until(lambda: device.closed == CloseCode.TICKET)


async def test_a_quota_holds_over_both_processes(many: Settings, clock: MovableClock) -> None:
    counting = many.model_copy(update={"rate_limits": "on"})
    async with two(counting, clock) as (one, other), at(one) as here, at(other) as there:
        guess = {"email": "ada@example.org", "password": "not her words"}
        tries = [client.post("/v1/logins", json=guess) for _ in range(10) for client in (here, there)]
        statuses = [answer.status_code for answer in await asyncio.gather(*tries)]
    assert statuses.count(401) == LOGIN_PER_ACCOUNT.most


async def test_health_says_degraded_and_nothing_more_while_valkey_is_away(
    many: Settings, clock: MovableClock, valkey: ValkeyServer
) -> None:
    counting = many.model_copy(update={"rate_limits": "on"})
    async with running(counting, clock=clock) as server, at(server) as client:
        assert (await client.get("/health/ready")).json() == {"status": "ok"}
        valkey.kill()
        await until(lambda: not server.resources.bus.healthy and not server.resources.limiter.healthy)
        answer = await client.get("/health/ready")
        assert (answer.status_code, answer.json()) == (200, {"status": "degraded"})
        valkey.start()
        await until(lambda: server.resources.bus.healthy and server.resources.limiter.healthy)
        assert (await client.get("/health/ready")).json() == {"status": "ok"}


async def test_processes_that_hear_nothing_of_each_other_say_so(settings: Settings, clock: MovableClock) -> None:
    deaf = settings.model_copy(update={"workers": 2})
    async with running(deaf, clock=clock) as server, at(server) as client:
        assert (await client.get("/health/ready")).json() == {"status": "degraded"}
