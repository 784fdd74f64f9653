"""One's own week: a level, an intention, an offer after three heavy ones, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.clock import MovableClock
from tests.builders import code_of, expect, log_in, register

if TYPE_CHECKING:
    import httpx

    from tests.builders import Person

PATH = "/me/week"


@pytest.fixture
def clock() -> MovableClock:
    """A Sunday evening in UTC; east of it Monday has begun."""
    return MovableClock(datetime(2026, 11, 22, 20, tzinfo=UTC))


@pytest.fixture
async def ada(client: httpx.AsyncClient) -> Person:
    return await register(client)


async def said(person: Person, **body: object) -> Any:  # Any: JSON is anything
    return expect(await person.patch(PATH, body), 200)


async def heavy_weeks(person: Person, clock: MovableClock, *levels: int) -> Any:  # Any: JSON is anything
    answer = None
    for level in levels:
        clock.advance(timedelta(weeks=1))
        person = await log_in(person)
        answer = await said(person, level=level)
    return person, answer


async def test_a_week_of_which_nothing_was_said_is_empty(ada: Person) -> None:
    week = {"week": "2026-W47", "begins_on": "2026-11-16", "level": None, "intention": None}
    assert expect(await ada.get(PATH), 200) == {"week": week, "asks_weekly": False, "offered": []}
    assert expect(await ada.get("/me/weeks"), 200)["data"] == []


async def test_a_level_and_an_intention_are_said_apart_and_taken_back_apart(ada: Person) -> None:
    await said(ada, level=6)
    assert (await said(ada, intention="One walk."))["week"]["level"] == 6
    assert (await said(ada, level=None))["week"] == {
        "week": "2026-W47", "begins_on": "2026-11-16", "level": None, "intention": "One walk.",
    }  # fmt: skip
    assert len(expect(await ada.get("/me/weeks"), 200)["data"]) == 1


async def test_the_week_is_that_of_where_one_lives(client: httpx.AsyncClient) -> None:
    east = await register(client, timezone="Asia/Tokyo")
    assert expect(await east.get(PATH), 200)["week"]["week"] == "2026-W48"


async def test_two_heavy_weeks_offer_nothing_and_a_third_offers_care(ada: Person, clock: MovableClock) -> None:
    ada, answer = await heavy_weeks(ada, clock, 7, 9)
    assert answer["offered"] == []
    ada, answer = await heavy_weeks(ada, clock, 7)
    assert [card["key"] for card in answer["offered"]] == ["care", "pace", "help"]
    assert expect(await ada.get(PATH), 200)["offered"] == answer["offered"]
    assert (await said(ada, level=3))["offered"] == []


async def test_weeks_are_listed_the_newest_first_and_can_be_deleted(ada: Person, clock: MovableClock) -> None:
    ada, _ = await heavy_weeks(ada, clock, 1, 2, 3)
    names = [one["week"] for one in expect(await ada.get("/me/weeks"), 200)["data"]]
    assert names == ["2026-W50", "2026-W49", "2026-W48"]
    page = expect(await ada.get("/me/weeks?limit=2"), 200)
    rest = expect(await ada.get(f"/me/weeks?limit=2&cursor={page['next_cursor']}"), 200)
    assert [one["level"] for one in (*page["data"], *rest["data"])] == [3, 2, 1]
    expect(await ada.delete("/me/weeks/2026-W49"), 204)
    for name in ("2026-W49", "2026-W01", "nonsense"):
        assert code_of(await ada.delete(f"/me/weeks/{name}")) == "not_found"
    assert [one["level"] for one in expect(await ada.get("/me/weeks"), 200)["data"]] == [3, 1]


async def test_being_asked_is_off_until_it_is_chosen(ada: Person) -> None:
    for on in (True, True, False):
        assert expect(await ada.request("PUT", f"{PATH}/asking", {"on": on}), 200)["asks_weekly"] is on
        assert expect(await ada.get(PATH), 200)["asks_weekly"] is on


@pytest.mark.parametrize("body", [{"level": 11}, {"level": -1}, {"level": "7"}, {"level": 7.5}, {"intention": ""},
                                  {"intention": "x" * 301}, {"week": "2026-W01"}, {"level": True}])  # fmt: skip
async def test_what_breaks_a_rule_is_refused(ada: Person, body: dict[str, object]) -> None:
    assert code_of(await ada.patch(PATH, body)) == "invalid"
    assert expect(await ada.get("/me/weeks"), 200)["data"] == []
