"""An idle socket keeps little: what uvicorn holds for each is replaced by as much as is used, and behaves the same."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import TYPE_CHECKING, Any

from app.api import sockets
from app.guard.connections import Gate, Inbox
from tests.live import a_session

if TYPE_CHECKING:
    from collections.abc import Coroutine

    import httpx
    import pytest

    from tests.conftest import Server


def soon(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    return asyncio.create_task(work)


async def test_messages_come_in_order_also_to_one_who_waits_already() -> None:
    inbox = Inbox()
    waiting = soon(inbox.get())
    await asyncio.sleep(0)
    inbox.put_nowait({"type": "websocket.connect"})
    inbox.put_nowait({"type": "websocket.disconnect", "code": 1000, "reason": None})
    assert not inbox.empty()
    assert [(await waiting)["type"], (await inbox.get())["type"]] == ["websocket.connect", "websocket.disconnect"]
    assert inbox.empty()


async def test_a_reader_who_was_cancelled_takes_no_message_with_it() -> None:
    inbox = Inbox()
    gone = soon(inbox.get())
    await asyncio.sleep(0)
    gone.cancel()
    inbox.put_nowait({"type": "websocket.connect"})
    assert (await inbox.get())["type"] == "websocket.connect"


async def test_everybody_waits_before_a_closed_gate_and_goes_through_an_open_one() -> None:
    gate = Gate()
    await gate.wait()
    gate.clear()
    waiting = [soon(gate.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    assert not any(one.done() for one in waiting[1:])
    gate.set()
    await asyncio.gather(*waiting[1:])


def test_sockets_go_to_their_endpoints_by_the_paths_that_are_documented() -> None:
    assert list(sockets()) == ["/v1/live"]


async def test_a_socket_that_is_gone_leaves_nothing_that_only_a_collector_would_find(
    server: Server, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.guard.connections.CLOSED_WITHIN", 0.0)
    gc.disable()
    try:
        async with a_session(server, client) as pair:
            kept = [weakref.ref(one) for one in server.uvicorn.server_state.connections if hasattr(one, "queue")]
            assert len(kept) == 2
            await pair.drop()
            async with asyncio.timeout(5):
                while any(one() for one in kept):
                    await asyncio.sleep(0.01)
    finally:
        gc.enable()


async def test_a_handshake_that_was_refused_ends_like_any_other(server: Server) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET /v1/live HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n".encode())
    assert b" 400 " in (await reader.readuntil(b"\r\n"))
    writer.close()
    async with asyncio.timeout(5):
        while server.uvicorn.server_state.connections:
            await asyncio.sleep(0.01)
