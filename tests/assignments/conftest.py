"""A couple, and a therapist whom both let suggest things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.assignments import suggesting

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.assignments.suggesting import Three
    from tests.conftest import Server


@pytest.fixture
def resources(server: Server) -> Resources:
    return server.resources


@pytest.fixture
async def three(resources: Resources, client: httpx.AsyncClient) -> Three:
    return await suggesting.three(resources, client)
