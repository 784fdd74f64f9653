"""A bystander: two people who talk on while somebody misbehaves, and must not notice."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.audit import audit
from tests.live import a_session, to_speaking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    import httpx

    from app.clock import MovableClock
    from app.settings import Settings
    from tests.canary import Canary
    from tests.conftest import Server
    from tests.live import Pair


@pytest.fixture
def breath(clock: MovableClock) -> Callable[[], None]:
    return lambda: clock.advance(timedelta(seconds=6))


@pytest.fixture
async def bystanders(server: Server, client: httpx.AsyncClient, canary: Canary) -> AsyncIterator[Pair]:
    """At the end: their talk goes on, both logs are one, no line of theirs was cut, and no fault was logged."""
    async with a_session(server, client) as pair:
        await to_speaking(pair)
        yield pair
        await pair.ada.did("speak", text="I felt alone on Sunday.")
        await pair.settled()
        assert [one.closed for one in pair] == [None, None]
        logs = [await one.log() for one in pair]
        assert logs[0] == logs[1]
        assert [event["seq"] for event in logs[0]] == list(range(1, len(logs[0]) + 1))
        assert [one.seq for one in pair] == [len(logs[0])] * 2
    lines = [json.loads(line) for line in canary.logged.getvalue().splitlines()]
    assert [line for line in lines if line["level"] in {"error", "critical"} and not known(line)] == []


def known(line: dict[str, object]) -> bool:
    """Two things that uvicorn itself calls errors: a refused handshake, and text that is not UTF-8."""
    return str(line.get("where")).startswith("uvicorn.error") and line.get("error") in {None, "UnicodeDecodeError"}


@pytest.fixture
async def attacker(server: Server, client: httpx.AsyncClient) -> AsyncIterator[Pair]:
    """A talk of somebody who misbehaves in it."""
    async with a_session(server, client) as pair:
        await to_speaking(pair)
        yield pair


@pytest.fixture(autouse=True)
def audited(request: pytest.FixtureRequest) -> Iterator[None]:
    """Made before the server and so ended after it: what was stored is audited when nobody writes any more."""
    settings: Settings | None = request.getfixturevalue("settings") if "settings" in request.fixturenames else None
    yield
    if settings is not None:
        audit(settings)
