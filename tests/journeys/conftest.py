"""For journeys: a breath, the schemas as they are served, and two in a talk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.audit import audit
from tests.playing import Schemas, served_schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from app.clock import MovableClock
    from app.settings import Settings


@pytest.fixture
def breath(clock: MovableClock) -> Callable[[], None]:
    """Let the breath between hearing and answering pass (L-4)."""
    return lambda: clock.advance(timedelta(seconds=6))


@pytest.fixture
async def schemas(client: httpx.AsyncClient) -> Schemas:
    return await served_schemas(client)


@pytest.fixture(autouse=True)
def audited(request: pytest.FixtureRequest) -> Iterator[None]:
    """Made before the server and so ended after it: what was stored is audited when nobody writes any more."""
    settings: Settings | None = request.getfixturevalue("settings") if "settings" in request.fixturenames else None
    yield
    if settings is not None:
        audit(settings)
