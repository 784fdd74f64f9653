"""Attack 22: a therapist reads, and those whose words they are do not learn of it. Every door of a couple in care is
tried: what it answers, both can see was read; what it refuses leaves no trace that somebody tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.policy import POLICY, operations
from tests.builders import code_of, expect, log_in
from tests.policy.test_policy import DOORS
from tests.policy.world import World, a_world

if TYPE_CHECKING:
    import httpx

    from tests.builders import Person
    from tests.conftest import Server

CARE = "/v1/couples-in-care/{couple_id}/"
# What a therapist wrote themselves is nobody's to be told of.
OWN = {"listCareNotes"}
READING = sorted(
    name
    for name, door in DOORS.items()
    if POLICY[name] == "in_care" and str(door.path).startswith(CARE) and door.methods == {"GET"} and name not in OWN
)


@pytest.fixture
async def world(server: Server, client: httpx.AsyncClient) -> World:
    return await a_world(server, client)


async def seen_by(person: Person, world: World) -> list[dict[str, Any]]:
    path = f"/couples/{world.things['couple_id']}/therapist-reads?limit=100"
    return list(expect(await person.get(path), 200)["data"])


async def reads(world: World, name: str, person: Person) -> httpx.Response:
    path = str(DOORS[name].path).format(**world.things).removeprefix("/v1")
    return await person.get(path)


@pytest.mark.only_on("sqlite")
async def test_whatever_a_therapist_is_shown_both_see_that_it_was_read(world: World) -> None:
    # I-28: what was there before both said yes is a 404, and then nothing was read.
    answered: dict[str, int] = {}
    for name in READING:
        before = await seen_by(world.ada, world)
        answered[name] = (await reads(world, name, world.therapist)).status_code
        after = await seen_by(world.ada, world)
        assert after == await seen_by(world.ben, world), name
        new = [one for one in after if one not in before]
        assert len(new) == (1 if answered[name] == 200 else 0), name
        assert {one["therapist_name"] for one in new} <= {"Maria Lopez"}
        assert all(set(one) <= FIELDS for one in new)
    assert set(answered.values()) <= {200, 404}
    assert sum(status == 200 for status in answered.values()) >= 5, answered


FIELDS = {"id", "therapist_id", "therapist_name", "scope", "kind", "thing_id", "at"}


@pytest.mark.only_on("sqlite")
async def test_whoever_may_not_read_leaves_no_trace_and_cannot_see_the_record(world: World) -> None:
    for person in (world.stranger, world.other_therapist):
        for name in READING:
            assert (await reads(world, name, person)).status_code == 404
    assert await seen_by(world.ada, world) == []
    path = f"/couples/{world.things['couple_id']}/therapist-reads"
    for person in (world.stranger, world.other_therapist, world.therapist):
        assert code_of(await person.get(path)) == "not_found"


@pytest.mark.only_on("sqlite")
async def test_neither_a_therapist_nor_a_partner_can_take_a_reading_out_of_the_record(world: World) -> None:
    expect(await reads(world, READING[0], world.therapist), 200)
    [one] = await seen_by(world.ada, world)
    for name, door in operations(world.server.app):
        assert not ("therapist-reads" in str(door.path) and (door.methods or set()) - {"GET", "HEAD"}), name
    expect(await world.therapist.delete("/me/therapist"), 204)
    therapist = await log_in(world.therapist)
    expect(await therapist.delete("/me", {"password": therapist.password}), 204)
    assert [(kept["id"], kept["therapist_name"]) for kept in await seen_by(world.ben, world)] == [
        (one["id"], "former therapist")
    ]
