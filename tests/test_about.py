"""What the service says about itself to anybody who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from tests.builders import expect
from tests.conftest import running

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.settings import Settings


async def test_anybody_can_read_what_the_service_must_never_be_taken_for(client: httpx.AsyncClient) -> None:
    about = expect(await client.get("/v1/about"), 200)

    assert about["name"] == "Rejoin"
    assert about["version"]
    assert about["coach"] == ["en"]
    told = {line["key"] for line in about["never_promised"]}
    assert {"not_an_emergency_service", "not_therapy", "no_detection", "not_end_to_end", "not_evidence"} <= told


async def test_a_clock_that_can_be_moved_is_admitted(settings: Settings, clock: MovableClock) -> None:
    movable = settings.model_copy(update={"sandbox": True})
    async with running(movable, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        assert expect(await client.get("/v1/about"), 200)["sandbox"] is True


async def test_an_ordinary_installation_has_no_sandbox(client: httpx.AsyncClient) -> None:
    assert expect(await client.get("/v1/about"), 200)["sandbox"] is False
