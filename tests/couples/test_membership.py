"""Pairing and parting: who is in a couple, who may read it, and how it ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.couples.leaving import Leaving
from app.couples.members import couples_of, partners_of
from app.couples.tables import MembershipRow
from tests.builders import PASSWORD, a_couple, begin_couple, code_of, expect, pair_up, register

if TYPE_CHECKING:
    from datetime import datetime

    import httpx

    from app.clock import MovableClock
    from app.database import UnitOfWork
    from tests.conftest import Server


async def test_a_couple_begins_with_one_and_waits(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")

    begun = expect(await ada.post("/couples"), 201)

    assert begun["couple"]["state"] == "waiting"
    assert begun["couple"]["members"] == [{"id": ada.account_id, "name": "Ada", "you": True}]
    assert begun["couple"]["invitation"] == {"state": "pending", "expires_at": begun["invitation"]["expires_at"]}
    assert expect(await ada.get(f"/couples/{begun['couple']['id']}"), 200) == {"couple": begun["couple"]}


async def test_a_couple_can_be_begun_without_any_body(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")

    assert (await client.post("/v1/couples", headers=ada.headers)).status_code == 201
    assert (await ada.post("/couples", {"partner_id": ada.account_id})).status_code == 422


async def test_both_see_the_same_couple_after_joining(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)

    seen = [expect(await one.get(f"/couples/{two.couple_id}"), 200)["couple"] for one in (two.ada, two.ben)]

    assert [couple["state"] for couple in seen] == ["together", "together"]
    assert [couple["invitation"] for couple in seen] == [None, None]
    names = [[(member["name"], member["you"]) for member in couple["members"]] for couple in seen]
    assert names == [[("Ada", True), ("Ben", False)], [("Ada", False), ("Ben", True)]]
    assert {"shared", "never_shared"} <= set(seen[0])


async def test_joining_twice_with_one_code_answers_the_same(client: httpx.AsyncClient) -> None:
    ada, ben = await register(client, "Ada"), await register(client, "Ben")
    _, code = await begin_couple(ada)

    answers = await asyncio.gather(*(ben.post("/couples/join", {"code": code}) for _ in range(4)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


async def test_a_code_that_was_used_does_not_bring_back_somebody_who_left(client: httpx.AsyncClient) -> None:
    ada, ben = await register(client, "Ada"), await register(client, "Ben")
    couple_id, code = await begin_couple(ada)
    expect(await ben.post("/couples/join", {"code": code}), 200)
    await ben.post(f"/couples/{couple_id}/leave")

    assert code_of(await ben.post("/couples/join", {"code": code})) == "invitation_invalid"


async def test_a_person_may_belong_to_more_than_one_couple(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)
    cleo = await register(client, "Cleo")
    other = await pair_up(two.ada, cleo)

    assert [couple["id"] for couple in expect(await two.ada.get("/couples"), 200)["data"]] == [two.couple_id, other]
    assert [couple["id"] for couple in expect(await cleo.get("/couples"), 200)["data"]] == [other]
    assert (await cleo.get(f"/couples/{two.couple_id}")).status_code == 404


async def test_two_people_are_one_couple_only(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)
    _, code = await begin_couple(two.ben)

    assert code_of(await two.ada.post("/couples/join", {"code": code})) == "already_paired"


async def test_the_list_comes_in_pages(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")
    begun = [(await begin_couple(ada))[0] for _ in range(3)]

    first = expect(await ada.get("/couples?limit=2"), 200)
    second = expect(await ada.get(f"/couples?limit=2&cursor={first['next_cursor']}"), 200)

    assert [couple["id"] for couple in first["data"] + second["data"]] == begun
    assert (first["has_more"], second["has_more"], second["next_cursor"]) == (True, False, None)


async def test_leaving_ends_the_couple_for_both_at_once(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)

    left = await two.ben.post(f"/couples/{two.couple_id}/leave")

    assert (left.status_code, left.content) == (204, b"")
    for one in (two.ada, two.ben):
        assert (await one.get(f"/couples/{two.couple_id}")).status_code == 404
        assert expect(await one.get("/couples"), 200)["data"] == []


async def test_leaving_twice_and_leaving_after_the_other_is_no_error(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)

    answers = [await one.post(f"/couples/{two.couple_id}/leave") for one in (two.ada, two.ada, two.ben)]

    assert [answer.status_code for answer in answers] == [204, 204, 204]


async def test_both_can_leave_at_once(client: httpx.AsyncClient, server: Server) -> None:
    two = await a_couple(client)
    left: list[str] = []

    def note(uow: UnitOfWork, couple_id: str, _leaver: str, _at: datetime) -> None:
        # The second may be done again, having lost against the first; only what is committed counts.
        uow.after_commit(lambda: left.append(couple_id))

    server.resources.hooks.of(Leaving).on_leave(note)

    answers = await asyncio.gather(*(one.post(f"/couples/{two.couple_id}/leave") for one in (two.ada, two.ben)))

    assert [answer.status_code for answer in answers] == [204, 204]
    assert left == [two.couple_id]


@pytest.mark.parametrize("body", [None, {}, {"reason": "none of your business"}, []])
async def test_nothing_in_the_body_can_keep_anybody_from_leaving(client: httpx.AsyncClient, body: object) -> None:
    two = await a_couple(client)

    left = await client.post(f"/v1/couples/{two.couple_id}/leave", json=body, headers=two.ada.headers)

    assert left.status_code == 204


async def test_a_waiting_couple_can_be_left_and_its_code_is_void(client: httpx.AsyncClient) -> None:
    ada, ben = await register(client, "Ada"), await register(client, "Ben")
    couple_id, code = await begin_couple(ada)

    assert (await ada.post(f"/couples/{couple_id}/leave")).status_code == 204
    assert code_of(await ben.post("/couples/join", {"code": code})) == "invitation_invalid"


async def test_a_stranger_cannot_end_a_couple(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)
    cleo = await register(client, "Cleo")

    assert code_of(await cleo.post(f"/couples/{two.couple_id}/leave")) == "not_found"
    assert (await two.ada.get(f"/couples/{two.couple_id}")).status_code == 200


async def test_people_who_left_can_find_together_again(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)
    await two.ada.post(f"/couples/{two.couple_id}/leave")

    assert await pair_up(two.ben, two.ada) != two.couple_id


async def test_what_must_happen_with_leaving_happens_in_the_same_transaction(
    client: httpx.AsyncClient, server: Server, clock: MovableClock
) -> None:
    two = await a_couple(client)
    seen: list[tuple[str, str, tuple[str, str] | None]] = []

    def remember(uow: UnitOfWork, couple_id: str, leaver_id: str, at: datetime) -> None:
        assert at <= clock.now()
        seen.append((couple_id, leaver_id, partners_of(uow.db, couple_id)))

    def fail(uow: UnitOfWork, couple_id: str, leaver_id: str, at: datetime) -> None:
        raise RuntimeError

    server.resources.hooks.of(Leaving).on_leave(remember)
    server.resources.hooks.of(Leaving).on_leave(fail)

    assert (await two.ben.post(f"/couples/{two.couple_id}/leave")).status_code == 500
    assert seen == [(two.couple_id, two.ben.account_id, (two.ada.account_id, two.ben.account_id))]
    assert (await two.ada.get(f"/couples/{two.couple_id}")).status_code == 200


async def test_a_person_who_is_erased_leaves_every_couple(client: httpx.AsyncClient, server: Server) -> None:
    two = await a_couple(client)
    cleo = await register(client, "Cleo")
    other = await pair_up(two.ada, cleo)
    left: list[tuple[str, str]] = []
    server.resources.hooks.of(Leaving).on_leave(lambda _uow, couple_id, leaver, _at: left.append((couple_id, leaver)))

    expect(await two.ada.delete("/me", {"password": PASSWORD}), 204)

    assert sorted(left) == sorted([(two.couple_id, two.ada.account_id), (other, two.ada.account_id)])
    assert [(await two.ben.get("/couples")).json()["data"], (await cleo.get("/couples")).json()["data"]] == [[], []]


async def test_partners_are_known_while_two_are_together(client: httpx.AsyncClient, server: Server) -> None:
    ada, ben = await register(client, "Ada"), await register(client, "Ben")
    database = server.resources.database
    couple_id, code = await begin_couple(ada)
    assert await database.read(lambda db: partners_of(db, couple_id)) is None

    await ben.post("/couples/join", {"code": code})
    assert await database.read(lambda db: partners_of(db, couple_id)) == (ada.account_id, ben.account_id)
    assert await database.read(lambda db: couples_of(db, ben.account_id)) == (couple_id,)

    await ada.post(f"/couples/{couple_id}/leave")
    assert await database.read(lambda db: partners_of(db, couple_id)) is None


@pytest.mark.parametrize("place", [1, 2, 3, 0])
async def test_the_database_itself_allows_exactly_two(client: httpx.AsyncClient, server: Server, place: int) -> None:
    two = await a_couple(client)
    cleo = await register(client, "Cleo")

    def add_a_third(uow: UnitOfWork) -> None:
        uow.db.add(MembershipRow(couple_id=two.couple_id, place=place, account_id=cleo.account_id))

    with pytest.raises(IntegrityError):
        await server.resources.database.write(add_a_third)
    places = await server.resources.database.read(lambda db: db.exec(select(MembershipRow.place)).all())
    assert sorted(places) == [1, 2]
