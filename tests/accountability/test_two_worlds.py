"""One person's yes to settling is theirs alone: with it and without it, the other receives the same bytes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.accountability.records import overdue, path_of, settle, update
from tests.builders import a_couple, expect
from tests.live import masked, still_clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx

    from app.accountability.recording import Recorded
    from app.clock import MovableClock
    from app.resources import Resources
    from tests.builders import PairOfPeople, Person

IDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ALWAYS_NEW = {"x-request-id", "date"}


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


async def seen(one: Person, telling: Recorded) -> str:
    """Everything that somebody receives about the record, headers and order included, ids and times masked."""
    step = telling.steps[0].id
    answers = [
        await one.get(f"/couples/{telling.couple_id}/accountabilities"),
        await one.get(path_of(telling)),
        await one.get(path_of(telling, "steps", step, "updates")),
        await one.get("/me/today"),
        await one.post(path_of(telling, "reopen")),
        await settle(one, telling, settled=False),
        await one.request("PUT", path_of(telling, "settle"), {"settled": None}),
    ]
    # Ids in paths are masked as they come; ids that are whole values keep telling who is who.
    return IDS.sub("<id>", json.dumps(masked([_received(answer) for answer in answers])))


def _received(answer: httpx.Response) -> list[Any]:
    body = answer.json()
    body.pop("request_id", None)
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in ALWAYS_NEW)
    return [answer.status_code, headers, body]


async def yes(one: Person, telling: Recorded) -> None:
    expect(await settle(one, telling), 200)


async def yes_and_back(one: Person, telling: Recorded) -> None:
    expect(await settle(one, telling), 200)
    expect(await settle(one, telling, settled=False), 200)


@pytest.mark.parametrize("private", [yes, yes_and_back])
@pytest.mark.parametrize("who", ["ada", "ben"])
async def test_the_other_cannot_tell_whether_somebody_said_yes(
    resources: Resources,
    client: httpx.AsyncClient,
    who: str,
    private: Callable[[Person, Recorded], Awaitable[None]],
) -> None:
    async def played(*, privately: bool) -> str:
        pair = await a_couple(client)
        telling = await overdue(resources, pair)
        # A second record, so that there is an order that could move.
        await overdue(resources, pair)
        one, other = (pair.ada, pair.ben) if who == "ada" else (pair.ben, pair.ada)
        if privately:
            await private(one, telling)
        return await seen(other, telling)

    assert await played(privately=True) == await played(privately=False)


async def test_words_that_came_back_leave_no_trace_with_the_other(
    resources: Resources, client: httpx.AsyncClient
) -> None:
    async def played(*, held: bool) -> str:
        pair: PairOfPeople = await a_couple(client)
        telling = await overdue(resources, pair, days=1)
        if held:
            path = path_of(telling, "steps", telling.steps[0].id, "updates")
            sent = update(what_happened="Mistakes were made.", new_date="2099-01-01")
            assert (await pair.ben.post(path, sent | {"new_date": None})).status_code == 422
            near = (resources.clock.now().date().toordinal()) + 3
            day = type(resources.clock.now().date()).fromordinal(near).isoformat()
            assert (await pair.ben.post(path, sent | {"new_date": day})).status_code == 409
        return await seen(pair.ada, telling)

    assert await played(held=True) == await played(held=False)
