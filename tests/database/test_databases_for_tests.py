"""A test never finds what the one before it left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from tests.databases import Databases

SEEDS = ["alembic_version"]
PROTECTED = {
    "template_version": "INSERT INTO template_version VALUES ('x', 'x', 1, '{}', now())",
    "session_event": "INSERT INTO session_event VALUES ('x', 1, 'x', now(), '{}', NULL, '')",
}


def tables_with_rows(url: str) -> list[str]:
    with psycopg.connect(url) as db:
        names = [name for (name,) in db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return sorted(name for name in names if db.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone())  # noqa: S608


def test_what_was_written_is_gone_also_from_where_nobody_may_delete(databases: Databases) -> None:
    with databases.one() as first, psycopg.connect(first, autocommit=True) as db:
        for table, row in PROTECTED.items():
            db.execute(row)
            with pytest.raises(psycopg.Error):
                db.execute(f"DELETE FROM {table}")  # noqa: S608
    with databases.one() as again:
        assert again == first
        assert tables_with_rows(again) == SEEDS


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE account ADD COLUMN more integer",
        "CREATE INDEX one_more ON account (id)",
        "CREATE TABLE one_more (n integer)",
        "DROP TRIGGER session_event_kept ON session_event",
        "ALTER TABLE session_event DISABLE TRIGGER session_event_kept",
        "UPDATE alembic_version SET version_num = 'another'",
    ],
)
def test_a_database_whose_schema_was_changed_is_not_used_again(databases: Databases, change: str) -> None:
    with databases.one() as first, psycopg.connect(first, autocommit=True) as db:
        db.execute(change)
    with databases.one() as another:
        assert another != first
        assert tables_with_rows(another) == SEEDS


def test_whoever_is_still_connected_is_sent_away(databases: Databases) -> None:
    with databases.one() as first:
        left = psycopg.connect(first)
        left.execute("LOCK TABLE account")
    with databases.one() as again:
        assert again == first
        with pytest.raises(psycopg.OperationalError):
            left.execute("SELECT 1")
