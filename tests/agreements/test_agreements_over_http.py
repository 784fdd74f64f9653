"""A couple's agreements through the real door: the two see the same, and nobody else sees that there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.agreements.reaching import recorded
from tests.builders import a_couple, code_of, expect, register

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.builders import PairOfPeople


def path_of(pair: PairOfPeople, agreement_id: str = "", act: str = "") -> str:
    return "/".join(part for part in (f"/couples/{pair.couple_id}/agreements", agreement_id, act) if part)


async def test_a_couple_without_agreements_has_an_empty_list(pair: PairOfPeople) -> None:
    assert expect(await pair.ada.get(path_of(pair)), 200) == {"data": [], "next_cursor": None, "has_more": False}


async def test_one_agreement_is_read_as_it_is_listed(resources: Resources, pair: PairOfPeople) -> None:
    told = await recorded(resources, pair)
    [listed] = expect(await pair.ben.get(path_of(pair)), 200)["data"]
    assert expect(await pair.ben.get(path_of(pair, told.agreement_id)), 200) == {"agreement": listed}
    assert listed["reached_at"].endswith("Z")


async def test_the_list_goes_on_page_by_page_the_newest_first(resources: Resources, pair: PairOfPeople) -> None:
    # All in one moment: the place in the list must not depend on the time alone.
    at = resources.clock.now()
    told = [await recorded(resources, pair, at=at) for _ in range(5)]
    seen, cursor, pages = [], "", 0
    while pages == 0 or cursor:
        page = expect(await pair.ada.get(f"{path_of(pair)}?limit=2{cursor and f'&cursor={cursor}'}"), 200)
        seen += [one["id"] for one in page["data"]]
        cursor, pages = page["next_cursor"], pages + 1
        assert page["has_more"] is bool(cursor)
    assert pages == 3
    assert seen == sorted((one.agreement_id for one in told), reverse=True)


async def test_the_list_is_narrowed_by_state_and_by_kind(resources: Resources, pair: PairOfPeople) -> None:
    boundary = await recorded(resources, pair)
    commitment = await recorded(resources, pair, kind="commitment", category=None)
    proposed = await recorded(resources, pair, assented=(pair.ada.account_id,))
    for query, expected in (
        ("kind=commitment", {commitment.agreement_id}),
        ("state=proposed", {proposed.agreement_id}),
        ("state=active&kind=boundary", {boundary.agreement_id}),
        ("state=lapsed", set()),
    ):
        found = expect(await pair.ada.get(f"{path_of(pair)}?{query}"), 200)["data"]
        assert {one["id"] for one in found} == expected, query


@pytest.mark.parametrize("query", ["state=broken", "kind=secret", "limit=0", "limit=101"])
async def test_an_unknown_filter_is_refused(pair: PairOfPeople, query: str) -> None:
    assert code_of(await pair.ada.get(f"{path_of(pair)}?{query}")) == "invalid"


@pytest.mark.parametrize("cursor", ["nonsense", "WyJhZ3JlZW1lbnRzIiwibm9uc2Vuc2UiXQ", "WyJjb3VwbGVzIiwieCJd"])
async def test_a_cursor_of_elsewhere_is_refused(pair: PairOfPeople, cursor: str) -> None:
    assert code_of(await pair.ada.get(f"{path_of(pair)}?cursor={cursor}")) == "bad_cursor"


@pytest.mark.parametrize("partner", ["ada", "ben"])
async def test_either_ends_a_shared_agreement_at_once_and_nobody_is_named(
    resources: Resources, pair: PairOfPeople, partner: str
) -> None:
    told = await recorded(resources, pair)
    ending = getattr(pair, partner)
    ended = expect(await ending.post(path_of(pair, told.agreement_id, "end")), 200)
    assert (ended["agreement"]["state"], ended["agreement"]["assented_by_both"]) == ("lapsed", False)
    # G-2: no blame text, and nothing that tells the two apart.
    for one in (pair.ada, pair.ben):
        assert expect(await one.get(path_of(pair, told.agreement_id)), 200) == ended
    assert expect(await pair.ada.post(path_of(pair, told.agreement_id, "end")), 200) == ended
    assert expect(await pair.ben.post(path_of(pair, told.agreement_id, "end")), 200) == ended


async def test_only_its_owner_ends_a_personal_limit(resources: Resources, pair: PairOfPeople) -> None:
    ada = pair.ada.account_id
    told = await recorded(resources, pair, scope="personal", owner_id=ada, assented=(ada,))
    assert code_of(await pair.ben.post(path_of(pair, told.agreement_id, "end"))) == "not_now"
    assert expect(await pair.ben.get(path_of(pair, told.agreement_id)), 200)["agreement"]["state"] == "active"
    assert expect(await pair.ada.post(path_of(pair, told.agreement_id, "end")), 200)["agreement"]["state"] == "lapsed"


async def test_a_stranger_gets_the_answer_for_what_never_existed(
    resources: Resources, pair: PairOfPeople, client: httpx.AsyncClient
) -> None:
    told = await recorded(resources, pair)
    eve, others = await register(client, "Eve"), await a_couple(client)
    never = await eve.get(f"/couples/{resources.ids.public()}/agreements")
    answers = [
        await eve.get(path_of(pair)),
        await eve.get(path_of(pair, told.agreement_id)),
        await eve.post(path_of(pair, told.agreement_id, "end")),
        # A member of another couple, through the door of their own.
        await others.ada.get(path_of(others, told.agreement_id)),
        await others.ada.post(path_of(others, told.agreement_id, "end")),
    ]
    bodies = [{**expect(one, 404), "request_id": ""} for one in (never, *answers)]
    assert all(body == bodies[0] for body in bodies)
    assert expect(await pair.ada.get(path_of(pair, told.agreement_id)), 200)["agreement"]["state"] == "active"


async def test_when_the_couple_is_over_its_agreements_are_read_by_both_and_count_no_more(
    resources: Resources, pair: PairOfPeople
) -> None:
    told = await recorded(resources, pair)
    expect(await pair.ada.post(f"/couples/{pair.couple_id}/leave"), 204)
    for person in (pair.ada, pair.ben):
        listed = expect(await person.get(path_of(pair) + "?state=lapsed"), 200)["data"]
        assert [one["text"] for one in listed] == [told.text]
        assert expect(await person.get(path_of(pair) + "?state=active"), 200)["data"] == []
        expect(await person.get(path_of(pair, told.agreement_id)), 200)
        expect(await person.post(path_of(pair, told.agreement_id, "end")), 404)


async def test_without_a_login_there_is_nothing(pair: PairOfPeople, client: httpx.AsyncClient) -> None:
    assert code_of(await client.get(f"/v1{path_of(pair)}")) == "login_required"


async def test_a_body_with_an_author_is_refused(resources: Resources, pair: PairOfPeople) -> None:
    # L-1, attack test 2: who acts comes from the login.
    told = await recorded(resources, pair)
    sent = await pair.ada.post(path_of(pair, told.agreement_id, "end"), {"by": pair.ben.account_id})
    assert code_of(sent) == "invalid"
