"""Two devices, and two people, at one occurrence in the same moment, on the real databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_couple, code_of, expect
from tests.keeping.promising import Two
from tests.live import still_clock

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


@pytest.fixture
async def two(client: httpx.AsyncClient) -> Two:
    return Two(await a_couple(client))


async def a_promise(two: Two, clock: MovableClock) -> str:
    day = clock.now().date()
    return f"{await two.promise(due_on=day.isoformat())}.{day:%Y%m%d}"


def counted(answers: list[httpx.Response]) -> Counter[str]:
    return Counter(code_of(one) if one.status_code >= 400 else str(one.status_code) for one in answers)


async def test_two_devices_that_report_at_once_leave_one_report(two: Two, clock: MovableClock) -> None:
    promise = await a_promise(two, clock)
    answers = await asyncio.gather(
        *(two.act(two.ada, promise, "report", {"outcome": said}) for said in ("kept", "missed") for _ in range(3))
    )
    assert counted(answers) == {"200": 6}
    seen = await two.seen(two.ada, promise)
    assert seen["report"] in {"kept", "missed"}
    assert 1 <= seen["revision"] <= 6
    assert (await two.seen(two.ben, promise))["other_report"] == seen["report"]


async def test_of_two_devices_that_know_the_same_one_is_told_that_there_is_a_newer(
    two: Two, clock: MovableClock
) -> None:
    promise = await a_promise(two, clock)
    bodies = [{"outcome": said, "revision": 0} for said in ("kept", "partly", "missed")]
    answers = await asyncio.gather(*(two.act(two.ada, promise, "report", body) for body in bodies))
    assert counted(answers) == {"200": 1, "wrong_version": 2}
    first = next(one for one in answers if one.status_code == 200).json()["occurrence"]
    assert (await two.seen(two.ada, promise))["report"] == first["report"]


async def test_both_excusing_at_once_excuse_it(two: Two, clock: MovableClock) -> None:
    promise = await a_promise(two, clock)
    answers = await asyncio.gather(*(two.act(one, promise, "excuse") for one in (two.ada, two.ben) for _ in range(3)))
    assert counted(answers) == {"200": 6}
    assert (await two.seen(two.ada, promise))["excuse"] == "agreed"


async def test_taking_back_while_the_other_agrees_is_agreed_or_only_asked(two: Two, clock: MovableClock) -> None:
    promise = await a_promise(two, clock)
    await two.did(two.ada, promise, "excuse")
    taken_back, agreed = await asyncio.gather(
        two.ada.delete(f"{two.path}/occurrences/{promise}/excuse"), two.act(two.ben, promise, "excuse")
    )
    expect(agreed, 200)
    seen = (await two.seen(two.ada, promise))["excuse"]
    if taken_back.status_code == 200:
        assert seen == "asked"
    else:
        assert (code_of(taken_back), seen) == ("not_now", "agreed")


async def test_noticing_at_once_from_two_devices_is_one_note(two: Two, clock: MovableClock) -> None:
    promise = await a_promise(two, clock)
    answers = await asyncio.gather(*(two.act(two.ben, promise, "noticed", {"text": "I saw it."}) for _ in range(4)))
    assert counted(answers) == {"200": 4}
    assert len((await two.seen(two.ada, promise))["noticed"]) == 1
