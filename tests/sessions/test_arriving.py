"""Coming back all at once: sessions and those who join them are read together, each for themselves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import OperationalError

from app.accounts.actor import Actor
from app.clock import wire_now
from app.database.together import MOST_LOGS, each
from app.errors import NotFound, Unauthorized
from app.sessions.engine.arriving import Arrival, Found, arriving
from app.sessions.engine.loading import load_session, load_sessions
from tests.live import a_session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    import httpx

    from app.database import Database
    from app.sessions.engine.live import Loaded
    from tests.conftest import Server
    from tests.live import Pair, Partner


@pytest.fixture
async def lobby(server: Server, client: httpx.AsyncClient) -> AsyncIterator[Pair]:
    async with a_session(server, client, connected=False) as pair:
        yield pair


class Counted:
    """The server's own database, and how often it was read from."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.reads = 0

    async def read(self, work: Any) -> Any:
        self.reads += 1
        return await self._database.read(work)


async def _arrival(server: Server, partner: Partner, *, account_id: str = "", login_id: str = "") -> Arrival:
    """They come with a fresh ticket, as whom it admits or as somebody else."""
    admitted = await server.app.state.admitting.admit(await partner.ticket())
    live = await server.app.state.engine.memory.live(partner.session_id)
    actor = Actor(account_id or admitted.actor.account_id, login_id or admitted.actor.login_id)
    return Arrival(actor, live.loaded, after=0, at=wire_now(server.resources.clock))


async def _found(server: Server, arrivals: Sequence[Arrival]) -> tuple[list[Any], int]:
    database = Counted(server.resources.database)
    reading = arriving(database, server.resources.keyring)  # type: ignore[arg-type] # all of a database that is asked for
    found = await asyncio.gather(*(reading.ask(one) for one in arrivals), return_exceptions=True)
    await reading.stop()
    return found, database.reads


async def test_those_who_come_in_one_moment_are_read_together(server: Server, lobby: Pair) -> None:
    arrivals = [await _arrival(server, one) for one in (lobby.ada, lobby.ben)] * 4
    found, reads = await _found(server, arrivals)
    assert reads == 1
    assert [[event.seq for event in one.events] for one in found] == [[1]] * 8


async def test_a_crowd_is_read_in_parts_so_that_nobody_waits_for_all_of_it(server: Server, lobby: Pair) -> None:
    arrival = await _arrival(server, lobby.ada)
    found, reads = await _found(server, [arrival] * (MOST_LOGS + 1))
    assert reads == 2
    assert {type(one) for one in found} == {Found}


async def test_whoever_may_not_come_is_turned_away_alone(server: Server, lobby: Pair) -> None:
    ours = await _arrival(server, lobby.ada)
    stranger = await _arrival(server, lobby.ada, account_id=server.resources.ids.public())
    ended = await _arrival(server, lobby.ben, login_id=server.resources.ids.private())
    found, _ = await _found(server, [stranger, ours, ended])
    assert [type(one) for one in found] == [NotFound, Found, Unauthorized]


async def test_sessions_are_read_together_as_each_is_read_alone(server: Server, lobby: Pair) -> None:
    keyring, nowhere = server.resources.keyring, server.resources.ids.public()
    ids = [nowhere, lobby.ada.session_id, nowhere]

    async def loaded(*asked: str) -> list[Loaded | None]:
        return await server.resources.database.read(lambda db: load_sessions(db, keyring, asked))

    alone = await server.resources.database.read(lambda db: load_session(db, keyring, ids[1]))
    assert alone is not None
    assert await loaded(*ids) == [None, alone, None]
    assert await loaded(nowhere) == [None]


def _tenth(_: object, asked: Sequence[int]) -> list[float | Exception]:
    return [10 / one for one in asked]


def test_what_cannot_be_read_for_one_is_read_for_all_others() -> None:
    answers = each(_tenth)(None, [1, 0, 5])  # type: ignore[arg-type] # nothing is read
    assert [answers[0], answers[2]] == [10, 2]
    assert isinstance(answers[1], ZeroDivisionError)


def test_a_failure_of_the_storage_is_for_the_storage_to_judge() -> None:
    def failing(_: object, asked: Sequence[int]) -> list[Exception]:
        raise OperationalError(str(asked), None, Exception())

    with pytest.raises(OperationalError):
        each(failing)(None, [1, 2])  # type: ignore[arg-type] # nothing is read
