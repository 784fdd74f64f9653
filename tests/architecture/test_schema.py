"""The migrations build exactly the tables that the code declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.database import migrate
from app.database.drift import drift
from app.tables import metadata

if TYPE_CHECKING:
    from pathlib import Path


def test_the_migrations_and_the_tables_agree(tmp_path: Path) -> None:
    file = tmp_path / "fresh.sqlite3"
    migrate.upgrade(file)
    assert drift(file, metadata) == []


def test_a_migrated_database_is_at_head_and_an_absent_one_is_not(tmp_path: Path) -> None:
    file = tmp_path / "fresh.sqlite3"
    assert not migrate.is_at_head(file)
    migrate.upgrade(file)
    assert migrate.is_at_head(file)


def test_every_migration_can_be_taken_back_and_made_again(tmp_path: Path) -> None:
    file = tmp_path / "fresh.sqlite3"
    migrate.upgrade(file)
    migrate.downgrade(file)
    migrate.upgrade(file)
    assert drift(file, metadata) == []
