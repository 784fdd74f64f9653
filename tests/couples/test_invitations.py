"""Invitation codes: one answer for every code that does not work, one use for one that does."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.couples.tables import InvitationRow
from tests.builders import a_couple, begin_couple, code_of, expect, log_in, pair_up, register

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from app.database import UnitOfWork
    from tests.canary import Canary
    from tests.conftest import Server


async def test_a_code_is_too_long_to_guess(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")
    _, code = await begin_couple(ada)

    assert len(code.replace("-", "")) * 5 >= 128


async def test_a_code_works_until_it_expires_and_not_a_moment_longer(
    client: httpx.AsyncClient, clock: MovableClock
) -> None:
    ada = await register(client, "Ada")
    _, code = await begin_couple(ada)
    clock.advance(timedelta(hours=71, minutes=59))
    ben = await register(client, "Ben")
    assert (await ben.post("/couples/preview", {"code": code})).status_code == 200

    clock.advance(timedelta(minutes=1))

    assert code_of(await ben.post("/couples/preview", {"code": code})) == "invitation_invalid"
    assert code_of(await ben.post("/couples/join", {"code": code})) == "invitation_invalid"


@pytest.mark.parametrize("path", ["/couples/preview", "/couples/join"])
async def test_wrong_used_void_and_expired_codes_are_one_answer(
    client: httpx.AsyncClient, clock: MovableClock, path: str
) -> None:
    ada, cleo = await register(client, "Ada"), await register(client, "Cleo")
    couple_id, void = await begin_couple(ada)
    used = expect(await ada.post(f"/couples/{couple_id}/invitations"), 201)["invitation"]["code"]
    expect(await cleo.post("/couples/join", {"code": used}), 200)
    _, expired = await begin_couple(ada)
    clock.advance(timedelta(hours=73))
    dora = await register(client, "Dora")

    answers = [
        await dora.post(path, {"code": code})
        for code in (void, used, expired, "0000-0000-0000-0000-0000-0000-0000", "?", "\u00e4" * 64)
    ]

    assert {code_of(answer) for answer in answers} == {"invitation_invalid"}
    assert len({answer.content.replace(answer.json()["request_id"].encode(), b"") for answer in answers}) == 1
    assert len({tuple(answer.headers) for answer in answers}) == 1


async def test_a_code_is_read_as_a_person_may_type_it(client: httpx.AsyncClient) -> None:
    ada, ben = await register(client, "Ada"), await register(client, "Ben")
    _, code = await begin_couple(ada)
    typed = " " + code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert (await ben.post("/couples/join", {"code": typed})).status_code == 200


async def test_a_preview_shows_who_invites_and_what_would_be_shared_and_changes_nothing(
    client: httpx.AsyncClient,
) -> None:
    ada, ben = await register(client, "Ada"), await register(client, "Ben")
    couple_id, code = await begin_couple(ada)
    before = (await ada.get(f"/couples/{couple_id}")).content

    shown = expect(await ben.post("/couples/preview", {"code": code}), 200)

    assert shown["inviter"] == {"name": "Ada"}
    assert {"sent_words", "agreements"} <= {line["key"] for line in shown["shared"]}
    assert {"drafts", "readings", "pauses", "help"} <= {line["key"] for line in shown["never_shared"]}
    assert (await ada.get(f"/couples/{couple_id}")).content == before
    assert (await ben.post("/couples/preview", {"code": code})).status_code == 200
    assert expect(await ben.get("/couples"), 200)["data"] == []


async def test_nobody_joins_by_their_own_code(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")
    _, code = await begin_couple(ada)

    assert code_of(await ada.post("/couples/preview", {"code": code})) == "invitation_own"
    assert code_of(await ada.post("/couples/join", {"code": code})) == "invitation_own"


async def test_a_new_code_makes_the_old_one_void(client: httpx.AsyncClient) -> None:
    ada, ben = await register(client, "Ada"), await register(client, "Ben")
    couple_id, old = await begin_couple(ada)

    new = expect(await ada.post(f"/couples/{couple_id}/invitations"), 201)["invitation"]["code"]

    assert code_of(await ben.post("/couples/join", {"code": old})) == "invitation_invalid"
    assert (await ben.post("/couples/join", {"code": new})).status_code == 200


async def test_a_couple_of_two_gets_no_more_codes(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)

    for one in (two.ada, two.ben):
        assert code_of(await one.post(f"/couples/{two.couple_id}/invitations")) == "already_paired"


async def test_three_codes_in_thirty_days_whatever_became_of_them(
    client: httpx.AsyncClient, clock: MovableClock
) -> None:
    ada, ben = await register(client, "Ada"), await register(client, "Ben")
    couple_id = await pair_up(ada, ben)
    await ada.post(f"/couples/{couple_id}/leave")
    waiting, _ = await begin_couple(ada)
    expect(await ada.post(f"/couples/{waiting}/invitations"), 201)

    refused = await ada.post(f"/couples/{waiting}/invitations")
    also = await ada.post("/couples")

    assert (code_of(refused), code_of(also)) == ("too_many", "too_many")
    assert 0 < int(refused.headers["retry-after"]) <= 30 * 24 * 3600
    assert "retry_at" in refused.json()
    assert len(expect(await ada.get("/couples"), 200)["data"]) == 1
    clock.advance(timedelta(days=30, seconds=1))
    again = await (await log_in(ada)).post(f"/couples/{waiting}/invitations")
    assert again.status_code == 201


async def test_an_inviter_sees_pending_or_expired_and_never_declined(
    client: httpx.AsyncClient, clock: MovableClock
) -> None:
    ada, ben = await register(client, "Ada"), await register(client, "Ben")
    couple_id, code = await begin_couple(ada)
    await ben.post("/couples/preview", {"code": code})

    assert expect(await ada.get(f"/couples/{couple_id}"), 200)["couple"]["invitation"]["state"] == "pending"
    clock.advance(timedelta(hours=72))
    read = await (await log_in(ada)).get(f"/couples/{couple_id}")
    assert expect(read, 200)["couple"]["invitation"]["state"] == "expired"


async def test_the_code_is_shown_once_and_stored_nowhere(client: httpx.AsyncClient, canary: Canary) -> None:
    canary.search_files()
    ada = await register(client, "Ada")
    couple_id, code = await begin_couple(ada)
    canary.said(code)
    canary.said(code.replace("-", ""))

    for answer in (await ada.get("/couples"), await ada.get(f"/couples/{couple_id}")):
        canary.assert_silent(answer.content, where="what the inviter reads later")


async def test_of_two_who_join_at_once_exactly_one_wins(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")
    rivals = [await register(client, f"Rival {number}") for number in range(6)]
    couple_id, code = await begin_couple(ada)

    answers = await asyncio.gather(*(rival.post("/couples/join", {"code": code}) for rival in rivals))

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
    assert {code_of(answer) for answer in answers if answer.status_code == 409} == {"invitation_invalid"}
    assert len(expect(await ada.get(f"/couples/{couple_id}"), 200)["couple"]["members"]) == 2


async def test_tries_with_codes_are_limited_for_looking_and_joining_together(
    limited_client: httpx.AsyncClient,
) -> None:
    ben = await register(limited_client, "Ben")

    tries = [await ben.post(f"/couples/{way}", {"code": "?"}) for way in ("preview", "join") * 3]

    assert [answer.status_code for answer in tries] == [409] * 5 + [429]


async def test_the_database_itself_allows_one_open_invitation(client: httpx.AsyncClient, server: Server) -> None:
    ada = await register(client, "Ada")
    await begin_couple(ada)

    def add_another(uow: UnitOfWork) -> None:
        row = uow.db.exec(select(InvitationRow)).one()
        copied = row.model_dump() | {"id": server.resources.ids.private(), "code_hash": "0" * 64}
        uow.db.add(InvitationRow(**copied))

    with pytest.raises(IntegrityError):
        await server.resources.database.write(add_another)
