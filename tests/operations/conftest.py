"""A second installation beside the first, of either kind of database, where nothing was ever stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.settings import Settings
from tests.conftest import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers import PostgreSQL


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty database that has the master key of the first one."""
    folder = tmp_path / "elsewhere"
    folder.mkdir(mode=0o700)
    there = settings.model_copy(update={"data_dir": folder, "master_key_file": settings.key_file, "database_url": None})
    if request.param == "sqlite":
        yield there
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    with fresh_database(server, template="template1") as url:
        yield there.model_copy(update={"database_url": url})


@pytest.fixture
def nearby(settings: Settings, tmp_path: Path) -> Settings:
    """The same as a file, where the kind of database makes no difference."""
    folder = tmp_path / "nearby"
    folder.mkdir(mode=0o700)
    return settings.model_copy(update={"data_dir": folder, "master_key_file": settings.key_file, "database_url": None})
