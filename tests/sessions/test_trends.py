"""How one's own talks felt: one's own readings in their order, and not a byte of them for the other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import a_couple, code_of, expect, log_in
from tests.live import REPAIR, a_session, arrive, calm, frame, still_clock, to_agreeing

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.builders import PairOfPeople, Person
    from tests.conftest import Server

PATH = "/me/trends"


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


async def trends(person: Person, query: str = "") -> Any:  # Any: JSON is anything
    return expect(await person.get(PATH + query), 200)


async def a_talk(server: Server, client: httpx.AsyncClient, clock: MovableClock, two: PairOfPeople, **felt: int) -> str:
    """A whole brief repair; Ada says how it felt, if asked to, and Ben never does."""
    async with a_session(server, client, two=two, **REPAIR) as pair:
        await to_agreeing(pair, advance=lambda: clock.advance(timedelta(seconds=6)))
        for one in pair:
            await one.did("done")
        await pair.settled()
        if felt:
            await pair.ada.did("rate_arousal", level=1)
            await pair.ada.did("rate_felt", **felt)
        for one in pair:
            await one.did("done")
        for one in pair:
            await one.until_closed()
        return pair.session_id


async def test_who_never_talked_has_none(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)
    found = await trends(two.ada)
    assert (found["talks"], found["offered"]) == ([], [])


async def test_a_talk_has_ones_own_readings_and_not_the_others(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    two = await a_couple(client)
    session = await a_talk(server, client, clock, two, safe=8, understood=7, had_a_say=9)
    answer = await two.ada.get(PATH)
    assert answer.headers["cache-control"] == "no-store"
    [talk] = expect(answer, 200)["talks"]
    talk.pop("started_at")
    assert talk == {
        "session": session, "before": 2, "after": 1, "safe": 8, "understood": 7, "had_a_say": 9,
    }  # fmt: skip
    [others] = (await trends(two.ben))["talks"]
    others.pop("started_at")
    assert others == {
        "session": session, "before": 2, "after": None, "safe": None, "understood": None, "had_a_say": None,
    }  # fmt: skip


async def test_talks_stay_ones_own_when_the_couple_is_over_and_go_with_the_window(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    two = await a_couple(client)
    await a_talk(server, client, clock, two, safe=8, understood=7, had_a_say=9)
    expect(await two.ben.post(f"/couples/{two.couple_id}/leave"), 204)
    assert len((await trends(two.ada, "?days=1"))["talks"]) == 1
    clock.advance(timedelta(days=2))
    ada = await log_in(two.ada)
    assert (await trends(ada, "?days=1"))["talks"] == []
    assert len((await trends(ada))["talks"]) == 1


async def test_a_falling_rating_points_to_help_for_that_person_alone(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    two = await a_couple(client)
    await a_talk(server, client, clock, two, safe=8, understood=7, had_a_say=9)
    assert (await trends(two.ada))["offered"] == []
    before = expect(await two.ben.get(f"/couples/{two.couple_id}/sessions"), 200)
    clock.advance(timedelta(hours=7))
    await a_talk(server, client, clock, two, safe=4, understood=7, had_a_say=9)
    found = await trends(two.ada)
    assert [one["safe"] for one in found["talks"]] == [8, 4]
    assert [card["key"] for card in found["offered"]] == ["help"]
    assert (await trends(two.ben))["offered"] == []
    after = expect(await two.ben.get(f"/couples/{two.couple_id}/sessions"), 200)
    assert after["data"][0].keys() == before["data"][0].keys()
    assert "help" not in str(after)


async def test_after_a_talk_that_stopped_early_both_are_asked_the_same_in_private_for_three_days(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    two = await a_couple(client)
    async with a_session(server, client, two=two, **REPAIR) as pair:
        for stage in (arrive, calm, frame):
            await stage(pair)
        await pair.ben.did("leave")
        await pair.ada.until_closed()
    offered = [(await trends(person))["offered"] for person in (two.ada, two.ben)]
    assert offered[0] == offered[1], "nothing tells who stopped"
    assert [card["key"] for card in offered[0]] == ["protecting"]
    clock.advance(timedelta(hours=73))
    assert (await trends(await log_in(two.ada)))["offered"] == []


@pytest.mark.parametrize("days", [0, 367])
async def test_a_window_is_a_day_to_a_year(client: httpx.AsyncClient, days: int) -> None:
    two = await a_couple(client)
    assert code_of(await two.ada.get(f"{PATH}?days={days}")) == "invalid"
