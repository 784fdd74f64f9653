"""Practices 10: what a format builds on comes first. It is refused to both alike, until both have signed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.templates.builtin import builtin
from app.templates.content import identified
from app.templates.service import publish
from app.templates.steps import Requires
from tests.builders import a_couple, expect
from tests.live import TALK, a_session, a_turn, arrive, calm, frame, open_kindly, still_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from app.clock import MovableClock
    from tests.builders import PairOfPeople
    from tests.conftest import Server
    from tests.live import Pair

BUILDS_ON_IT = identified(
    replace(builtin("accountability"), slug="amends-later", requires=Requires(base_agreement=True))
)
BASE = {"kind": "base_agreement", "text": "We are honest about money.", "not_acceptable": ["Hiding a bill."]}


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


@pytest.fixture
async def two(server: Server, client: httpx.AsyncClient, clock: MovableClock) -> PairOfPeople:
    """A couple of a service whose catalogue has a format that builds on a base agreement."""
    at = clock.now()
    await server.app.state.resources.database.write(lambda uow: publish(uow, BUILDS_ON_IT, at=at, place=99))
    return await a_couple(client)


async def signed(two: PairOfPeople) -> str:
    """Both sign a base agreement between sessions."""
    path = f"/couples/{two.couple_id}/agreements"
    made = expect(await two.ada.post(path, {"terms": BASE}), 201)["agreement"]
    expect(await two.ben.post(f"{path}/{made['id']}/assent", {"version": made["version"]}), 200)
    return str(made["id"])


async def test_it_is_refused_to_both_with_the_same_words_until_both_have_signed(two: PairOfPeople) -> None:
    path, wish = f"/couples/{two.couple_id}/talk-requests", {**TALK, "template": BUILDS_ON_IT.slug}
    refused = [await one.post(path, wish) for one in (two.ada, two.ben)]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(409, "not_offered")] * 2
    listed = expect(await two.ada.get("/templates"), 200)["data"]
    assert [one["requires_base_agreement"] for one in listed if one["slug"] == BUILDS_ON_IT.slug] == [True]
    # Other formats are open all the time.
    expect(await two.ada.post(path, TALK), 202)
    await signed(two)
    expect(await two.ben.post(path, wish), 202)


async def test_accepting_looks_again(two: PairOfPeople) -> None:
    path, wish = f"/couples/{two.couple_id}/talk-requests", {**TALK, "template": BUILDS_ON_IT.slug}
    agreement = await signed(two)
    asked = expect(await two.ada.post(path, wish), 202)["talk_request"]
    expect(await two.ben.post(f"/couples/{two.couple_id}/agreements/{agreement}/end", {}), 200)
    answer = await two.ben.post(f"/talk-requests/{asked['id']}/accept")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_offered")


async def to_solutions(pair: Pair, breath: Callable[[], None]) -> None:
    """Through the built-in format for a base agreement until proposals are open."""
    for stage in (arrive, calm, frame, open_kindly):
        await stage(pair)
    for one in pair:
        await one.did("answer_prompt", skip=True)
    await pair.settled()
    for _ in range(2):
        await a_turn(pair, advance=breath)
        await pair.speaker.did("pass_floor")
        await pair.settled()
    for one in pair:
        await one.did("ready_for_solutions", ready=True)
    await pair.settled()
    assert pair.ada.phase == "agreeing"


async def test_one_reached_in_a_session_counts(
    server: Server, client: httpx.AsyncClient, two: PairOfPeople, breath: Callable[[], None]
) -> None:
    async with a_session(server, client, two=two, template="base-agreement") as pair:
        await to_solutions(pair, breath)
        await pair.ada.did("propose_agreement", **BASE)
        await pair.settled()
        (made,) = pair.ben.view["agreements"]
        assert made["not_acceptable"] == BASE["not_acceptable"]
        await pair.ben.did("assent", agreement=made["id"], version=made["version"])
        await pair.settled()
    path = f"/couples/{two.couple_id}/talk-requests"
    expect(await two.ada.post(path, {**TALK, "template": BUILDS_ON_IT.slug}), 202)
    stored = expect(await two.ada.get(f"/couples/{two.couple_id}/agreements/{made['id']}"), 200)["agreement"]
    assert (stored["kind"], stored["state"], stored["owner"]) == ("base_agreement", "active", None)
    assert stored["wording"]["not_acceptable"] == BASE["not_acceptable"]
