"""Coming back all at once: tickets are taken together, each for itself, and the loop waits for nobody's knowledge."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.coach import packs
from app.coach.packs.loading import load
from app.errors import Unavailable
from app.sessions.admitting import Admitting
from tests.live import a_session, still_clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from app.clock import MovableClock
    from app.database import Database
    from app.sessions.tickets import Admission
    from tests.conftest import Server
    from tests.live import Pair


class Watched:
    """The server's own database, and how often it was written to; or one that is away."""

    def __init__(self, database: Database, *, away: bool = False) -> None:
        self._database = database
        self._away = away
        self.writes = 0

    async def write(self, work: Any, **how: Any) -> Any:
        self.writes += 1
        if self._away:
            raise Unavailable
        return await self._database.write(work, **how)


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


@pytest.fixture
async def lobby(server: Server, client: httpx.AsyncClient) -> AsyncIterator[Pair]:
    async with a_session(server, client, connected=False) as pair:
        yield pair


def door(server: Server, database: Watched) -> Admitting:
    resources = server.resources
    # `Watched` is all of a database that is asked for.
    return Admitting(database, resources.clock, resources.ids)  # type: ignore[arg-type]


def whose(found: Admission | None) -> str | None:
    return found.actor.account_id if found else None


async def test_tickets_that_are_shown_together_are_taken_together(server: Server, lobby: Pair) -> None:
    partners = [lobby.ada, lobby.ben] * 8
    tickets = [await one.ticket() for one in partners]
    database = Watched(server.resources.database)
    admitting = door(server, database)
    found = await asyncio.gather(*(admitting.admit(one) for one in tickets))
    assert [whose(one) for one in found] == [one.person.account_id for one in partners], "each their own"
    assert database.writes == 1


async def test_one_ticket_shown_twice_in_a_moment_lets_one_in(server: Server, lobby: Pair) -> None:
    ticket = await lobby.ada.ticket()
    admitting = door(server, Watched(server.resources.database))
    found = await asyncio.gather(*(admitting.admit(ticket) for _ in range(5)))
    assert len([one for one in found if one]) == 1


async def test_a_bad_ticket_shuts_nobody_else_out(server: Server, lobby: Pair, clock: MovableClock) -> None:
    old = await lobby.ada.ticket()
    clock.advance(timedelta(seconds=30))
    good = await lobby.ben.ticket()
    admitting = door(server, Watched(server.resources.database))
    found = await asyncio.gather(*(admitting.admit(one) for one in ("no ticket at all", old, good)))
    assert [whose(one) for one in found] == [None, None, lobby.ben.person.account_id]


async def test_whoever_hangs_up_takes_nobody_along(server: Server, lobby: Pair) -> None:
    left, stayed = await lobby.ada.ticket(), await lobby.ben.ticket()
    admitting = door(server, Watched(server.resources.database))
    leaving = asyncio.create_task(admitting.admit(left))
    staying = asyncio.create_task(admitting.admit(stayed))
    await asyncio.sleep(0)
    leaving.cancel()
    assert whose(await staying) == lobby.ben.person.account_id
    assert await admitting.admit(left) is None, "it is used up all the same"
    await admitting.stop()


async def test_everybody_is_told_when_the_database_is_away(server: Server, lobby: Pair) -> None:
    tickets = [await lobby.ada.ticket(), await lobby.ben.ticket()]
    admitting = door(server, Watched(server.resources.database, away=True))
    found = await asyncio.gather(*(admitting.admit(one) for one in tickets), return_exceptions=True)
    assert [type(one) for one in found] == [Unavailable, Unavailable]
    await admitting.stop()


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The threads in which a pack is read from now on, as if nobody had needed one yet."""
    found: list[str] = []

    def noted(*what: Any) -> Any:
        found.append(threading.current_thread().name)
        return load(*what)

    monkeypatch.setattr(packs, "load", noted)
    packs._loaded.cache_clear()  # noqa: SLF001 - what a new process has not read yet
    return found


async def test_whoever_comes_first_after_a_start_has_the_coach_read_off_the_loop(
    readers: list[str], server: Server, client: httpx.AsyncClient
) -> None:
    async with a_session(server, client):
        assert readers
    assert all(one.startswith("asyncio_") for one in readers), readers
