"""The matrix is asked of an application with every door that there is, the sandbox's included.

On SQLite the world is made once and copied for each test: making it takes fifty times as long as asking one question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.clock import MovableClock
from tests.policy.kept import KeptWorld, kept_world
from tests.policy.world import World, a_world

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from app.settings import Settings
    from tests.conftest import Server


@pytest.fixture(scope="session")
async def made_once(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> KeptWorld:
    return await kept_world(tmp_path_factory.mktemp("world"), migrated)


@pytest.fixture
def kept(database_kind: str, request: pytest.FixtureRequest) -> KeptWorld | None:
    return request.getfixturevalue("made_once") if database_kind == "sqlite" else None


@pytest.fixture
def settings(settings: Settings, kept: KeptWorld | None) -> Settings:
    if kept is not None:
        kept.lay_out(settings.data_dir.parent)
    return settings.model_copy(update={"sandbox": True})


@pytest.fixture
def clock(kept: KeptWorld | None) -> MovableClock:
    """No time has passed since the world was made, however long the other tests took."""
    return MovableClock(start=kept.at if kept is not None else None)


@pytest.fixture
async def world(server: Server, client: httpx.AsyncClient, kept: KeptWorld | None) -> World:
    return await a_world(server, client) if kept is None else kept.again(server, client)
