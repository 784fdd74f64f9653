"""Many at the same door in the same moment: what may happen once happens once, and nobody gets a 500 for it."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from app.sessions.tickets import redeem
from tests.builders import PASSWORD, a_couple, begin_couple, expect, log_in, register
from tests.live import a_session

if TYPE_CHECKING:
    from collections.abc import Coroutine

    import httpx

    from tests.builders import PairOfPeople
    from tests.conftest import Server

MANY = 8
ASKING = {"template": "calm-start-talk", "medium": "text"}


async def answers(*asked: Coroutine[object, object, httpx.Response]) -> Counter[str]:
    """Return how often each answer came: its status, or the code of its problem."""
    found = await asyncio.gather(*asked)
    return Counter(one.json()["code"] if one.status_code >= 400 else str(one.status_code) for one in found)


async def test_one_of_many_who_join_by_one_code_gets_the_place(client: httpx.AsyncClient) -> None:
    ada = await register(client)
    others = [await register(client, f"Ben {number}") for number in range(MANY)]
    _, code = await begin_couple(ada)
    got = await answers(*(one.post("/couples/join", {"code": code}) for one in others))
    assert got == {"200": 1, "invitation_invalid": MANY - 1}


async def test_who_joins_several_times_at_once_joins_once(client: httpx.AsyncClient) -> None:
    ada, ben = await register(client), await register(client, "Ben")
    _, code = await begin_couple(ada)
    assert await answers(*(ben.post("/couples/join", {"code": code}) for _ in range(MANY))) == {"200": MANY}
    assert len(expect(await ben.get("/couples"), 200)["data"]) == 1


async def test_two_codes_of_one_person_do_not_make_two_couples_with_another(client: httpx.AsyncClient) -> None:
    ada, ben = await register(client), await register(client, "Ben")
    codes = [(await begin_couple(ada))[1] for _ in range(3)]
    got = await answers(*(ben.post("/couples/join", {"code": code}) for code in codes))
    assert got == {"200": 1, "already_paired": 2}


async def test_registering_twice_at_once_makes_one_account(client: httpx.AsyncClient) -> None:
    body = {"email": "twice@example.org", "password": PASSWORD, "name": "Ada"}
    found = await asyncio.gather(*(client.post("/v1/accounts", json=body) for _ in range(MANY)))
    assert {one.status_code for one in found} == {201}
    assert len({one.json()["account"]["id"] for one in found}) == 1


async def test_many_who_register_at_once_all_get_an_account(client: httpx.AsyncClient) -> None:
    people = await asyncio.gather(*(register(client, f"Ada {number}") for number in range(3 * MANY)))
    assert len({person.account_id for person in people}) == 3 * MANY


async def test_no_more_than_three_codes_however_fast_they_are_asked_for(client: httpx.AsyncClient) -> None:
    ada = await register(client)
    assert await answers(*(ada.post("/couples") for _ in range(MANY))) == {"201": 3, "too_many": MANY - 3}


async def test_no_more_than_three_wishes_however_fast_they_are_sent(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)
    wishes = (two.ada.post(f"/couples/{two.couple_id}/talk-requests", ASKING) for _ in range(MANY))
    assert await answers(*wishes) == {"202": 3, "limit_reached": MANY - 3}


async def wish(two: PairOfPeople) -> str:
    asked = expect(await two.ada.post(f"/couples/{two.couple_id}/talk-requests", ASKING), 202)
    return str(asked["talk_request"]["id"])


async def test_accepting_several_times_at_once_opens_one_session(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)
    request = await wish(two)
    found = await asyncio.gather(*(two.ben.post(f"/talk-requests/{request}/accept") for _ in range(MANY)))
    assert len({expect(one, 200)["session"]["id"] for one in found}) == 1


async def test_of_two_wishes_accepted_at_once_one_becomes_a_session(client: httpx.AsyncClient) -> None:
    # I-37.
    two = await a_couple(client)
    wishes = [await wish(two) for _ in range(3)]
    got = await answers(*(two.ben.post(f"/talk-requests/{one}/accept") for one in wishes))
    assert got == {"200": 1, "session_running": 2}


async def test_a_ticket_is_used_once_by_whoever_is_first(server: Server, client: httpx.AsyncClient) -> None:
    async with a_session(server, client, connected=False) as pair:
        ticket = await pair.ada.ticket()
        at, database = server.resources.clock.now(), server.resources.database
        found = await asyncio.gather(*(database.write(lambda uow: redeem(uow, ticket, at=at)) for _ in range(MANY)))
    assert len([one for one in found if one]) == 1


async def test_many_logins_at_once_stay_within_the_cap(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.accounts.logins.MOST_LOGINS", 5)
    ada = await register(client)
    newest = (await asyncio.gather(*(log_in(ada) for _ in range(2 * MANY))))[-1]
    still = [one for one in (newest, await log_in(ada)) if (await one.get("/me")).status_code == 200]
    assert len(expect(await still[-1].get("/logins"), 200)["data"]) <= 5


async def test_leaving_while_the_other_is_speaking_ends_the_session_for_both(
    server: Server, client: httpx.AsyncClient
) -> None:
    async with a_session(server, client) as pair:
        arrived = asyncio.gather(*(one.send("arrive") for one in pair), return_exceptions=True)
        left = await pair.ben.person.post(f"/couples/{pair.two.couple_id}/leave")
        await arrived
        assert left.status_code == 204
        gone = await pair.ada.person.get(f"/sessions/{pair.session_id}")
        assert gone.status_code == 404
