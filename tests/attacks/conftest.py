"""Two people in a talk, for attacks on it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.audit import audit
from tests.live import a_session, to_speaking
from tests.playing import Schemas, served_schemas

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    import httpx

    from app.clock import MovableClock
    from app.settings import Settings
    from tests.conftest import Server
    from tests.live import Pair


@pytest.fixture
def breath(clock: MovableClock) -> Callable[[], None]:
    """Let the breath between hearing and answering pass (L-4)."""
    return lambda: clock.advance(timedelta(seconds=6))


@pytest.fixture
async def schemas(client: httpx.AsyncClient) -> Schemas:
    return await served_schemas(client)


@pytest.fixture
async def talk(server: Server, client: httpx.AsyncClient) -> AsyncIterator[Pair]:
    """Ada has the floor in a calm start talk, and Ben listens."""
    async with a_session(server, client) as pair:
        await to_speaking(pair)
        yield pair


@pytest.fixture(autouse=True)
def audited(request: pytest.FixtureRequest) -> Iterator[None]:
    """Made before the server and so ended after it: what was stored is audited when nobody writes any more."""
    settings: Settings | None = request.getfixturevalue("settings") if "settings" in request.fixturenames else None
    yield
    if settings is not None:
        audit(settings)
