"""What a stranger may send: bounded, in time, plain, strict JSON, or a neutral problem."""

from __future__ import annotations

import asyncio
import gzip
import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from tests.canary import Canary
    from tests.conftest import Server

echo = APIRouter()


class Echo(BaseModel):
    model_config = ConfigDict(extra="forbid")
    words: str = Field(max_length=100_000)


@echo.post("/echo")
async def say_it_again(body: Echo) -> Echo:
    return body


@echo.post("/broken")
async def break_down() -> None:
    raise RuntimeError("I felt alone")


@pytest.fixture
def server(server: Server) -> Server:
    """The real application with two routes of this test's own."""
    server.app.include_router(echo)
    return server


async def test_a_plain_body_comes_through(server: Server, client: httpx.AsyncClient) -> None:
    answer = await client.post("/echo", json={"words": "hello ❤"})
    assert (answer.status_code, answer.json()) == (200, {"words": "hello ❤"})


async def test_a_body_over_64_kib_is_refused(server: Server, client: httpx.AsyncClient) -> None:
    answer = await client.post("/echo", json={"words": "x" * 65_536})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_of_64_kib_is_allowed(server: Server, client: httpx.AsyncClient) -> None:
    body = json.dumps({"words": "x" * (65_536 - len('{"words": ""}'))}).encode()
    answer = await client.post("/echo", content=body, headers={"Content-Type": "application/json"})
    assert (len(body), answer.status_code) == (65_536, 200)


async def test_a_chunked_body_is_counted_as_it_comes(server: Server, client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 8_192

    answer = await client.post("/echo", content=chunks(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_an_endless_body_is_cut_off(server: Server) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
    writer.write(
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )

    async def pour() -> None:
        chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
        for _ in range(1000):
            writer.write(chunk)
            await writer.drain()

    pouring = asyncio.create_task(pour())
    answer = b""
    with suppress(ConnectionResetError):
        answer = await reader.read(4096)
    with pytest.raises((ConnectionError, asyncio.CancelledError)):
        await pouring
    assert answer == b"" or b" 413 " in answer
    writer.close()


async def test_a_packed_body_is_never_unpacked(server: Server, client: httpx.AsyncClient) -> None:
    packed = gzip.compress(b'{"words": "x"}')
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = await client.post("/echo", content=packed, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_only_json_is_json(server: Server, client: httpx.AsyncClient, media_type: str) -> None:
    answer = await client.post("/echo", content=b'{"words": "x"}', headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"words": "x", "words": "y"}', "duplicate_key"),
        (b'{"words": NaN}', "not_a_number"),
        (b"[" * 17 + b"]" * 17, "too_deep"),
        (b'{"words": "\\u0000"}', "nul"),
        (b'{"words": "\\ud800"}', "lone_surrogate"),
        (b'{"words": "\xff"}', "not_utf8"),
        (b"{", "not_json"),
    ],
)
async def test_json_that_is_not_plain_is_refused(
    server: Server, client: httpx.AsyncClient, body: bytes, code: str
) -> None:
    answer = await client.post("/echo", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/body", "code": code}]


async def test_an_invalid_field_is_named_and_never_quoted(
    server: Server, client: httpx.AsyncClient, canary: Canary
) -> None:
    sent = {canary.said("my_secret_field"): canary.said("I felt so alone"), "words": 5}
    answer = await client.post("/echo", json=sent)
    canary.assert_silent(answer.content, where="the answer")
    assert {(error["pointer"], error["code"]) for error in answer.json()["errors"]} == {
        ("/body", "extra_forbidden"),
        ("/body/words", "string_type"),
    }


async def test_a_missing_body_is_a_required_body(server: Server, client: httpx.AsyncClient) -> None:
    answer = await client.post("/echo")
    assert answer.json()["errors"] == [{"pointer": "/body", "code": "required"}]


async def test_a_fault_of_ours_is_a_neutral_500(server: Server, client: httpx.AsyncClient, canary: Canary) -> None:
    canary.said("I felt alone")
    answer = await client.post("/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    canary.assert_silent(answer.content, where="the answer")
    assert '"error": "RuntimeError"' in canary.logged.getvalue()


async def test_a_body_that_never_ends_is_given_ten_seconds(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.guard.body.DEADLINE", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
    writer.write(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
    answer = await asyncio.wait_for(reader.read(), 5)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"request_timeout"' in answer
    writer.close()


async def test_a_client_who_goes_away_while_sending_leaves_no_trace(server: Server, canary: Canary) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
    writer.write(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    while server.uvicorn.server_state.tasks:
        await asyncio.sleep(0.005)
    assert "request_failed" not in canary.logged.getvalue()
