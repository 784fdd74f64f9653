"""Resting from prompts: for oneself alone, at once, without a reason, and gone with the couple or the person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.ids import SystemIds
from app.journal.stepping_back import is_stepping_back
from app.wire_time import stamp
from tests.builders import a_couple, begin_couple, code_of, expect

if TYPE_CHECKING:
    import httpx
    import pytest

    from app.clock import MovableClock
    from app.resources import Resources
    from tests.builders import PairOfPeople, Person

PATH = "/me/step-back"


async def rests(resources: Resources, person: Person, couple_id: str) -> bool:
    at = resources.clock.now()
    return await resources.database.read(lambda db: is_stepping_back(db, person.account_id, couple_id, at))


async def put(person: Person, **body: object) -> Any:  # Any: JSON is anything
    return expect(await person.request("PUT", PATH, body), 200)["resting"]


async def test_nobody_rests_before_they_say_so(resources: Resources, pair: PairOfPeople) -> None:
    assert expect(await pair.ada.get(PATH), 200) == {"resting": []}
    assert not await rests(resources, pair.ada, pair.couple_id)


async def test_one_rests_and_the_other_does_not(resources: Resources, pair: PairOfPeople) -> None:
    assert await put(pair.ada, couple_id=pair.couple_id) == [{"couple_id": pair.couple_id, "until": None}]
    assert await rests(resources, pair.ada, pair.couple_id)
    assert not await rests(resources, pair.ben, pair.couple_id)
    assert expect(await pair.ben.get(PATH), 200) == {"resting": []}


async def test_resting_from_all_includes_a_couple_that_begins_later(resources: Resources, pair: PairOfPeople) -> None:
    await put(pair.ada, couple_id="all")
    later, _ = await begin_couple(pair.ada)
    assert await rests(resources, pair.ada, later)


async def test_a_rest_ends_by_itself_when_it_was_meant_to(
    resources: Resources, pair: PairOfPeople, clock: MovableClock
) -> None:
    until = clock.now() + timedelta(hours=5)
    assert await put(pair.ada, couple_id="all", until=stamp(until)) == [{"couple_id": "all", "until": stamp(until)}]
    clock.advance(timedelta(hours=5))
    assert not await rests(resources, pair.ada, pair.couple_id)
    assert expect(await pair.ada.get(PATH), 200) == {"resting": []}


async def test_coming_back_is_one_act_and_twice_is_no_error(resources: Resources, pair: PairOfPeople) -> None:
    await put(pair.ada, couple_id=pair.couple_id)
    for _ in range(2):
        assert await put(pair.ada, couple_id=pair.couple_id, on=False) == []
    assert not await rests(resources, pair.ada, pair.couple_id)


async def test_asking_again_gives_the_rest_another_end(pair: PairOfPeople, clock: MovableClock) -> None:
    await put(pair.ada, couple_id="all")
    sooner = stamp(clock.now() + timedelta(hours=5))
    assert await put(pair.ada, couple_id="all", until=sooner) == [{"couple_id": "all", "until": sooner}]


async def test_an_end_in_the_past_or_years_ahead_is_refused(pair: PairOfPeople, clock: MovableClock) -> None:
    for far in (timedelta(0), timedelta(days=-1), timedelta(days=400)):
        body = {"couple_id": "all", "until": stamp(clock.now() + far)}
        assert code_of(await pair.ada.request("PUT", PATH, body)) == "invalid"


async def test_a_foreign_couple_is_answered_like_none(client: httpx.AsyncClient, pair: PairOfPeople) -> None:
    others = await a_couple(client)
    for couple_id in (others.couple_id, SystemIds().public(), "x"):
        for on in (True, False):
            answer = await pair.ada.request("PUT", PATH, {"couple_id": couple_id, "on": on})
            assert (answer.status_code, code_of(answer)) == (404, "not_found")


async def test_the_rest_ends_with_its_couple(resources: Resources, pair: PairOfPeople) -> None:
    await put(pair.ada, couple_id=pair.couple_id)
    expect(await pair.ben.post(f"/couples/{pair.couple_id}/leave"), 204)
    assert expect(await pair.ada.get(PATH), 200) == {"resting": []}
    assert not await rests(resources, pair.ada, pair.couple_id)


async def test_the_rest_goes_with_the_person(resources: Resources, pair: PairOfPeople) -> None:
    await put(pair.ada, couple_id="all")
    expect(await pair.ada.delete("/me", {"password": pair.ada.password}), 204)
    assert not await rests(resources, pair.ada, pair.couple_id)


async def test_nothing_of_it_is_logged(pair: PairOfPeople, caplog: pytest.LogCaptureFixture) -> None:
    await put(pair.ada, couple_id=pair.couple_id)
    assert "until" not in caplog.text
    assert "resting" not in caplog.text
