"""What one expects and what happened, through the real door."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from app.clock import MovableClock
from tests.builders import code_of, expect, register

if TYPE_CHECKING:
    import httpx

    from tests.builders import Person

PATH = "/me/looking-ahead"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 22, 12, tzinfo=UTC))


@pytest.fixture
async def ada(client: httpx.AsyncClient) -> Person:
    return await register(client)


async def expected(person: Person, **more: object) -> Any:  # Any: JSON is anything
    return expect(await person.post(PATH, {"expected": "They will be cross.", **more}), 201)["expectation"]


async def test_an_expectation_is_open_until_one_looks_back(ada: Person) -> None:
    found = await expected(ada, look_on="2026-12-01")
    assert (found["state"], found["look_on"], found["happened"]) == ("open", "2026-12-01", None)
    past = expect(await ada.post(f"{PATH}/{found['id']}/look-back", {"happened": "They laughed."}), 200)["expectation"]
    assert (past["state"], past["look_on"], past["happened"]) == ("looked_back", None, "They laughed.")
    assert expect(await ada.get(f"{PATH}/{found['id']}"), 200) == {"expectation": past}


async def test_it_may_be_changed_before_and_not_after(ada: Person) -> None:
    path = f"{PATH}/{(await expected(ada))['id']}"
    changed = expect(await ada.patch(path, {"expected": "Rain.", "look_on": "2026-12-02"}), 200)["expectation"]
    assert (changed["expected"], changed["look_on"]) == ("Rain.", "2026-12-02")
    assert expect(await ada.patch(path, {"look_on": None}), 200)["expectation"]["expected"] == "Rain."
    expect(await ada.post(f"{path}/look-back", {"happened": "Snow."}), 200)
    for body in ({"expected": "Snow."}, {"look_on": "2026-12-03"}):
        assert code_of(await ada.patch(path, body)) == "not_now"
    again = expect(await ada.post(f"{path}/look-back", {"happened": "Much snow."}), 200)["expectation"]
    assert (again["expected"], again["happened"]) == ("Rain.", "Much snow.")


async def test_the_list_is_narrowed_by_state(ada: Person) -> None:
    first, second = await expected(ada), await expected(ada)
    expect(await ada.post(f"{PATH}/{first['id']}/look-back", {"happened": "No."}), 200)
    for query, ids in (("?state=open", {second["id"]}), ("?state=looked_back", {first["id"]})):
        assert {one["id"] for one in expect(await ada.get(PATH + query), 200)["data"]} == ids
    assert len(expect(await ada.get(PATH), 200)["data"]) == 2


async def test_deleting_one_leaves_the_others(ada: Person) -> None:
    first, second = await expected(ada), await expected(ada)
    expect(await ada.delete(f"{PATH}/{first['id']}"), 204)
    assert [one["id"] for one in expect(await ada.get(PATH), 200)["data"]] == [second["id"]]


async def test_one_kind_of_page_is_not_reached_by_the_door_of_another(ada: Person) -> None:
    found = await expected(ada)
    for path in (f"/me/journal/{found['id']}", f"/me/notes/{found['id']}"):
        assert code_of(await ada.get(path)) == "not_found"
        assert code_of(await ada.delete(path)) == "not_found"


@pytest.mark.parametrize(
    "body", [{}, {"expected": " "}, {"expected": "x" * 1001}, {"expected": "a", "look_on": "soon"}]
)
async def test_what_breaks_a_rule_is_refused(ada: Person, body: dict[str, object]) -> None:
    assert code_of(await ada.post(PATH, body)) == "invalid"
