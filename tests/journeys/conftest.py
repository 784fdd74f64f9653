"""For journeys: a breath, the schemas as they are served, and two in a talk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.playing import Schemas, served_schemas

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from app.clock import MovableClock


@pytest.fixture
def breath(clock: MovableClock) -> Callable[[], None]:
    """Let the breath between hearing and answering pass (L-4)."""
    return lambda: clock.advance(timedelta(seconds=6))


@pytest.fixture
async def schemas(client: httpx.AsyncClient) -> Schemas:
    return await served_schemas(client)
