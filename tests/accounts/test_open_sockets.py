"""T43: what an old device has open is closed within a second of its login's end."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from websockets.asyncio.client import ClientConnection, connect

from app.realtime.close_codes import CloseCode
from tests.builders import PASSWORD, Person, a_couple, expect, log_in

if TYPE_CHECKING:
    import httpx

ENDINGS = {
    "a new password": ("POST", "/me/password", {"current": PASSWORD, "new": "quite other words"}),
    "ending all other logins": ("DELETE", "/logins", None),
    "erasing the account": ("DELETE", "/me", {"password": PASSWORD}),
}


@pytest.mark.parametrize("ending", ENDINGS)
async def test_the_socket_of_an_ended_login_closes_within_a_second(client: httpx.AsyncClient, ending: str) -> None:
    two = await a_couple(client)
    asked = expect(
        await two.ben.post(
            f"/couples/{two.couple_id}/talk-requests", {"template": "calm-start-talk", "medium": "text"}
        ),
        202,
    )
    session = expect(await two.ada.post(f"/talk-requests/{asked['talk_request']['id']}/accept"), 200)["session"]["id"]
    old_device = await log_in(two.ada)
    method, path, body = ENDINGS[ending]

    async with await _joined(old_device, session) as socket:
        assert (await two.ada.request(method, path, body)).status_code == 204
        await asyncio.wait_for(socket.wait_closed(), timeout=1)

    assert socket.close_code in {CloseCode.TICKET, CloseCode.ENDED, CloseCode.NOT_FOUND}


async def _joined(person: Person, session_id: str) -> ClientConnection:
    """Return a socket that has had its snapshot."""
    ticket = expect(await person.post(f"/sessions/{session_id}/tickets"), 200)
    socket = await connect(ticket["url"])
    await socket.send(json.dumps({"type": "hello", "ticket": ticket["ticket"]}))
    assert json.loads(await socket.recv())["type"] == "snapshot"
    return socket
