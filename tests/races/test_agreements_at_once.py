"""Two people at what they agreed, and at one week, in the same moment, on the real databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.agreements.reaching import recorded
from tests.builders import a_couple, code_of, expect
from tests.checkins.weeks import ADAS, BENS, give, path_of, write

if TYPE_CHECKING:
    import httpx

    from tests.builders import PairOfPeople
    from tests.conftest import Server


@pytest.fixture
async def pair(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)


def counted(answers: list[httpx.Response]) -> Counter[str]:
    return Counter(code_of(one) if one.status_code >= 400 else str(one.status_code) for one in answers)


async def test_nobody_gets_a_fourth_promise_however_fast_it_is_said_yes_to(pair: PairOfPeople) -> None:
    path = f"/couples/{pair.couple_id}/agreements"
    proposed = []
    for number in range(6):
        terms = {"kind": "commitment", "text": f"I call, {number}.", "owner": "me"}
        proposed.append(expect(await pair.ada.post(path, {"terms": terms}), 201)["agreement"])
    answers = await asyncio.gather(
        *(pair.ben.post(f"{path}/{one['id']}/assent", {"version": one["version"]}) for one in proposed)
    )
    assert counted(answers) == {"200": 3, "limit_reached": 3}
    assert len(expect(await pair.ada.get(f"{path}?state=active"), 200)["data"]) == 3


async def test_both_who_look_at_it_again_at_once_come_to_one_end(pair: PairOfPeople, server: Server) -> None:
    agreed = await recorded(server.resources, pair, at=server.resources.clock.now() - timedelta(days=100))
    path = f"/couples/{pair.couple_id}/agreements/{agreed.agreement_id}/review"
    answers = await asyncio.gather(*(one.request("PUT", path, {"answer": "keep"}) for one in (pair.ada, pair.ben)))
    assert counted(answers) == {"200": 2}
    for one in (pair.ada, pair.ben):
        seen = expect(await one.get(path), 200)["review"]
        assert (seen["due"], seen["last"]["outcome"]) == (False, "kept")


async def test_both_who_give_their_answers_at_once_both_read(pair: PairOfPeople) -> None:
    for one, words in ((pair.ada, ADAS), (pair.ben, BENS)):
        expect(await write(pair, one, words), 200)
    answers = await asyncio.gather(*(give(pair, one) for one in (pair.ada, pair.ben) for _ in range(2)))
    assert counted(answers)["200"] >= 2
    for one in (pair.ada, pair.ben):
        seen = expect(await one.get(path_of(pair, "current")), 200)["check_in"]
        assert seen["state"] == "shared"
        assert seen["partners"] is not None
