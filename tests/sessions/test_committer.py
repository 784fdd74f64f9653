"""The group commit: many units in one transaction, a lost fence loses alone, and a bad unit fails nobody else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.clock import wire_now
from app.sessions.engine.committer import LARGEST_GROUP, Committer
from app.sessions.engine.preparing import prepare
from app.sessions.engine.store import load
from app.sessions.engine.units import Outcome
from app.sessions.protocol import events as e
from app.sessions.protocol.answers import Decided
from app.sessions.protocol.facts import Facts
from tests.builders import a_couple
from tests.live import ask_and_accept

if TYPE_CHECKING:
    import httpx

    from app.sessions.engine.engine import Engine
    from app.sessions.engine.units import Unit
    from tests.conftest import Server


class Counting:
    """The server's own database, and how often it was written to."""

    def __init__(self, server: Server) -> None:
        self._database = server.resources.database
        self.writes = 0

    async def write(self, work: Any, **how: Any) -> Any:
        self.writes += 1
        return await self._database.write(work, **how)


@pytest.fixture
async def units(server: Server, client: httpx.AsyncClient) -> list[Unit]:
    """One unit for each of five lobbies: somebody arrived."""
    made = []
    engine: Engine = server.app.state.engine
    for _ in range(5):
        session_id = await ask_and_accept(await a_couple(client))
        live = await engine.memory.live(session_id)
        arrived = Decided((e.Arrived(wire_now(server.resources.clock), by="a"),))
        made.append(prepare(live.loaded, arrived, facts=Facts(), keyring=server.resources.keyring).unit)
    return made


async def revisions(server: Server, units: list[Unit]) -> list[int]:
    def read(db: Any) -> list[int]:
        found = [load(db, unit.session_id) for unit in units]
        return [one.row.revision for one in found if one]

    return await server.resources.database.read(read)


async def test_what_comes_together_is_stored_together(server: Server, units: list[Unit]) -> None:
    database = Counting(server)
    committer = Committer(database, server.resources.metrics)  # type: ignore[arg-type]  # it counts, and hands on
    stored = await asyncio.gather(*(committer.commit(unit) for unit in units))
    assert stored == [True] * 5
    assert database.writes <= 2, "the first may go alone; all others share one transaction"
    assert await revisions(server, units) == [unit.expected + 1 for unit in units]


async def test_a_lost_fence_stores_nothing_of_its_unit_and_everything_of_the_others(
    server: Server, units: list[Unit]
) -> None:
    late = replace(units[2], expected=units[2].expected + 7)
    committer = Committer(server.resources.database, server.resources.metrics)
    stored = await asyncio.gather(*(committer.commit(unit) for unit in (*units[:2], late, *units[3:])))
    assert stored == [True, True, False, True, True]
    assert (await revisions(server, units))[2] == units[2].expected


async def test_a_unit_that_cannot_be_stored_fails_alone(server: Server, units: list[Unit]) -> None:
    """The same event twice: a key that exists already. Its neighbours in the group are stored all the same."""
    broken = replace(units[0], events=(*units[0].events, *units[0].events))
    committer = Committer(server.resources.database, server.resources.metrics)
    answers = await asyncio.gather(
        *(committer.commit(unit) for unit in (units[1], broken, *units[2:])), return_exceptions=True
    )
    assert [one for one in answers if one is True] == [True] * 4
    assert isinstance(answers[1], IntegrityError)
    assert (await revisions(server, units))[0] == units[0].expected, "and nothing of it was stored (I-23)"
    assert await committer.commit(units[0]) is True, "the committer goes on"


async def test_the_same_unit_twice_is_stored_once(server: Server, units: list[Unit]) -> None:
    committer = Committer(server.resources.database, server.resources.metrics)
    assert sorted(await asyncio.gather(*(committer.commit(units[0]) for _ in range(3)))) == [False, False, True]


async def test_of_two_units_upon_the_same_state_one_is_stored_also_in_one_group(
    server: Server, units: list[Unit]
) -> None:
    """Whoever hangs up leaves a unit behind, and the next command of the session may meet it; they share no key."""
    private = replace(units[0], events=(), outcome=Outcome("ada", "ref", "fingerprint", seq=0))
    committer = Committer(server.resources.database, server.resources.metrics)
    stored = await asyncio.gather(*(committer.commit(unit) for unit in (units[1], units[0], private)))
    assert stored == [True, True, False]
    assert (await revisions(server, units))[0] == units[0].expected + 1


async def test_a_group_is_bounded(server: Server, units: list[Unit]) -> None:
    database = Counting(server)
    committer = Committer(database, server.resources.metrics)  # type: ignore[arg-type]  # it counts, and hands on
    lost = [replace(units[0], session_id=f"{number}") for number in range(2 * LARGEST_GROUP)]
    assert not any(await asyncio.gather(*(committer.commit(unit) for unit in lost)))
    assert database.writes >= 2


async def test_a_sender_who_hangs_up_does_not_stop_the_commit(server: Server, units: list[Unit]) -> None:
    committer = Committer(server.resources.database, server.resources.metrics)
    gone = asyncio.create_task(committer.commit(units[0]))
    await asyncio.sleep(0)
    gone.cancel()
    assert await committer.commit(units[1])
    assert (await revisions(server, units))[0] == units[0].expected + 1
