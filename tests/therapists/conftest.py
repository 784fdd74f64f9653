"""Two people and a therapist, who may work with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from app.therapists.standing import SCOPES
from tests.builders import a_couple, expect
from tests.therapists import linking

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx

    from app.resources import Resources
    from tests.builders import PairOfPeople, Person
    from tests.conftest import Server


@dataclass(frozen=True, slots=True)
class Three:
    """Ada and Ben are together; Maria has an open profile, and nobody has asked her anything yet."""

    resources: Resources
    pair: PairOfPeople
    maria: Person

    @property
    def ada(self) -> Person:
        return self.pair.ada

    @property
    def ben(self) -> Person:
        return self.pair.ben

    @property
    def couple_id(self) -> str:
        return self.pair.couple_id

    async def invited(self, *, scopes: Sequence[str] = SCOPES) -> str:
        return await linking.invited(self.resources, self.pair, self.maria, scopes=scopes)

    async def linked(self, *, scopes: Sequence[str] = SCOPES, ben: Sequence[str] | None = None) -> str:
        return await linking.linked(self.resources, self.pair, self.maria, scopes=scopes, ben=ben)

    async def yes(self, person: Person, link_id: str, *, scopes: Sequence[str] = SCOPES) -> dict[str, Any]:
        return await linking.says_yes(self.resources, person, self.pair, link_id, scopes=scopes)

    async def withdraws(self, person: Person, link_id: str) -> None:
        await linking.withdraws(person, self.pair, link_id)

    async def link(self, person: Person, link_id: str) -> dict[str, Any]:
        return await linking.link_of(person, self.pair, link_id)

    async def in_care(self, therapist: Person | None = None) -> list[dict[str, Any]]:
        """What the therapist sees of all couples."""
        return list(expect(await (therapist or self.maria).get("/couples-in-care"), 200)["data"])

    async def scopes_seen(self, therapist: Person | None = None) -> set[str]:
        return {one["scope"] for couple in await self.in_care(therapist) for one in couple["scopes"]}


@pytest.fixture
async def three(server: Server, client: httpx.AsyncClient) -> Three:
    pair = await a_couple(client)
    return Three(server.resources, pair, await linking.a_therapist(server.resources, client))
