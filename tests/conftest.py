"""Fixtures for everybody: a migrated temporary database, a clock that moves, the real application on a real port."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn

from app.clock import MovableClock
from app.database import migrate
from app.database.sqlite import writer_engine
from app.main import create_app
from app.serving import server_config
from app.settings import Settings
from app.tables import metadata
from tests.canary import Canary, keep_watch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from fastapi import FastAPI

    from app.ids import Ids
    from app.resources import Resources


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file at head, made once; every test gets a copy."""
    file = tmp_path_factory.mktemp("template") / "rejoin.sqlite3"
    migrate.upgrade(file)
    if migrate.drift(file, metadata):
        # Somebody is changing tables: `tests/architecture/test_schema.py` says so, the other tests go on.
        build_from_the_tables(file)
    return file


def build_from_the_tables(file: Path) -> None:
    file.unlink()
    engine = writer_engine(file)
    with engine.begin() as connection:
        metadata.create_all(connection)
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (migrate.head(),))
    engine.dispose()


@pytest.fixture
def settings(tmp_path: Path, migrated: Path) -> Settings:
    """Development settings over a fresh, migrated database; override fields with `model_copy(update=…)`."""
    data_dir = tmp_path / "data"
    data_dir.mkdir(mode=0o700)
    chosen = Settings(data_dir=data_dir, port=0, argon2="cheapest", rate_limits="off")
    shutil.copy(migrated, chosen.database_file)
    chosen.database_file.chmod(0o600)
    return chosen


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@dataclass(frozen=True)
class Server:
    """One running application."""

    app: FastAPI
    url: str
    uvicorn: uvicorn.Server

    @property
    def ws_url(self) -> str:
        return self.url.replace("http://", "ws://", 1)

    @property
    def resources(self) -> Resources:
        found: Resources = self.app.state.resources
        return found


@asynccontextmanager
async def running(settings: Settings, *, clock: MovableClock, ids: Ids | None = None) -> AsyncIterator[Server]:
    """Serve the real application on a free port, in this test's loop; a restart is to enter this twice."""
    app = create_app(settings, clock=clock, ids=ids)
    server = uvicorn.Server(server_config(app, settings, port=0))
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup()
    await server.on_tick(0)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Server(app, f"http://127.0.0.1:{port}", server)
    finally:
        await stop(server)


async def stop(server: uvicorn.Server) -> None:
    """Do what uvicorn's own shutdown does, without its naps: hundreds of tests stop a server."""
    for listening in server.servers:
        listening.close()
    for connection in list(server.server_state.connections):
        connection.shutdown()
    try:
        async with asyncio.timeout(3):
            while server.server_state.connections or server.server_state.tasks:
                await asyncio.sleep(0.001)
    except TimeoutError:
        for task in server.server_state.tasks:
            task.cancel()
    await server.lifespan.shutdown()


@pytest.fixture
async def server(settings: Settings, clock: MovableClock) -> AsyncIterator[Server]:
    """The real application, served by a real uvicorn."""
    async with running(settings, clock=clock) as started:
        yield started


@pytest.fixture
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a login."""
    async with httpx.AsyncClient(base_url=server.url, timeout=20) as one:
        yield one


@pytest.fixture
async def limited_client(settings: Settings, clock: MovableClock) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application whose quotas count."""
    counting = settings.model_copy(update={"rate_limits": "on"})
    async with running(counting, clock=clock) as started, httpx.AsyncClient(base_url=started.url, timeout=20) as one:
        yield one


@pytest.fixture(autouse=True)
def canary(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[Canary]:
    """Words registered by `canary.said(…)` are searched for in logs and, when asked, in the data files."""

    def data_dir() -> Path:
        # Only now: a test of pure rules needs no database.
        settings: Settings = request.getfixturevalue("settings")
        return settings.data_dir

    yield from keep_watch(data_dir, caplog)
