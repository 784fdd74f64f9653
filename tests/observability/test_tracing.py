"""Spans for a collector: what was answered and how long it took, and nothing by which two spans belong together."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from pydantic import ValidationError

from app.observability.tracing import MINUTE
from app.settings import Settings
from tests.builders import PASSWORD
from tests.conftest import running
from tests.live import a_session, to_speaking
from tests.ports import free_port
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app.clock import MovableClock
    from tests.canary import Canary

WORDS = "I felt alone on Sunday"
AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


class Collector:
    """A real receiver of OTLP over HTTP, as far as a sender can tell."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    @property
    def spans(self) -> list[dict[str, Any]]:
        requests = [json.loads(body)["resourceSpans"] for body in self.bodies]
        scopes = [scope for request in requests for one in request for scope in one["scopeSpans"]]
        return [span for scope in scopes for span in scope["spans"]]

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n")).decode():
            assert head.startswith("POST /v1/traces HTTP/1.1\r\n")
            assert "content-type: application/json" in head.lower()
            length = re.search(r"content-length: (\d+)", head.lower())
            assert length is not None
            self.bodies.append((await reader.readexactly(int(length[1]))).decode())
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}")
            await writer.drain()
            writer.close()
            return

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        async with await asyncio.start_server(self._take, "127.0.0.1", 0) as server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.fixture
async def spans(settings: Settings, clock: MovableClock, canary: Canary) -> list[dict[str, Any]]:
    """What a collector got of one talk, with somebody who guesses at addresses."""
    canary.said(WORDS)
    collector = Collector()
    async with collector.listening() as endpoint:
        traced = settings.model_copy(update={"otel_endpoint": endpoint})
        async with running(traced, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
            async with a_session(server, client) as pair:
                await to_speaking(pair)
                await pair.ada.did("speak", text=WORDS)
                await pair.ben.send("speak", text=WORDS)
            await client.get(f"/v1/{WORDS.replace(' ', '-')}/secret")
            await client.post("/v1/logins", json={"email": pair.two.ada.email, "password": PASSWORD})
            canary.said(pair.two.ada.email)
            canary.said(pair.session_id)
    for body in collector.bodies:
        canary.assert_silent(body, where="a span")
    return collector.spans


def facts(span: dict[str, Any]) -> dict[str, str]:
    return {one["key"]: one["value"]["stringValue"] for one in span["attributes"]}


def test_answers_and_commands_are_there_by_template_and_kind(spans: list[dict[str, Any]]) -> None:
    names = {span["name"] for span in spans}
    assert {"command speak", "POST /v1/logins", "POST /v1/sessions/{session_id}/tickets"} <= names
    codes = {facts(span)["rejoin.code"] for span in spans if span["name"] == "command speak"}
    assert codes == {"accepted", "not_now"}


def test_nothing_in_a_span_is_anybodys(spans: list[dict[str, Any]]) -> None:
    assert {key for span in spans for key in facts(span)} == {
        "http.request.method",
        "http.route",
        "rejoin.status",
        "rejoin.command",
        "rejoin.code",
    }
    for span in spans:
        assert not AN_ID.search(json.dumps([span["name"], facts(span)]))
    assert "GET other" in {span["name"] for span in spans}


def test_no_two_spans_belong_together_and_none_tells_the_second(spans: list[dict[str, Any]]) -> None:
    assert len({span["traceId"] for span in spans}) == len(spans) > 10
    assert not any("parentSpanId" in span for span in spans)
    for span in spans:
        assert int(span["startTimeUnixNano"]) % MINUTE == 0
        assert int(span["endTimeUnixNano"]) >= int(span["startTimeUnixNano"])


async def test_a_collector_that_is_away_costs_no_answer_and_is_said_once(
    settings: Settings, clock: MovableClock, canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.observability.tracing.EVERY", 0.02)
    away = settings.model_copy(update={"otel_endpoint": f"http://127.0.0.1:{free_port()}"})
    async with running(away, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        for _ in range(3):
            assert (await client.get("/health/ready")).status_code == 200
            await until(lambda: "traces_not_sent" in canary.logged.getvalue())
    assert canary.logged.getvalue().count("traces_not_sent") == 1


async def test_without_the_setting_nothing_of_it_is_loaded(settings: Settings, clock: MovableClock) -> None:
    async with running(settings, clock=clock) as server:
        assert server.app.state.metrics.traced is None


def test_an_endpoint_is_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJOIN_OTEL_ENDPOINT", "collector:4318")
    with pytest.raises(ValidationError):
        Settings()
