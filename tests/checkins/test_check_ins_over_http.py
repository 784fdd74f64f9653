"""The weekly check-in through the real door: both answer, then both see, and nobody else sees that there is one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_couple, code_of, expect, register
from tests.checkins.weeks import ADAS, BENS, answered, drop, give, later, path_of, read, take_back, write

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.builders import PairOfPeople
    from tests.canary import Canary

EMPTY: dict[str, object] = {"data": [], "next_cursor": None, "has_more": False}


async def test_a_week_that_nobody_answered_is_open_and_empty(pair: PairOfPeople) -> None:
    found = await read(pair, pair.ada)
    assert (found["state"], found["yours"], found["partners"]) == ("open", {"state": "none", "answer": None}, None)
    assert expect(await pair.ada.get(path_of(pair)), 200) == EMPTY
    assert expect(await pair.ada.get(path_of(pair) + "?view=own"), 200) == EMPTY


async def test_a_draft_is_kept_whole_and_changed_until_it_is_given(pair: PairOfPeople) -> None:
    expect(await write(pair, pair.ada, ADAS), 200)
    assert (await read(pair, pair.ada))["yours"] == {"state": "draft", "answer": ADAS}
    changed = expect(await write(pair, pair.ada, {"hope": "A calm summer."}), 200)["check_in"]
    assert changed["yours"]["answer"] == {**BENS, "hope": "A calm summer."}


async def test_with_the_second_answer_both_read_both_in_the_fixed_order(pair: PairOfPeople) -> None:
    first = await answered(pair, pair.ada, ADAS)
    assert (first["state"], first["yours"]["state"], first["partners"]) == ("open", "given", None)
    second = await answered(pair, pair.ben, BENS)
    assert (second["state"], second["yours"]["answer"], second["partners"]) == ("shared", BENS, ADAS)
    for person, own, other in ((pair.ada, ADAS, BENS), (pair.ben, BENS, ADAS)):
        [listed] = expect(await person.get(path_of(pair)), 200)["data"]
        assert listed == await read(pair, person) == await read(pair, person, listed["cycle"])
        assert (listed["yours"], listed["partners"]) == ({"state": "shared", "answer": own}, other)
        assert list(other) == ["appreciations", "how_we_are", "concern", "plan", "hope"]
        assert expect(await person.get(path_of(pair) + "?view=own"), 200) == EMPTY


async def test_nobody_reads_first_by_giving_nothing(pair: PairOfPeople) -> None:
    await answered(pair, pair.ada, ADAS)
    assert code_of(await give(pair, pair.ben)) == "not_now"
    # An empty draft is none.
    assert expect(await write(pair, pair.ben, {}), 200)["check_in"]["yours"] == {"state": "none", "answer": None}
    assert code_of(await give(pair, pair.ben)) == "not_now"


async def test_a_concern_goes_with_a_request_or_not_at_all(pair: PairOfPeople) -> None:
    half = {"concern": {"about": "We have hardly talked."}}
    expect(await write(pair, pair.ada, half), 200)
    refused = await give(pair, pair.ada)
    assert (code_of(refused), refused.json()["errors"]) == (
        "invalid",
        [{"pointer": "/concern/request", "code": "required"}],
    )
    assert (await read(pair, pair.ada))["yours"]["state"] == "draft"


async def test_a_given_answer_is_taken_back_changed_and_given_again(pair: PairOfPeople) -> None:
    await answered(pair, pair.ada, ADAS)
    assert code_of(await write(pair, pair.ada, BENS)) == "not_now"
    for _ in range(2):
        assert expect(await take_back(pair, pair.ada), 200)["check_in"]["yours"]["state"] == "draft"
    await answered(pair, pair.ben, BENS)
    assert (await read(pair, pair.ben))["partners"] is None
    expect(await write(pair, pair.ada, {"plan": "We cook."}), 200)
    assert expect(await give(pair, pair.ada), 200)["check_in"]["state"] == "shared"
    assert (await read(pair, pair.ben))["partners"]["plan"] == "We cook."


async def test_what_is_shared_stays_as_it_was(pair: PairOfPeople) -> None:
    await answered(pair, pair.ada, ADAS)
    shared = await answered(pair, pair.ben, BENS)
    for tried in (
        await write(pair, pair.ben, ADAS),
        await write(pair, pair.ben, {}),
        await take_back(pair, pair.ben),
        await drop(pair, pair.ben),
    ):
        assert code_of(tried) == "not_now"
    assert expect(await give(pair, pair.ben), 200)["check_in"] == shared


async def test_what_only_one_answered_closes_and_stays_theirs(pair: PairOfPeople, clock: MovableClock) -> None:
    cycle = (await answered(pair, pair.ada, ADAS))["cycle"]
    pair = await later(pair, clock)
    closed = await read(pair, pair.ada, cycle)
    assert (closed["state"], closed["yours"], closed["partners"]) == (
        "closed",
        {"state": "given", "answer": ADAS},
        None,
    )
    assert expect(await pair.ada.get(path_of(pair) + "?view=own"), 200)["data"] == [closed]
    assert code_of(await pair.ben.get(path_of(pair, cycle))) == "not_found"
    assert code_of(await write(pair, pair.ben, BENS, cycle)) == "not_now"
    assert code_of(await give(pair, pair.ben, cycle)) == "not_now"
    for person in (pair.ada, pair.ben):
        assert expect(await person.get(path_of(pair)), 200) == EMPTY
        assert (await read(pair, person))["cycle"] > cycle
    for _ in range(2):
        expect(await drop(pair, pair.ada, cycle), 204)
    assert code_of(await pair.ada.get(path_of(pair, cycle))) == "not_found"


async def test_both_give_in_one_moment_and_it_is_shared_once(pair: PairOfPeople) -> None:
    for person, answer in ((pair.ada, ADAS), (pair.ben, BENS)):
        expect(await write(pair, person, answer), 200)
    given = await asyncio.gather(*(give(pair, person) for person in (pair.ada, pair.ben) for _ in range(3)))
    assert {one.status_code for one in given} == {200}
    for person, other in ((pair.ada, BENS), (pair.ben, ADAS)):
        [listed] = expect(await person.get(path_of(pair)), 200)["data"]
        assert listed["partners"] == other


async def test_one_gives_while_the_other_takes_back(pair: PairOfPeople) -> None:
    await answered(pair, pair.ada, ADAS)
    expect(await write(pair, pair.ben, BENS), 200)
    given, back = await asyncio.gather(give(pair, pair.ben), take_back(pair, pair.ada))
    state = expect(given, 200)["check_in"]["state"]
    # Whoever was first: nobody reads an answer that its author has taken back.
    assert (state, back.status_code) in {("shared", 409), ("open", 200)}
    assert ((await read(pair, pair.ben))["partners"] is None) == (state == "open")


async def test_an_answer_changed_on_another_device_is_not_given_unread(pair: PairOfPeople) -> None:
    expect(await write(pair, pair.ada, ADAS), 200)
    rude = {"hope": "You are such an idiot."}
    changed, given = await asyncio.gather(write(pair, pair.ada, rude), give(pair, pair.ada))
    assert given.status_code in {200, 409}
    if given.status_code == 200:
        assert (await read(pair, pair.ada))["yours"]["answer"] == ADAS
    else:
        assert code_of(given) in {"wrong_version", "held_hard"}
        assert changed.status_code == 200


async def test_contempt_does_not_go_and_nobody_learns_that_it_was_tried(pair: PairOfPeople) -> None:
    expect(await write(pair, pair.ada, {"hope": "You are such an idiot."}), 200)
    held = await give(pair, pair.ada)
    assert code_of(held) == "held_hard"
    review = held.json()["review"]
    assert [(one["place"], one["code"]) for one in review["findings"]] == [("hope", "CONTEMPT")]
    assert code_of(await give(pair, pair.ada, acknowledge_hint=review["id"])) == "held_hard"
    assert (await read(pair, pair.ada))["yours"]["state"] == "draft"


async def test_a_soft_hint_comes_once_and_then_the_words_are_the_authors(pair: PairOfPeople) -> None:
    expect(await write(pair, pair.ada, {"how_we_are": "I want to kill myself."}), 200)
    held = await give(pair, pair.ada)
    assert code_of(held) == "held_for_review"
    review = held.json()["review"]
    assert (review["hold"], review["crisis"], review["findings"]) == ("soft", "high", [])
    assert review["card"]["choices"] == ["help", "keep", "send"]
    assert code_of(await give(pair, pair.ada, acknowledge_hint="another")) == "held_for_review"
    assert (
        expect(await give(pair, pair.ada, acknowledge_hint=review["id"]), 200)["check_in"]["yours"]["state"] == "given"
    )


async def test_words_in_a_language_that_the_coach_does_not_read_go_as_they_are(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)
    expect(await two.ada.patch("/me", {"locale": "fi"}), 200)
    expect(await write(two, two.ada, {"hope": "You are such an idiot."}), 200)
    expect(await give(two, two.ada), 200)


async def test_the_list_goes_on_page_by_page_the_newest_first(pair: PairOfPeople, clock: MovableClock) -> None:
    cycles = []
    for _ in range(5):
        await answered(pair, pair.ada, ADAS)
        cycles.append((await answered(pair, pair.ben, BENS))["cycle"])
        pair = await later(pair, clock)
    seen: list[str] = []
    cursor, pages = "", 0
    while pages == 0 or cursor:
        page = expect(await pair.ada.get(f"{path_of(pair)}?limit=2{cursor and f'&cursor={cursor}'}"), 200)
        seen += [one["cycle"] for one in page["data"]]
        cursor, pages = page["next_cursor"], pages + 1
    assert (pages, seen) == (3, cycles[::-1])


@pytest.mark.parametrize("cursor", ["nonsense", "WyJjaGVja19pbnMiLCJub25zZW5zZSJd", "WyJjb3VwbGVzIiwieCJd"])
async def test_a_cursor_of_elsewhere_is_refused(pair: PairOfPeople, cursor: str) -> None:
    assert code_of(await pair.ada.get(f"{path_of(pair)}?cursor={cursor}")) == "bad_cursor"


@pytest.mark.parametrize(
    "body",
    [
        {"appreciations": ["Tea."] * 6},
        {"appreciations": [""]},
        {"hope": "x" * 1001},
        {"concern": {"request": "Could we walk?"}},
        {"account_id": "x"},
        {"given": True},
    ],
)
async def test_an_answer_of_another_form_is_refused(pair: PairOfPeople, body: dict[str, object]) -> None:
    assert (await write(pair, pair.ada, body)).status_code == 422


async def test_when_the_couple_is_over_what_was_shared_is_read_and_what_was_not_stays_with_its_author(
    pair: PairOfPeople, clock: MovableClock
) -> None:
    await answered(pair, pair.ada, ADAS)
    shared = (await answered(pair, pair.ben, BENS))["cycle"]
    pair = await later(pair, clock)
    own = (await answered(pair, pair.ada, ADAS))["cycle"]
    expect(await pair.ben.post(f"/couples/{pair.couple_id}/leave"), 204)
    for person in (pair.ada, pair.ben):
        assert [one["cycle"] for one in expect(await person.get(path_of(pair)), 200)["data"]] == [shared]
        expect(await write(pair, person, BENS), 404)
        expect(await give(pair, person), 404)
        expect(await take_back(pair, person), 404)
    assert (await read(pair, pair.ada, own))["state"] == "closed"
    expect(await pair.ben.get(path_of(pair, own)), 404)
    expect(await drop(pair, pair.ada, own), 204)
    assert expect(await pair.ada.get(path_of(pair) + "?view=own"), 200) == EMPTY


async def test_the_words_of_somebody_who_was_erased_are_gone(pair: PairOfPeople, clock: MovableClock) -> None:
    await answered(pair, pair.ada, ADAS)
    cycle = (await answered(pair, pair.ben, BENS))["cycle"]
    expect(await pair.ada.delete("/me", {"password": pair.ada.password}), 204)
    kept = await read(pair, pair.ben, cycle)
    assert (kept["state"], kept["yours"]["answer"], kept["partners"]) == ("shared", BENS, None)


async def test_a_stranger_gets_the_answer_for_what_never_existed(pair: PairOfPeople, client: httpx.AsyncClient) -> None:
    await answered(pair, pair.ada, ADAS)
    eve = await register(client, "Eve")
    for answer in (
        await eve.get(path_of(pair)),
        await read_raw(pair, eve),
        await write(pair, eve, BENS),
        await give(pair, eve),
        await drop(pair, eve),
    ):
        assert code_of(answer) == "not_found"


async def read_raw(pair: PairOfPeople, person: object) -> httpx.Response:
    found: httpx.Response = await person.get(path_of(pair, "current"))  # type: ignore[attr-defined]
    return found


async def test_the_two_choose_when_their_week_begins(pair: PairOfPeople) -> None:
    path = f"/couples/{pair.couple_id}/check-in-rhythm"
    usual = expect(await pair.ada.get(path), 200)["rhythm"]
    assert (usual["weekday"], usual["timezone"]) == ("monday", "UTC")
    chosen = expect(await pair.ben.request("PUT", path, {"weekday": "sunday", "timezone": "Europe/Helsinki"}), 200)
    assert chosen["rhythm"]["cycle"] == usual["cycle"]
    assert chosen["rhythm"]["closes_at"] == chosen["rhythm"]["since"] >= usual["closes_at"]
    assert expect(await pair.ada.get(path), 200) == chosen
    assert (await read(pair, pair.ada))["closes_at"] == chosen["rhythm"]["since"]


@pytest.mark.parametrize("body", [{"weekday": "someday", "timezone": "UTC"}, {"weekday": "sunday", "timezone": "Mars"}])
async def test_no_week_begins_on_a_day_or_in_a_zone_that_is_not(pair: PairOfPeople, body: dict[str, str]) -> None:
    assert code_of(await pair.ada.request("PUT", f"/couples/{pair.couple_id}/check-in-rhythm", body)) == "invalid"


async def test_the_words_lie_nowhere_in_the_clear(pair: PairOfPeople, canary: Canary) -> None:
    canary.said("a calm spring in Turku")
    await answered(pair, pair.ada, {**ADAS, "hope": "a calm spring in Turku"})
    await answered(pair, pair.ben, BENS)
