"""Two people who are together, and what the service of the test owns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from app.clock import MovableClock
from tests.builders import PairOfPeople, a_couple

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.conftest import Server


@pytest.fixture
def clock() -> MovableClock:
    """A Wednesday afternoon, so that no week ends in the middle of a test."""
    return MovableClock(datetime(2026, 11, 18, 15, tzinfo=UTC))


@pytest.fixture
def resources(server: Server) -> Resources:
    return server.resources


@pytest.fixture
async def pair(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)
