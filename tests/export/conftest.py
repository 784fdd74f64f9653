"""Two people who are together, what the service of the test owns, and a clock that stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import PairOfPeople, a_couple
from tests.live import still_clock

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from app.resources import Resources
    from tests.conftest import Server


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


@pytest.fixture
def resources(server: Server) -> Resources:
    return server.resources


@pytest.fixture
async def pair(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)
