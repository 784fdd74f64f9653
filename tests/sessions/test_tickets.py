"""Socket tickets (DR-5): thirty seconds, once, for one login and one session."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from websockets.asyncio.client import connect

from app.guard.handshakes import MOST_PER_ADDRESS
from app.realtime.close_codes import CloseCode
from tests.builders import expect, log_in, register
from tests.live import Partner, a_session, still_clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx
    from websockets.asyncio.client import ClientConnection

    from app.clock import MovableClock
    from tests.conftest import Server
    from tests.live import Pair

RACES = 20


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


@pytest.fixture
async def lobby(server: Server, client: httpx.AsyncClient) -> AsyncIterator[Pair]:
    async with a_session(server, client, connected=False) as pair:
        yield pair


async def opened_with(pair: Pair, ticket: str) -> int | None:
    """The code that a socket with this ticket is closed with; None when it is let in."""
    one = Partner(pair.ada.server, pair.ada.person, pair.session_id)
    await one.connect(ticket=ticket)
    code = one.closed
    await one.drop()
    return code


async def test_a_ticket_opens_one_socket(lobby: Pair) -> None:
    ticket = await lobby.ada.ticket()
    assert await opened_with(lobby, ticket) is None
    assert await opened_with(lobby, ticket) == 4401


async def test_a_ticket_lasts_thirty_seconds_and_not_one_more(lobby: Pair, clock: MovableClock) -> None:
    in_time, late = await lobby.ada.ticket(), await lobby.ada.ticket()
    clock.advance(timedelta(seconds=29, milliseconds=999))
    assert await opened_with(lobby, in_time) is None
    clock.advance(timedelta(milliseconds=1))
    assert await opened_with(lobby, late) == 4401


async def test_of_two_sockets_with_one_ticket_exactly_one_wins(lobby: Pair) -> None:
    for _ in range(RACES):
        ticket = await lobby.ada.ticket()
        codes = await asyncio.gather(*(opened_with(lobby, ticket) for _ in range(2)))
        assert sorted(codes, key=str) == [4401, None]


async def test_a_ticket_of_an_ended_login_opens_nothing(lobby: Pair) -> None:
    phone = await log_in(lobby.two.ada)
    ticket = expect(await phone.post(f"/sessions/{lobby.session_id}/tickets"), 200)["ticket"]
    expect(await lobby.two.ada.delete("/logins"), 204)
    assert await opened_with(lobby, ticket) == 4401


async def test_a_ticket_opens_the_session_and_the_person_that_it_was_made_for(
    lobby: Pair, server: Server, client: httpx.AsyncClient
) -> None:
    async with a_session(server, client, connected=False) as other:
        stranger = Partner(server, other.ada.person, other.session_id)
        await stranger.connect(ticket=await lobby.ben.ticket())
        assert stranger.view["session"] == lobby.session_id
        assert stranger.view["you"]["id"] == lobby.ben.person.account_id, "a ticket is a key; it names nobody else"
        await stranger.drop()


async def test_a_ticket_for_a_session_that_is_not_ones_own_is_not_made(
    lobby: Pair, server: Server, client: httpx.AsyncClient
) -> None:
    async with a_session(server, client, connected=False) as other:
        assert (await other.ada.person.post(f"/sessions/{lobby.session_id}/tickets")).status_code == 404


async def test_an_ended_login_loses_its_sockets_and_no_others(lobby: Pair) -> None:
    """T43."""
    phone = Partner(lobby.ada.server, await log_in(lobby.two.ada), lobby.session_id)
    await phone.connect()
    await lobby.ada.connect()
    expect(await lobby.two.ada.delete("/logins"), 204)
    assert await phone.until_closed(within=1) == 4401
    assert lobby.ada.closed is None


async def test_only_so_many_of_one_address_keep_silent_and_whoever_speaks_is_let_in(
    lobby: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T24 and L3: a flood of silent sockets is cut, and a town behind one address comes back all the same."""
    monkeypatch.setattr("app.sessions.socket.PROMPT", 0.05)
    ticket, url = await lobby.ada.ticket(), f"{lobby.ada.server.ws_url}/v1/live"
    silent = await asyncio.gather(*(connect(url, compression=None) for _ in range(MOST_PER_ADDRESS + 5)))
    ended = await asyncio.gather(*(is_cut(one) for one in silent))
    cut = [one for one, is_over in zip(silent, ended, strict=True) if is_over]
    assert len(cut) == 5
    assert {one.close_code for one in cut} == {CloseCode.TOO_MANY}
    assert await opened_with(lobby, ticket) is None
    for one in silent:
        await one.close()


async def is_cut(socket: ClientConnection) -> bool:
    """Whether it is closed before long; who holds a place may keep silent for seconds."""
    try:
        await asyncio.wait_for(socket.wait_closed(), 2)
    except TimeoutError:
        return False
    return True


async def test_tickets_asked_for_in_one_moment_are_each_their_own_and_a_strangers_is_none(
    lobby: Pair, server: Server, client: httpx.AsyncClient
) -> None:
    stranger = await register(client, "Eve")
    path = f"/sessions/{lobby.session_id}/tickets"
    answers = await asyncio.gather(*(one.post(path) for one in (lobby.ada.person, stranger, lobby.ben.person) * 3))
    assert [one.status_code for one in answers] == [200, 404, 200] * 3
    assert len({one.json()["ticket"] for one in answers if one.status_code == 200}) == 6
