"""The door to a couple: one answer for foreign, ended and never existed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.couples.access import Membership, require_member, require_partner
from app.couples.availability import joint_open
from app.errors import NotFound
from tests.builders import a_couple, actor_of, begin_couple, register

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Server


async def test_a_member_is_told_who_the_partner_is(client: httpx.AsyncClient, server: Server) -> None:
    two = await a_couple(client)
    ben = await actor_of(server.resources, two.ben)

    found = await server.resources.database.read(lambda db: require_partner(db, ben, two.couple_id))

    assert found == (Membership(two.couple_id, two.ben.account_id, two.ada.account_id), two.ada.account_id)


async def test_a_couple_of_one_has_a_member_and_nothing_for_two(client: httpx.AsyncClient, server: Server) -> None:
    person = await register(client, "Ada")
    couple_id, _ = await begin_couple(person)
    ada = await actor_of(server.resources, person)

    assert await server.resources.database.read(lambda db: require_member(db, ada, couple_id)) == Membership(
        couple_id, person.account_id, None
    )
    with pytest.raises(NotFound):
        await server.resources.database.read(lambda db: require_partner(db, ada, couple_id))


async def test_live_sessions_are_open_to_every_couple_for_now(client: httpx.AsyncClient, server: Server) -> None:
    two = await a_couple(client)
    at = server.resources.clock.now()

    assert await server.resources.database.read(lambda db: joint_open(db, two.couple_id, at)) is True
