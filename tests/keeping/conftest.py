"""Two people who are together, on a still clock, and what they promised."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from app.clock import MovableClock
from tests.builders import a_couple
from tests.keeping.promising import Two

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.conftest import Server


@pytest.fixture
def clock() -> MovableClock:
    """A Sunday in November, at noon in Vienna."""
    return MovableClock(datetime(2026, 11, 22, 11, tzinfo=UTC))


@pytest.fixture
def resources(server: Server) -> Resources:
    return server.resources


@pytest.fixture
async def two(client: httpx.AsyncClient) -> Two:
    return Two(await a_couple(client))
