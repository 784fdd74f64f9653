"""Appreciations, small wins and kindnesses through the real door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import code_of, expect, register
from tests.sharing.given import TEA, listed, noted, path_of

if TYPE_CHECKING:
    import httpx

    from tests.builders import PairOfPeople
    from tests.canary import Canary

KEPT: list[tuple[str, dict[str, Any]]] = [("appreciations", {"text": TEA, "about": "kindness"}), ("kindnesses", {})]


@pytest.mark.parametrize("what", ["appreciations", "small-wins", "kindnesses"])
async def test_the_lists_begin_empty(pair: PairOfPeople, what: str) -> None:
    empty: dict[str, object] = {"data": [], "next_cursor": None, "has_more": False}
    assert expect(await pair.ada.get(path_of(pair, what)), 200) == empty


@pytest.mark.parametrize(("what", "body"), KEPT)
async def test_what_is_kept_is_its_authors_alone_until_it_is_shared(
    pair: PairOfPeople, what: str, body: dict[str, Any]
) -> None:
    kept = await noted(pair, pair.ada, what, **body)
    assert (kept["shared"], kept["by"], kept["text"]) == (False, pair.ada.account_id, body.get("text"))
    assert await listed(pair, pair.ada, what, "?view=own") == [kept]
    for view in ("?view=shared", "?view=own"):
        assert await listed(pair, pair.ben, what, view) == []
    for act in (
        await pair.ben.post(path_of(pair, what, kept["id"], "share")),
        await pair.ben.delete(path_of(pair, what, kept["id"])),
    ):
        assert code_of(act) == "not_found"
    shared = expect(await pair.ada.post(path_of(pair, what, kept["id"], "share")), 200)["item"]
    assert shared["shared"]
    assert expect(await pair.ada.post(path_of(pair, what, kept["id"], "share")), 200)["item"] == shared
    assert await listed(pair, pair.ben, what, "?view=shared") == [shared]
    # It does not tell when it was written.
    assert shared["at"] > kept["at"]


async def test_a_shared_appreciation_and_a_small_win_are_the_same_for_both(pair: PairOfPeople) -> None:
    await noted(pair, pair.ada, "appreciations", text=TEA, about="effort", share=True)
    await noted(pair, pair.ben, "small-wins", text="We stopped, and came back.")
    for what in ("appreciations", "small-wins"):
        assert await listed(pair, pair.ada, what) == await listed(pair, pair.ben, what)
        assert len(await listed(pair, pair.ben, what)) == 1


async def test_a_kindness_of_ones_own_stays_in_ones_own_list(pair: PairOfPeople) -> None:
    path = path_of(pair, "kindnesses")
    assert code_of(await pair.ada.post(path, {"whose": "own", "share": True})) == "not_offered"
    own = await noted(pair, pair.ada, "kindnesses", whose="own")
    assert code_of(await pair.ada.post(path_of(pair, "kindnesses", own["id"], "share"))) == "not_offered"


@pytest.mark.parametrize("what", ["appreciations", "small-wins", "kindnesses"])
async def test_its_author_takes_it_away_and_nothing_says_that_it_was_there(pair: PairOfPeople, what: str) -> None:
    body: dict[str, Any] = {} if what == "kindnesses" else {"text": TEA}
    if what != "small-wins":
        body["share"] = True
    one = await noted(pair, pair.ada, what, **body)
    assert code_of(await pair.ben.delete(path_of(pair, what, one["id"]))) == "not_found"
    expect(await pair.ada.delete(path_of(pair, what, one["id"])), 204)
    for person in (pair.ada, pair.ben):
        page = expect(await person.get(path_of(pair, what)), 200)
        assert page == {"data": [], "next_cursor": None, "has_more": False}
    assert code_of(await pair.ada.delete(path_of(pair, what, one["id"]))) == "not_found"


async def test_contempt_is_not_shared_but_may_be_kept(pair: PairOfPeople) -> None:
    rude = "You are such an idiot."
    path = path_of(pair, "appreciations")
    assert code_of(await pair.ada.post(path, {"text": rude, "share": True})) == "held_hard"
    kept = await noted(pair, pair.ada, "appreciations", text=rude)
    held = await pair.ada.post(path_of(pair, "appreciations", kept["id"], "share"))
    assert code_of(held) == "held_hard"
    again = {"acknowledge_hint": held.json()["review"]["id"]}
    assert code_of(await pair.ada.post(path_of(pair, "appreciations", kept["id"], "share"), again)) == "held_hard"
    assert await listed(pair, pair.ben, "appreciations") == []


async def test_a_card_comes_once(pair: PairOfPeople) -> None:
    heavy = {"text": "I want to kill myself.", "share": True}
    held = await pair.ada.post(path_of(pair, "appreciations"), heavy)
    assert code_of(held) == "held_for_review"
    again = {**heavy, "acknowledge_hint": held.json()["review"]["id"]}
    expect(await pair.ada.post(path_of(pair, "appreciations"), again), 201)


async def test_lists_go_on_page_by_page_the_newest_first(pair: PairOfPeople) -> None:
    told = [(await noted(pair, pair.ada, "small-wins", text=f"Number {n}."))["id"] for n in range(5)]
    seen: list[str] = []
    cursor, pages = "", 0
    while pages == 0 or cursor:
        page = expect(await pair.ben.get(f"{path_of(pair, 'small-wins')}?limit=2{cursor and f'&cursor={cursor}'}"), 200)
        seen += [one["id"] for one in page["data"]]
        cursor, pages = page["next_cursor"], pages + 1
    assert (pages, seen) == (3, told[::-1])


@pytest.mark.parametrize(
    "cursor", ["nonsense", "WyJhcHByZWNpYXRpb24vc2hhcmVkIiwibm9uc2Vuc2UiXQ", "WyJjb3VwbGVzIiwieCJd"]
)
async def test_a_cursor_of_elsewhere_is_refused(pair: PairOfPeople, cursor: str) -> None:
    assert code_of(await pair.ada.get(f"{path_of(pair, 'appreciations')}?cursor={cursor}")) == "bad_cursor"


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "x" * 601}, {"text": TEA, "about": "looks"},
                                  {"text": TEA, "by": "ben"}])  # fmt: skip
async def test_an_appreciation_of_another_form_is_refused(pair: PairOfPeople, body: dict[str, Any]) -> None:
    assert (await pair.ada.post(path_of(pair, "appreciations"), body)).status_code == 422


async def test_when_the_couple_is_over_the_shared_is_read_and_the_kept_is_still_ones_own(pair: PairOfPeople) -> None:
    shared = await noted(pair, pair.ada, "appreciations", text=TEA, share=True)
    kept = await noted(pair, pair.ada, "appreciations", text="Kept.")
    expect(await pair.ben.post(f"/couples/{pair.couple_id}/leave"), 204)
    for person in (pair.ada, pair.ben):
        assert [one["id"] for one in await listed(pair, person, "appreciations")] == [shared["id"]]
        expect(await person.post(path_of(pair, "appreciations"), {"text": TEA}), 404)
    expect(await pair.ada.post(path_of(pair, "appreciations", kept["id"], "share")), 404)
    expect(await pair.ada.delete(path_of(pair, "appreciations", shared["id"])), 404)
    expect(await pair.ada.delete(path_of(pair, "appreciations", kept["id"])), 204)


async def test_of_somebody_who_was_erased_the_shared_stays_without_its_words(pair: PairOfPeople) -> None:
    await noted(pair, pair.ada, "appreciations", text=TEA, share=True)
    await noted(pair, pair.ada, "appreciations", text="Kept.")
    expect(await pair.ada.delete("/me", {"password": pair.ada.password}), 204)
    [left] = await listed(pair, pair.ben, "appreciations")
    assert left["text"] is None


async def test_a_stranger_gets_the_answer_for_what_never_existed(pair: PairOfPeople, client: httpx.AsyncClient) -> None:
    one = await noted(pair, pair.ada, "appreciations", text=TEA, share=True)
    eve = await register(client, "Eve")
    for answer in (
        await eve.get(path_of(pair, "appreciations")),
        await eve.post(path_of(pair, "appreciations"), {"text": TEA}),
        await eve.delete(path_of(pair, "appreciations", one["id"])),
    ):
        assert code_of(answer) == "not_found"


async def test_the_words_lie_nowhere_in_the_clear(pair: PairOfPeople, canary: Canary) -> None:
    canary.said("the lamp in the blue kitchen")
    await noted(pair, pair.ada, "appreciations", text="the lamp in the blue kitchen", share=True)
    await noted(pair, pair.ada, "kindnesses", text="the lamp in the blue kitchen")
