"""An empty database of each kind with one table of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.database import Database
from app.database.address import address_of
from app.settings import Settings
from tests.conftest import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.database.address import Address
    from tests.servers import PostgreSQL


@pytest.fixture
def empty(tmp_path: Path, database_kind: str, request: pytest.FixtureRequest) -> Iterator[Address]:
    """Where a database may be made, with nothing in it."""
    if database_kind == "sqlite":
        yield tmp_path / "test.sqlite3"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    with fresh_database(server, template="template1") as url:
        yield address_of(Settings(database_url=url))


@pytest.fixture
def database(empty: Address) -> Iterator[Database]:
    opened = Database(empty, fail_stop=lambda: None)
    opened.write_now(lambda uow: uow.db.connection().exec_driver_sql("CREATE TABLE note (n INTEGER PRIMARY KEY)"))
    yield opened
    opened.close()
