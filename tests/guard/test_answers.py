"""Every answer: a request id, strict headers, and a neutral body for what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.conftest import running

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.settings import Settings


async def test_what_is_not_there_is_a_neutral_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/nothing-of-the-kind")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body.pop("request_id") == answer.headers["x-request-id"]
    assert body == {
        "type": "/problems/not_found",
        "title": "Not found",
        "status": 404,
        "detail": "There is nothing here.",
        "code": "not_found",
    }


async def test_a_method_that_is_not_offered_says_which_are(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/health/live")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "method_not_allowed", "GET")


async def test_a_slash_too_many_is_not_redirected(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/live/")).status_code == 404


async def test_answers_are_never_stored_framed_or_sniffed(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/health/live")).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers


async def test_https_is_demanded_for_good_where_it_is_used(settings: Settings, clock: MovableClock) -> None:
    safe = settings.model_copy(update={"public_url": "https://rejoin.example"})
    async with running(safe, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        assert "max-age" in (await client.get("/health/live")).headers["strict-transport-security"]


async def test_a_plain_request_id_is_kept(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health/live", headers={"X-Request-Id": "my-request-0001"})
    assert answer.headers["x-request-id"] == "my-request-0001"


@pytest.mark.parametrize("offered", ["short", "x" * 65, "has spaces in it", 'quote"quote"'])
async def test_any_other_request_id_is_replaced(client: httpx.AsyncClient, offered: str) -> None:
    answer = await client.get("/health/live", headers={"X-Request-Id": offered})
    assert answer.headers["x-request-id"] != offered


async def test_a_listed_page_may_read_answers_and_others_may_not(settings: Settings, clock: MovableClock) -> None:
    listed = settings.model_copy(update={"allowed_origins": ("https://app.example",)})
    async with running(listed, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        ours = await client.get("/health/live", headers={"Origin": "https://app.example"})
        theirs = await client.get("/health/live", headers={"Origin": "https://evil.example"})
    assert ours.headers["access-control-allow-origin"] == "https://app.example"
    assert "access-control-allow-origin" not in theirs.headers
