"""Attack 20: inviting again and again after a silent refusal, with therapists' invitations too: the answers are those
that silence would bring, and whoever is invited meets one invitation and no flood.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import a_couple, code_of, expect
from tests.live import masked, still_clock
from tests.therapists.linking import a_therapist, a_yes, handle_of, invited, linked, says_yes, withdraws

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from app.resources import Resources
    from app.settings import Settings
    from tests.builders import PairOfPeople, Person
    from tests.conftest import Server

MANY = 14


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"rate_limits": "on"})


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


@pytest.fixture
def resources(server: Server) -> Resources:
    return server.resources


async def flooded(resources: Resources, pair: PairOfPeople, therapist: Person) -> list[Any]:
    """Return all that Ada is answered who invites one therapist again and again, and what she sees of it."""
    body = {"handle": await handle_of(therapist)} | await a_yes(resources, pair.ada)
    path = f"/couples/{pair.couple_id}/therapists"
    answers = [await pair.ada.post(path, body) for _ in range(MANY)]
    seen = [*answers, await pair.ada.get(path)]
    return [(one.status_code, masked(_plain(one, body["handle"]))) for one in seen]


def _plain(answer: httpx.Response, handle: str) -> Any:
    found = json.loads(answer.text.replace(handle, "<handle>"))
    found.pop("request_id", None)
    return found


async def nothing(_: Resources, __: PairOfPeople, ___: Person, ____: str) -> None:
    """Nobody answers."""


async def partner_refuses(_: Resources, pair: PairOfPeople, __: Person, link: str) -> None:
    await withdraws(pair.ben, pair, link)


async def partner_takes_it_back(resources: Resources, pair: PairOfPeople, _: Person, link: str) -> None:
    await says_yes(resources, pair.ben, pair, link)
    await withdraws(pair.ben, pair, link)


async def therapist_refuses(resources: Resources, pair: PairOfPeople, therapist: Person, link: str) -> None:
    await says_yes(resources, pair.ben, pair, link)
    expect(await therapist.delete(f"/couples-in-care/{pair.couple_id}/link"), 204)


@pytest.mark.only_on("sqlite")
async def test_whoever_invites_again_and_again_cannot_tell_a_refusal_from_silence(
    resources: Resources, client: httpx.AsyncClient
) -> None:
    worlds = []
    for answer in (nothing, partner_refuses, partner_takes_it_back, therapist_refuses):
        pair, therapist = await a_couple(client), await a_therapist(resources, client)
        link = await invited(resources, pair, therapist)
        await answer(resources, pair, therapist, link)
        worlds.append(await flooded(resources, pair, therapist))
        # One invitation is all that the flood brings to the others, or none.
        assert len(expect(await pair.ben.get(f"/couples/{pair.couple_id}/therapists"), 200)["data"]) == 1
        assert expect(await therapist.get("/couples-in-care"), 200)["data"] == []

    assert [world for world in worlds if world != worlds[0]] == []
    assert {status for status, _ in worlds[0][:-1]} == {409, 429}


@pytest.mark.only_on("sqlite")
async def test_after_the_work_has_ended_there_is_one_invitation_more_and_no_second(
    resources: Resources, client: httpx.AsyncClient
) -> None:
    pair, therapist = await a_couple(client), await a_therapist(resources, client)
    link = await linked(resources, pair, therapist)
    await withdraws(pair.ben, pair, link)
    body = {"handle": await handle_of(therapist)} | await a_yes(resources, pair.ada)
    path = f"/couples/{pair.couple_id}/therapists"

    expect(await pair.ada.post(path, body), 201)
    assert code_of(await pair.ada.post(path, body)) == "invitation_open"
    # Whoever has just gone is not drawn back: nothing is shared before they say yes anew.
    assert (await therapist.get(f"/couples-in-care/{pair.couple_id}/agreements")).status_code == 404
    assert (await pair.ben.get(path)).json()["data"][0]["scopes"] == []


@pytest.mark.only_on("sqlite")
async def test_nobody_is_invited_to_a_whole_list_of_therapists(resources: Resources, client: httpx.AsyncClient) -> None:
    pair = await a_couple(client)
    path = f"/couples/{pair.couple_id}/therapists"
    yes = await a_yes(resources, pair.ada)
    handles = [await handle_of(await a_therapist(resources, client)) for _ in range(6)]
    answers = [await pair.ada.post(path, {"handle": one} | yes) for one in handles]

    assert [one.status_code for one in answers] == [201] * 5 + [409]
    assert len(expect(await pair.ben.get(path), 200)["data"]) == 5
