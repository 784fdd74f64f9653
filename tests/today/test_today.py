"""Today's list through the real door: one's own, in order, where one lives, and unmoved by what the other keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, get_args

from app.due import TITLES, DueKind
from app.wire_time import stamp
from tests.builders import code_of, expect, log_in, register
from tests.live import TALK, ask_and_accept

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.builders import PairOfPeople, Person

EMPTY: dict[str, object] = {"data": [], "next_cursor": None, "has_more": False}


async def today(person: Person, query: str = "") -> dict[str, object]:
    found: dict[str, object] = expect(await person.get(f"/me/today{query}"), 200)
    return found


async def kinds(person: Person, query: str = "") -> list[str]:
    return [one["kind"] for one in expect(await person.get(f"/me/today{query}"), 200)["data"]]


async def ask(person: Person, pair: PairOfPeople) -> str:
    asked = expect(await person.post(f"/couples/{pair.couple_id}/talk-requests", TALK), 202)
    return str(asked["talk_request"]["id"])


def test_every_kind_has_a_title_that_says_nothing_about_two_people() -> None:
    assert set(TITLES) == set(get_args(DueKind))
    said = " ".join(TITLES.values()).casefold()
    for word in ("partner", "couple", "love", "hurt", "repair", "conflict", "apolog", "promise", "therap", "safe"):
        assert word not in said


async def test_somebody_with_nothing_to_do_has_an_empty_list_and_a_day(
    client: httpx.AsyncClient, clock: MovableClock
) -> None:
    one = await register(client, timezone="Pacific/Auckland")
    day = clock.now() + timedelta(hours=13)  # summer there
    assert await today(one) == {**EMPTY, "day": day.date().isoformat(), "timezone": "Pacific/Auckland"}


async def test_a_planned_talk_is_on_the_list_of_both_within_the_days_asked_for(
    pair: PairOfPeople, clock: MovableClock
) -> None:
    opens = clock.now() + timedelta(days=3)
    session_id = await ask_and_accept(pair, when=stamp(opens))
    for person in (pair.ada, pair.ben):
        [due] = expect(await person.get("/me/today"), 200)["data"]
        assert (due["kind"], due["id"], due["state"]) == ("talk", session_id, "coming")
        assert (due["at"], due["on"], due["path"]) == (stamp(opens), None, f"/v1/sessions/{session_id}")
        assert expect(await person.get(due["path"].removeprefix("/v1")), 200)["phase"] == "lobby"
        assert await kinds(person, "?days=2") == []


async def test_a_talk_whose_time_has_come_is_due_and_never_overdue(pair: PairOfPeople) -> None:
    await ask_and_accept(pair)
    [due] = expect(await pair.ada.get("/me/today?days=0"), 200)["data"]
    assert due["state"] == "due"


async def test_a_wish_waits_for_the_one_who_may_answer_and_for_nobody_else(
    pair: PairOfPeople, clock: MovableClock
) -> None:
    request_id = await ask(pair.ada, pair)
    assert await kinds(pair.ben) == ["talk_request"]
    assert await kinds(pair.ada) == []
    later = {"when": stamp(clock.now() + timedelta(days=1))}
    expect(await pair.ben.post(f"/talk-requests/{request_id}/offer", later), 202)
    assert await kinds(pair.ben) == []
    assert await kinds(pair.ada) == ["talk_request"]
    clock.advance(timedelta(days=2))
    assert await kinds(await log_in(pair.ada)) == []


async def test_a_declined_wish_moves_no_byte_of_the_list_of_whoever_asked(pair: PairOfPeople) -> None:
    # S-8, two worlds.
    request_id = await ask(pair.ada, pair)
    before = await pair.ada.get("/me/today")
    expect(await pair.ben.post(f"/talk-requests/{request_id}/decline"), 202)
    after = await pair.ada.get("/me/today")
    assert after.content == before.content
    assert await kinds(pair.ben) == []


async def test_the_list_goes_on_page_by_page_what_waits_first(pair: PairOfPeople, clock: MovableClock) -> None:
    hours = (50, 2, 26)
    for hour in hours:
        await ask_and_accept(pair, when=stamp(clock.now() + timedelta(hours=hour)))
    await ask(pair.ben, pair)
    seen: list[tuple[str, str | None]] = []
    cursor = ""
    while not seen or cursor:
        page = expect(await pair.ada.get(f"/me/today?limit=2{cursor and f'&cursor={cursor}'}"), 200)
        seen += [(one["kind"], one["at"]) for one in page["data"]]
        cursor = page["next_cursor"]
        assert page["has_more"] is bool(cursor)
    times = [stamp(clock.now() + timedelta(hours=hour)) for hour in sorted(hours)]
    assert seen == [("talk_request", None), *(("talk", one) for one in times)]


async def test_when_the_couple_is_over_nothing_of_it_is_due(pair: PairOfPeople) -> None:
    await ask_and_accept(pair)
    await ask(pair.ben, pair)
    expect(await pair.ben.post(f"/couples/{pair.couple_id}/leave"), 204)
    assert await kinds(pair.ada) == []


async def test_days_beyond_the_furthest_and_a_foreign_cursor_are_refused(pair: PairOfPeople) -> None:
    assert code_of(await pair.ada.get("/me/today?days=91")) == "invalid"
    assert code_of(await pair.ada.get("/me/today?cursor=eA")) == "bad_cursor"


async def test_whoever_steps_back_is_asked_for_nothing_there_and_the_other_sees_no_byte_of_it(
    pair: PairOfPeople,
) -> None:
    await ask_and_accept(pair)
    before = await pair.ben.get("/me/today")
    expect(await pair.ada.request("PUT", "/me/step-back", {"couple_id": pair.couple_id}), 200)
    assert await kinds(pair.ada) == []
    assert (await pair.ben.get("/me/today")).content == before.content
