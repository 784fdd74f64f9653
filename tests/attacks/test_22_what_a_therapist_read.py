"""Attack 22: whatever a therapist reads of two people is written down for both, in the transaction in which it is read;
there is no reading without its record, also while somebody takes their yes back.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.actor import Actor
from app.caseload.looking import Look, Sight, look
from app.therapists.standing import Access
from tests.agreements.agreeing import BOUNDARY, Table
from tests.builders import a_couple, actor_of, expect
from tests.therapists.linking import a_therapist, linked

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.builders import PairOfPeople, Person
    from tests.conftest import Server

MANY = 12


@pytest.fixture
def resources(server: Server) -> Resources:
    return server.resources


async def read_by_both(pair: PairOfPeople) -> list[dict[str, Any]]:
    path = f"/couples/{pair.couple_id}/therapist-reads?limit=100"
    hers, his = [expect(await one.get(path), 200)["data"] for one in (pair.ada, pair.ben)]
    assert hers == his
    return list(hers)


async def test_each_reading_is_told_to_the_two_whose_it_was_and_to_nobody_else(
    resources: Resources, client: httpx.AsyncClient
) -> None:
    pair, others = await a_couple(client), await a_couple(client, names=("Dora", "Eve"))
    therapist = await a_therapist(resources, client)
    for two in (pair, others):
        await linked(resources, two, therapist)
    one = await Table(pair).agreed(BOUNDARY)
    path = f"/couples-in-care/{pair.couple_id}"
    for asked in ("sessions", "agreements", f"agreements/{one['id']}", "accountability", "check-ins", "keeping"):
        expect(await therapist.get(f"{path}/{asked}"), 200)

    told = await read_by_both(pair)
    assert {(each["scope"], each["kind"], each["thing_id"]) for each in told} == {
        ("transcripts", "talks", None),
        ("agreements", "agreements", None),
        ("agreements", "agreement", one["id"]),
        ("accountability", "accountabilities", None),
        ("check_ins", "check_ins", None),
        ("keeping", "occurrences", None),
    }
    assert {each["therapist_id"] for each in told} == {therapist.account_id}
    assert BOUNDARY["text"] not in str(told)
    assert await read_by_both(others) == []
    assert (await others.ada.get(f"/couples/{pair.couple_id}/therapist-reads")).status_code == 404


async def test_what_could_not_be_answered_was_not_read_and_what_was_not_written_down_is_not_answered(
    resources: Resources, client: httpx.AsyncClient
) -> None:
    pair, therapist = await a_couple(client), await a_therapist(resources, client)
    await linked(resources, pair, therapist)
    actor, couple = await actor_of(resources, therapist), pair.couple_id
    answered = []

    def fails(_: Sight) -> None:
        raise RuntimeError("the line broke")

    class NoIds:
        """Without an id no record can be written."""

        def __getattr__(self, _: str) -> Any:  # Any: whatever is asked for
            raise RuntimeError("no ids")

    for read, ids in ((fails, resources.ids), (lambda sight: sight.access, NoIds())):
        with pytest.raises(RuntimeError):
            answered.append(await _looked(resources, actor, couple, read=read, ids=ids))
    assert answered == []
    assert await read_by_both(pair) == []

    found = await _looked(resources, actor, couple, read=lambda sight: sight.access, ids=resources.ids)
    assert isinstance(found, Access)
    assert len(await read_by_both(pair)) == 1


async def _looked(resources: Resources, actor: Actor, couple_id: str, *, read: Any, ids: Any) -> object:
    one = Look(actor, couple_id, "agreements", "agreements", resources.clock.now())
    return await resources.database.write(lambda uow: look(uow, one, read, ids=ids))


async def test_while_somebody_takes_their_yes_back_every_answer_still_has_its_record(
    resources: Resources, client: httpx.AsyncClient
) -> None:
    pair, therapist = await a_couple(client), await a_therapist(resources, client)
    link = await linked(resources, pair, therapist)
    things = [(await Table(pair).agreed({**BOUNDARY, "text": f"Rule {n}."}))["id"] for n in range(MANY)]

    async def read(thing: str) -> tuple[str, int]:
        return thing, (await therapist.get(f"/couples-in-care/{pair.couple_id}/agreements/{thing}")).status_code

    async def take_back(person: Person) -> tuple[str, int]:
        path = f"/couples/{pair.couple_id}/therapists/{link}/consent"
        return "", (await person.delete(path)).status_code

    half = MANY // 2
    asked = [*map(read, things[:half]), take_back(pair.ben), *map(read, things[half:])]
    answers = dict(await asyncio.gather(*asked))

    assert answers.pop("") == 204
    assert set(answers.values()) <= {200, 404}
    assert {each["thing_id"] for each in await read_by_both(pair)} == {
        thing for thing, status in answers.items() if status == 200
    }
    assert (await read(things[0]))[1] == 404
