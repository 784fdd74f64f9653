"""Sockets before they are accepted, and frames before they are read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from fastapi import APIRouter, WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.asgi import AT_ONCE
from app.errors import NotFound, TooMany
from app.guard.connections import ConnectionCap
from app.guard.handshakes import Handshakes
from app.guard.origin import Origins, origin_of
from tests.conftest import Server, running

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.settings import Settings

talk = APIRouter()


@talk.websocket("/talk")
async def repeat(socket: WebSocket) -> None:
    await socket.accept()
    while True:
        await socket.send_text(await socket.receive_text())


@talk.websocket("/hidden")
async def hide(socket: WebSocket) -> None:
    raise NotFound


@talk.websocket("/broken")
async def break_down(socket: WebSocket) -> None:
    await socket.accept()
    raise RuntimeError("I felt alone")


@talk.websocket("/at-once")
async def answer_at_once(socket: WebSocket) -> None:
    """Write what comes twice without waiting and once as usual; then as much as leaves at once, and say how much."""
    await socket.accept()
    write = socket.scope["extensions"][AT_ONCE]
    text = await socket.receive_text()
    assert write(text)
    assert write(text)
    await socket.send_text("then")
    written = 0
    while write("x" * 65_536):
        written += 1
        await asyncio.sleep(0)
    socket.app.state.stuck.set()
    await socket.send_text(str(written))
    await socket.close()
    assert not write("too late")


@pytest.fixture
def server(server: Server) -> Server:
    server.app.include_router(talk)
    return server


async def all_from(reader: asyncio.StreamReader) -> bytes:
    """Return what came until the connection ended, however it ended."""
    try:
        return await asyncio.wait_for(reader.read(), 5)
    except ConnectionResetError:
        return b""


async def test_a_native_client_sends_no_origin_and_is_let_in(server: Server) -> None:
    async with connect(f"{server.ws_url}/talk") as socket:
        await socket.send("hello")
        assert await socket.recv() == "hello"


async def test_our_own_page_is_let_in(server: Server) -> None:
    async with connect(f"{server.ws_url}/talk", origin=server.url) as socket:  # type: ignore[arg-type]
        await socket.send("hello")
        assert await socket.recv() == "hello"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_another_page_is_refused_before_the_socket_is_accepted(server: Server, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"{server.ws_url}/talk", origin=origin)  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403
    assert b'"code":"origin_refused"' in (refused.value.response.body or b"")


async def test_with_a_public_address_only_its_page_is_ours(settings: Settings, clock: MovableClock) -> None:
    public = settings.model_copy(update={"public_url": "https://rejoin.example"})
    async with running(public, clock=clock) as server:
        server.app.include_router(talk)
        async with connect(f"{server.ws_url}/talk", origin="https://rejoin.example"):  # type: ignore[arg-type]
            pass
        with pytest.raises(InvalidStatus):
            await connect(f"{server.ws_url}/talk", origin=server.url)  # type: ignore[arg-type]


async def test_a_problem_before_acceptance_is_real_http(server: Server) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"{server.ws_url}/hidden")
    assert refused.value.response.status_code == 404
    assert b'"code":"not_found"' in (refused.value.response.body or b"")


async def test_what_leaves_at_once_keeps_its_order_and_nothing_does_to_one_who_does_not_read(server: Server) -> None:
    stuck = server.app.state.stuck = asyncio.Event()
    async with connect(f"{server.ws_url}/at-once", max_queue=1) as socket:
        await socket.send("one")
        assert [await socket.recv() for _ in range(3)] == ["one", "one", "then"]
        await asyncio.wait_for(stuck.wait(), 5)
        came = [await socket.recv()]
        while came[-1] == "x" * 65_536:
            came.append(await socket.recv())
        assert int(came[-1]) == len(came) - 1
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1000


async def test_a_fault_of_ours_closes_with_1011(server: Server) -> None:
    async with connect(f"{server.ws_url}/broken") as socket:
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1011, "")


async def test_a_frame_over_16_kib_closes_with_1009(server: Server) -> None:
    async with connect(f"{server.ws_url}/talk") as socket:
        await socket.send("x" * (16 * 1024 + 1))
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


async def test_nothing_is_compressed(server: Server) -> None:
    async with connect(f"{server.ws_url}/talk") as socket:
        assert socket.protocol.extensions == []


async def test_a_request_that_never_ends_its_head_is_cut_off(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.guard.connections.HEAD_DEADLINE", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
    writer.write(b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    assert await all_from(reader) == b""
    writer.close()


async def test_a_connection_that_says_nothing_is_cut_off(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.guard.connections.HEAD_DEADLINE", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
    assert await all_from(reader) == b""
    writer.close()


async def test_a_head_without_end_is_cut_off_by_size(server: Server) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
    writer.write(b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 40_000)
    assert await all_from(reader) == b""
    writer.close()


async def test_one_address_holds_only_so_many_connections(settings: Settings, clock: MovableClock) -> None:
    few = settings.model_copy(update={"connections_per_address": 2})
    async with running(few, clock=clock) as server:
        port = int(server.url.rsplit(":", 1)[1])
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        reader, extra = await asyncio.open_connection("127.0.0.1", port)
        assert await all_from(reader) == b""
        for _, writer in held:
            writer.close()
        extra.close()


def test_a_trusted_proxy_is_not_counted_as_one_person() -> None:
    cap = ConnectionCap(1, exempt=frozenset({"10.0.0.1"}))
    assert [cap.enter("10.0.0.1") for _ in range(3)] == [True, True, True]
    assert [cap.enter("10.0.0.2") for _ in range(2)] == [True, False]


def test_few_sockets_of_one_address_wait_for_a_ticket() -> None:
    handshakes = Handshakes(most=2)
    with handshakes.waiting("a"), handshakes.waiting("a"):
        with pytest.raises(TooMany), handshakes.waiting("a"):
            pass
        with handshakes.waiting("b"):
            pass
    with handshakes.waiting("a"):
        pass


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin_of("https://Rejoin.example:8443/path?q") == "https://rejoin.example:8443"
    assert not Origins(frozenset(), None).allow("https://evil.example", host=None)
