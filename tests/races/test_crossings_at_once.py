"""Two people at one crossing in the same moment, on the real databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.agreements.reaching import recorded
from tests.builders import a_couple, code_of, expect
from tests.crossings.raising import OPENING, REDRESS, Two

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Server


@pytest.fixture
async def two(server: Server, client: httpx.AsyncClient) -> Two:
    pair = await a_couple(client)
    agreed = await recorded(server.resources, pair)
    return Two(pair, agreed.agreement_id, agreed.version)


def counted(answers: list[httpx.Response]) -> Counter[str]:
    return Counter(code_of(one) if one.status_code >= 400 else str(one.status_code) for one in answers)


async def test_when_both_propose_at_once_both_are_kept_and_only_the_newest_can_be_accepted(two: Two) -> None:
    crossing = await two.shared()
    theirs = {one.account_id: {**REDRESS, "what": f"What {one.name} proposes."} for one in (two.ada, two.ben)}
    answers = await asyncio.gather(
        *(two.act(one, crossing, "redress", theirs[one.account_id]) for one in (two.ada, two.ben))
    )
    assert counted(answers) == {"200": 2}
    versions = {one.json()["crossing"]["proposal"]["version"] for one in answers}
    newest = (await two.seen(two.ada, crossing))["proposal"]
    assert newest["version"] in versions
    assert len(versions) == 2
    old = (versions - {newest["version"]}).pop()
    for one in (two.ada, two.ben):
        assert code_of(await two.act(one, crossing, "redress/accept", {"version": old})) == "wrong_version"
    other = two.ben if newest["accepted_by_you"] else two.ada
    assert (await two.did(other, crossing, "redress/accept", {"version": newest["version"]}))["state"] == (
        "redress_planned"
    )


async def test_accepting_while_the_other_proposes_anew_is_of_one_version_or_of_none(two: Two) -> None:
    crossing = await two.shared()
    first = (await two.did(two.ben, crossing, "redress", REDRESS))["proposal"]["version"]
    accepted, proposed = await asyncio.gather(
        two.act(two.ada, crossing, "redress/accept", {"version": first}),
        two.act(two.ben, crossing, "redress", {**REDRESS, "what": "Something else."}),
    )
    expect(proposed, 200)
    seen = await two.seen(two.ada, crossing)
    if accepted.status_code == 200:
        assert seen["plan"]["version"] == first
    else:
        assert (code_of(accepted), seen["plan"], seen["state"]) == ("wrong_version", None, "crossed")
    assert seen["proposal"]["version"] != first


async def test_renewing_at_once_by_both_is_one_renewal(two: Two) -> None:
    crossing = await two.redressed()
    answers = await asyncio.gather(
        *(two.act(one, crossing, "renew", {"version": two.version}) for one in (two.ada, two.ben) for _ in range(3))
    )
    assert counted(answers) == {"200": 6}
    for one in (two.ada, two.ben):
        seen = await two.seen(one, crossing)
        assert (seen["state"], seen["renewed_by_you"]) == ("renewed", True)


async def test_both_saying_done_at_once_is_done(two: Two) -> None:
    crossing, version = await two.planned()
    answers = await asyncio.gather(
        *(two.act(one, crossing, "redress/done", {"version": version}) for one in (two.ada, two.ben))
    )
    assert counted(answers) == {"200": 2}
    assert (await two.seen(two.ada, crossing))["state"] == "redress_done"


async def test_renewing_while_the_other_lets_it_go_is_renewed_or_retired(two: Two) -> None:
    crossing = await two.redressed()
    await two.did(two.ada, crossing, "renew", {"version": two.version})
    renewed, ended = await asyncio.gather(
        two.act(two.ben, crossing, "renew", {"version": two.version}),
        two.ada.post(f"/couples/{two.pair.couple_id}/agreements/{two.agreement_id}/end"),
    )
    expect(ended, 200)
    seen = (await two.seen(two.ada, crossing))["state"]
    assert seen == ("renewed" if renewed.status_code == 200 else "retired")


async def test_sharing_while_taking_the_yes_back_shares_it_or_does_not(two: Two) -> None:
    crossing = (await two.report(raise_together="yes"))["id"]
    shared, taken_back = await asyncio.gather(
        two.act(two.ada, crossing, "share", OPENING),
        two.act(two.ada, crossing, "private-check", {"raise_together": "no"}),
    )
    if shared.status_code == 200:
        assert code_of(taken_back) == "not_now"
        assert len(await two.listed(two.ben)) == 1
    else:
        assert (code_of(shared), taken_back.status_code) == ("locked", 200)
        assert await two.listed(two.ben) == []
