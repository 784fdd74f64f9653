"""Two people who are together, and an agreement of theirs that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.agreements.reaching import recorded
from tests.builders import a_couple
from tests.crossings.raising import Two

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.conftest import Server


@pytest.fixture
def resources(server: Server) -> Resources:
    return server.resources


@pytest.fixture
async def two(client: httpx.AsyncClient, resources: Resources) -> Two:
    pair = await a_couple(client)
    agreed = await recorded(resources, pair)
    return Two(pair, agreed.agreement_id, agreed.version)
