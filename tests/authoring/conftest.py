"""A therapist with a desk, and what the service of the test owns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.authoring.writing import Writer
from tests.therapists.linking import a_therapist

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.conftest import Server


@pytest.fixture
def resources(server: Server) -> Resources:
    return server.resources


@pytest.fixture
async def writer(client: httpx.AsyncClient, resources: Resources) -> Writer:
    return Writer(await a_therapist(resources, client))
