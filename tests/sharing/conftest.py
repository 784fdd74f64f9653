"""Two people who are together, and what the service of the test owns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import PairOfPeople, a_couple

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.conftest import Server


@pytest.fixture
def resources(server: Server) -> Resources:
    return server.resources


@pytest.fixture
async def pair(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)
