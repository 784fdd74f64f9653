"""Two worlds: whatever one of the two does with an unshared answer, the other receives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import PairOfPeople, a_couple, expect
from tests.checkins.weeks import ADAS, BENS, answered, drop, give, path_of, take_back, write

if TYPE_CHECKING:
    import httpx

    from tests.builders import Person

RUDE = {"hope": "You are such an idiot."}


async def nothing(_pair: PairOfPeople, _ada: Person) -> None:
    """The world in which Ada does nothing."""


async def a_draft(pair: PairOfPeople, ada: Person) -> None:
    expect(await write(pair, ada, ADAS), 200)


async def a_given_answer(pair: PairOfPeople, ada: Person) -> None:
    await answered(pair, ada, ADAS)


async def everything(pair: PairOfPeople, ada: Person) -> None:
    await answered(pair, ada, ADAS)
    expect(await take_back(pair, ada), 200)
    expect(await write(pair, ada, RUDE), 200)
    assert (await give(pair, ada)).status_code == 409
    expect(await drop(pair, ada), 204)
    await answered(pair, ada, BENS)


async def observed(pair: PairOfPeople) -> list[tuple[object, ...]]:
    """All that Ben can ask of check-ins, before and after he does something himself."""
    ben, seen = pair.ben, list["httpx.Response"]()
    rhythm = f"/couples/{pair.couple_id}/check-in-rhythm"

    paths = [path_of(pair), path_of(pair) + "?view=own", path_of(pair, "current"), path_of(pair, "2020-01-06"),
             rhythm, "/me/today", f"/couples/{pair.couple_id}"]  # fmt: skip
    seen += [await ben.get(path) for path in paths]
    seen.append(await give(pair, ben))
    seen.append(await take_back(pair, ben))
    seen.append(await write(pair, ben, ADAS))
    seen.append(await drop(pair, ben))
    seen.append(await write(pair, ben, BENS))
    seen.append(await ben.request("PUT", rhythm, {"weekday": "friday", "timezone": "UTC"}))
    seen += [await ben.get(path) for path in paths]
    return [fingerprint(pair, answer) for answer in seen]


def fingerprint(pair: PairOfPeople, answer: httpx.Response) -> tuple[object, ...]:
    headers = [(key, value) for key, value in answer.headers.multi_items() if key not in {"date", "x-request-id"}]
    text = answer.text.replace(answer.headers["x-request-id"], "R").replace(pair.couple_id, "C")
    for number, person in enumerate((pair.ada, pair.ben)):
        text = text.replace(person.account_id, f"P{number}")
    return answer.status_code, headers, text


@pytest.mark.parametrize("private", [a_draft, a_given_answer, everything])
async def test_an_unshared_answer_changes_no_byte_for_the_other(client: httpx.AsyncClient, private: object) -> None:
    worlds = []
    for does in (nothing, private):
        two = await a_couple(client)
        assert callable(does)
        await does(two, two.ada)
        worlds.append(await observed(two))
    assert worlds[0] == worlds[1]


async def test_the_comparison_would_notice_a_shared_week(client: httpx.AsyncClient) -> None:
    worlds = []
    for does in (nothing, a_given_answer):
        two = await a_couple(client)
        await does(two, two.ada)
        await answered(two, two.ben, BENS)
        worlds.append(await observed(two))
    assert worlds[0] != worlds[1]
