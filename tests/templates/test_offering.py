"""Whose a template is, who may read it, and which couple may start it (T-2, T-3)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

import pytest

from app.templates import offering, ownership
from app.templates.builtin import SLUGS, builtin
from app.templates.content import identified
from app.templates.service import NotTheirs, publish, version
from tests.builders import PASSWORD, Person, a_couple, code_of, expect, register
from tests.therapists.linking import a_therapist, linked

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from app.database import UnitOfWork
    from app.resources import Resources
    from tests.builders import PairOfPeople
    from tests.conftest import Server

TALK = identified(replace(builtin("calm-start-talk"), slug="t-slow-talk-abcdef"))
SECOND = identified(replace(TALK, title="Slow talk"))
Act = Literal["offer", "open", "close", "retire", "reinstate"]
ASKED = {"template": TALK.slug, "medium": "text"}


class World(NamedTuple):
    """A couple, and somebody who wrote a template."""

    resources: Resources
    pair: PairOfPeople
    writer: Person

    async def do(self, *acts: Act) -> None:
        """Offer, open or close the template to the couple; retire or reinstate it."""
        at, couple_id = self.resources.clock.now(), self.pair.couple_id

        def work(uow: UnitOfWork) -> None:
            for act in acts:
                match act:
                    case "offer":
                        offering.offer(uow, TALK.slug, couple_id, at)
                    case "open":
                        offering.open_to(uow, TALK.slug, couple_id, at)
                    case "close":
                        offering.close_to(uow, TALK.slug, couple_id, at)
                    case "retire":
                        ownership.retire(uow, TALK.slug, at=at)
                    case "reinstate":
                        ownership.reinstate(uow, TALK.slug)

        await self.resources.database.write(work)

    async def state(self) -> str | None:
        return await self.resources.database.read(lambda db: offering.state_for(db, TALK.slug, self.pair.couple_id))

    async def startable(self, slug: str = TALK.slug) -> bool:
        at = self.resources.clock.now()
        found = await self.resources.database.read(lambda db: offering.startable(db, slug, self.pair.couple_id, at=at))
        return found is not None

    async def listed(self) -> bool:
        found = expect(await self.pair.ben.get(f"/templates?couple_id={self.pair.couple_id}"), 200)["data"]
        assert [one["slug"] for one in found[: len(SLUGS)]] == list(SLUGS)
        return TALK.slug in [one["slug"] for one in found]


@pytest.fixture
async def world(client: httpx.AsyncClient, server: Server) -> World:
    """A template of somebody's that nobody else has heard of."""
    writer, pair = await a_therapist(server.resources, client, "Writer"), await a_couple(client)
    await linked(server.resources, pair, writer, scopes=["assign"])
    made = World(server.resources, pair, writer)
    at = server.resources.clock.now()
    await made.resources.database.write(lambda uow: publish(uow, TALK, at=at, owner_id=writer.account_id))
    return made


async def test_the_library_can_be_started_by_every_couple(world: World) -> None:
    assert [await world.startable(slug) for slug in SLUGS] == [True] * len(SLUGS)
    assert not await world.startable("no-such-talk")


async def test_a_therapists_template_is_nobodys_to_start_until_both_have_taken_it_up(world: World) -> None:
    seen = []
    for act in ("offer", "open", "offer", "open", "close", "close"):
        await world.do(act)
        seen.append((await world.state(), await world.startable(), await world.listed()))
    taken = ("open", True, True)
    assert seen == [("offered", False, False), taken, taken, taken, (None, False, False), (None, False, False)]


async def test_a_retired_template_blocks_new_starts_only(world: World) -> None:
    await world.do("open", "retire", "retire")
    assert (await world.startable(), await world.listed()) == (False, False)
    # Whoever is in a session stays on its version.
    assert await world.resources.database.read(lambda db: version(db, TALK.version)) == TALK
    await world.do("reinstate")
    assert (await world.startable(), await world.listed()) == (True, True)


async def test_asking_needs_what_accepting_needs(world: World) -> None:
    ask = f"/couples/{world.pair.couple_id}/talk-requests"
    assert code_of(await world.pair.ada.post(ask, ASKED)) == "invalid"
    await world.do("open")
    request = expect(await world.pair.ada.post(ask, ASKED), 202)["talk_request"]
    await world.do("retire")
    refused = await world.pair.ben.post(f"/talk-requests/{request['id']}/accept")
    assert refused.status_code == 409
    await world.do("reinstate")
    expect(await world.pair.ben.post(f"/talk-requests/{request['id']}/accept"), 200)


async def test_only_its_writer_and_those_whom_it_is_offered_to_can_read_it(
    world: World, client: httpx.AsyncClient
) -> None:
    stranger = await register(client, "Stranger")
    path = f"/templates/{TALK.slug}"
    people = (world.writer, world.pair.ada, world.pair.ben, stranger)
    seen = {}
    for act in ("retire", "offer", "open", "close"):
        await world.do(act)
        seen[act] = [(await one.get(path)).status_code for one in people]
    writer_alone, the_two_as_well = [200, 404, 404, 404], [200, 200, 200, 404]
    assert seen == {
        "retire": writer_alone,
        "offer": the_two_as_well,
        "open": the_two_as_well,
        "close": writer_alone,
    }
    unknown = await stranger.get("/templates/t-no-such-talk")
    known = await stranger.get(path)
    assert {**unknown.json(), "request_id": ""} == {**known.json(), "request_id": ""}


async def test_only_a_member_asks_what_is_open_to_a_couple(world: World) -> None:
    await world.do("open")
    assert code_of(await world.writer.get(f"/templates?couple_id={world.pair.couple_id}")) == "not_found"
    assert TALK.slug not in str(expect(await world.writer.get("/templates"), 200))


async def test_what_is_offered_to_a_couple_ends_with_it(world: World) -> None:
    await world.do("open")
    expect(await world.pair.ada.post(f"/couples/{world.pair.couple_id}/leave"), 204)
    assert await world.state() is None


async def test_a_name_belongs_to_whoever_published_under_it(world: World, clock: MovableClock) -> None:
    other, library = world.pair.ada.account_id, replace(builtin(SLUGS[0]), title="Another")
    for template, owner in ((SECOND, other), (SECOND, None), (library, other)):
        work = partial(publish, template=template, at=clock.now(), owner_id=owner)
        with pytest.raises(NotTheirs):
            await world.resources.database.write(work)
    assert await world.resources.database.read(lambda db: ownership.owner_of(db, TALK.slug)) == (
        world.writer.account_id
    )


async def test_versions_are_listed_the_latest_first(world: World, clock: MovableClock) -> None:
    def change(uow: UnitOfWork) -> None:
        for one in (SECOND, TALK):
            publish(uow, one, at=clock.now(), owner_id=world.writer.account_id)

    await world.resources.database.write(change)
    found = await world.resources.database.read(lambda db: ownership.versions_of(db, TALK.slug))
    assert [(one.number, one.version, one.current) for one in found] == [
        (2, SECOND.version, False),
        (1, TALK.version, True),
    ]


async def test_whoever_is_erased_leaves_their_templates_retired_and_their_versions_stored(world: World) -> None:
    await world.do("open")
    expect(await world.writer.delete("/me", {"password": PASSWORD}), 204)
    assert not await world.startable()
    # Whoever is in a session with it, or reads what was said in one, has its version; there is nothing to choose.
    assert await world.resources.database.read(lambda db: version(db, TALK.version)) == TALK
    assert (await world.pair.ada.get(f"/templates/{TALK.slug}")).status_code == 404
    assert await world.resources.database.read(lambda db: version(db, TALK.version)) == TALK
