"""From nothing to the lobby, and the first minutes in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.live import Partner, a_session, strangers_to_lobby, to_speaking

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Server


async def test_eight_calls_at_most_lead_two_strangers_into_a_lobby(server: Server, client: httpx.AsyncClient) -> None:
    calls: list[str] = []

    async def count(request: httpx.Request) -> None:
        calls.append(f"{request.method} {request.url.path}")

    client.event_hooks["request"].append(count)
    two, session_id = await strangers_to_lobby(client)
    assert len(calls) <= 8, calls
    client.event_hooks["request"].clear()
    view = await Partner(server, two.ada, session_id).look()
    assert view["phase"] == "lobby"


async def test_two_people_come_from_the_lobby_to_the_first_turn(server: Server, client: httpx.AsyncClient) -> None:
    async with a_session(server, client) as pair:
        await to_speaking(pair)
        assert pair.ben.view["you"]["role"] == "listener"


async def test_both_partners_see_the_same_events(server: Server, client: httpx.AsyncClient) -> None:
    async with a_session(server, client) as pair:
        await to_speaking(pair)
        seen = [[{**event, "view": None, "type": None} for event in one.events] for one in pair]
        assert seen[0] == seen[1]
