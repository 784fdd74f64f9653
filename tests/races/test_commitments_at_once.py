"""The last place for a promise, wanted from several sides in the same moment, on the real databases."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from app.agreements.recording import record
from app.agreements.rooms import active_commitments
from tests.agreements.agreeing import COMMITMENT, Table, newest
from tests.agreements.reaching import reached
from tests.builders import a_couple

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.conftest import Server


@pytest.fixture
def resources(server: Server) -> Resources:
    found: Resources = server.app.state.resources
    return found


@pytest.fixture
async def table(client: httpx.AsyncClient) -> Table:
    return Table(await a_couple(client))


async def carried(resources: Resources, table: Table) -> dict[str, int]:
    return await resources.database.read(lambda db: active_commitments(db, table.pair.couple_id))


async def in_a_session(resources: Resources, table: Table) -> None:
    """Store a promise of Ada's as a session's group of units is stored."""
    owner: dict[str, Any] = {"kind": "commitment", "category": None, "owner_id": table.pair.ada.account_id}
    told = reached(resources, table.pair, **owner)
    await resources.database.write(lambda uow: record(uow, resources.keyring, told), isolation="read committed")


async def test_requests_at_once_never_take_more_than_there_is(resources: Resources, table: Table) -> None:
    waiting = [await table.proposed(COMMITMENT) for _ in range(5)]
    answers = await asyncio.gather(*(table.assent(table.pair.ben, one["id"], newest(one)) for one in waiting))
    assert sum(one.status_code == 200 for one in answers) == 3
    assert await carried(resources, table) == {table.pair.ada.account_id: 3}


async def test_a_session_and_requests_at_once_never_take_more_than_there_is(resources: Resources, table: Table) -> None:
    for _ in range(3):
        waiting = [await table.proposed(COMMITMENT) for _ in range(3)]
        answers = (table.assent(table.pair.ben, one["id"], newest(one)) for one in waiting)
        await asyncio.gather(*answers, *(in_a_session(resources, table) for _ in range(3)))
        assert await carried(resources, table) == {table.pair.ada.account_id: 3}
        for one in (await table.pair.ada.get(table.path)).json()["data"]:
            await table.pair.ada.post(f"{table.path}/{one['id']}/end")
