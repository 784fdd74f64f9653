"""Fixtures for everybody: a migrated temporary database, a clock that moves, the real application on a real port."""

from __future__ import annotations

import asyncio
import gc
import inspect
import os
import shutil
import ssl
import sys
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx
import pytest
import uvicorn
from sqlalchemy import text

from app.clock import MovableClock
from app.database import migrate
from app.database.address import address_of
from app.database.drift import KINDS, drift
from app.main import create_app
from app.process import server_config
from app.security import master_key
from app.settings import Settings
from app.tables import metadata
from tests.canary import Canary, keep_watch
from tests.databases import TEMPLATE, Databases
from tests.servers import PostgreSQL, Valkey, running_postgresql, running_valkey
from tests.shelf import shelf_in_memory
from tests.statements import write_once

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from fastapi import FastAPI

    from app.database.address import Address
    from app.ids import Ids
    from app.resources import Resources

# Nobody here speaks TLS, and reading the machine's certificates would take ten milliseconds for each client.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
# Read once: looking for twenty-five variables takes longer than an answer of the service.
USUAL = Settings(port=0, argon2="cheapest", rate_limits="off")
# What is about doors and pages, or walks for long, does not tell one database from the other: it runs on both only
# when asked to. By the names of folders and files.
ON_SQLITE_ALONE = frozenset(
    {"web", "journeys", "policy", "demo", "sandbox", "docs", "guard", "hostile", "observability"}
    | {"test_29_only_may.py", "test_codec.py", "test_frame_schemas.py", "test_random_kills.py", "test_audit.py"}
)


def pytest_configure() -> None:
    """Put what tests write where no disk is waited for, unless somebody said where."""
    shelf = shelf_in_memory()
    if shelf is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(shelf))
    if find_spec("sniffio") is None:
        # Whoever speaks HTTP here asks for it again with each lock, and the whole path is searched again.
        sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]
    write_once()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever opens a database runs on each of them; `REJOIN_TEST_DATABASE` says on which."""
    if "database_kind" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("only_on")
        kinds = only.args if only else wanted_kinds(metafunc.definition.path)
        metafunc.parametrize("database_kind", kinds, indirect=True)


def pytest_xdist_auto_num_workers() -> int:
    """A worker on each core; more than four servers of PostgreSQL would only be in each other's way."""
    return min(len(os.sched_getaffinity(0)), 4)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a function by its name: by its address, no two workers would collect the same tests."""
    return val.__name__ if inspect.isroutine(val) else None


def pytest_collection_finish() -> None:
    """What was collected stays to the end: no collection of garbage need look at it again and again."""
    gc.collect()
    gc.freeze()
    # Each application is a great many things that know each other: looking for garbage seven hundred things later, and
    # again and again, was a seventh of all the work.
    gc.set_threshold(50_000, 10, 10)


def wanted_kinds(path: Path) -> tuple[str, ...]:
    """Return the databases for the tests of a file."""
    asked = os.environ.get("REJOIN_TEST_DATABASE", "usual")
    assert asked in {"usual", "both", *KINDS}, "REJOIN_TEST_DATABASE is sqlite, postgresql or both"
    if asked == "usual":
        return KINDS[:1] if ON_SQLITE_ALONE & set(path.parts) else KINDS
    return KINDS if asked == "both" else (asked,)


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """The database of this test: `sqlite` or `postgresql`."""
    return str(request.param)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file at head, made once; every test gets a copy."""
    file = tmp_path_factory.mktemp("template") / "rejoin.sqlite3"
    make_template(file)
    return file


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A server of our own, started once for the run when the first test asks for it."""
    with running_postgresql(shelf=shelf_in_memory()) as server:
        server.create(TEMPLATE)
        make_template(address_of(Settings(database_url=server.url(TEMPLATE))))
        yield server


@pytest.fixture(scope="session")
def databases(postgresql: PostgreSQL) -> Iterator[Databases]:
    """Migrated databases without rows, for one test after another."""
    with closing(Databases(postgresql)) as lending:
        yield lending


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """A server of our own, started once for the run when the first test asks for it."""
    with running_valkey() as server:
        yield server


def make_template(address: Address) -> None:
    migrate.upgrade(address)
    if drift(address, metadata):
        # Somebody is changing tables: `tests/database/test_migrations.py` says so, the other tests go on.
        build_from_the_tables(address)


def build_from_the_tables(address: Address) -> None:
    migrate.downgrade(address)
    with migrate.alone(address) as connection:
        metadata.create_all(connection)
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": migrate.head()})


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Where this test's files lie."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def settings(data_dir: Path, database_kind: str, canary: Canary, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Development settings over a fresh, migrated database; override fields with `model_copy(update=…)`."""
    chosen = USUAL.model_copy(update={"data_dir": data_dir})
    if database_kind == "sqlite":
        shutil.copy(request.getfixturevalue("migrated"), chosen.database_file)
        chosen.database_file.chmod(0o600)
        yield chosen
    else:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        databases: Databases = request.getfixturevalue("databases")
        with databases.one() as url:
            key_file = data_dir.with_name("master-key")
            master_key.load(key_file, may_create=True)
            yield chosen.model_copy(update={"database_url": url, "master_key_file": key_file})
            if canary.searched:
                # What lies in the tables is searched with the files; the server's own files hold every test's data.
                (data_dir / "tables").write_bytes(server.contents(url))


@contextmanager
def fresh_database(server: PostgreSQL, *, template: str = TEMPLATE) -> Iterator[str]:
    """Make a database for one test and drop it afterwards; its address."""
    name = f"rejoin_{uuid4().hex}"
    server.create(name, template=template)
    try:
        yield server.url(name)
    finally:
        server.drop(name)


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
    try:
        await server.startup()
    except SystemExit as refused:
        # uvicorn would leave the whole process, and every later test of this worker would go with it.
        raise RuntimeError("the service did not start") from refused
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
    async with httpx.AsyncClient(base_url=server.url, timeout=60, verify=NO_TLS) as one:
        yield one


@pytest.fixture
async def limited_client(settings: Settings, clock: MovableClock) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application whose quotas count."""
    counting = settings.model_copy(update={"rate_limits": "on"})
    async with (
        running(counting, clock=clock) as started,
        httpx.AsyncClient(base_url=started.url, timeout=60, verify=NO_TLS) as one,
    ):
        yield one


@pytest.fixture(autouse=True)
def canary(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[Canary]:
    """Words registered by `canary.said(…)` are searched for in logs and, when asked, in the data files."""

    def folder() -> Path:
        # Only now: a test of pure rules has no files.
        found: Path = request.getfixturevalue("data_dir")
        return found

    yield from keep_watch(folder, caplog)
