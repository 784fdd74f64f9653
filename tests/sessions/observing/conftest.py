"""A talk that a therapist watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sessions.observing.watched import a_watched_session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from tests.conftest import Server
    from tests.sessions.observing.watched import Watched


@pytest.fixture
async def watched(server: Server, client: httpx.AsyncClient) -> AsyncIterator[Watched]:
    """Ada and Ben are in the lobby, and Maria watches."""
    async with a_watched_session(server, client) as found:
        yield found
