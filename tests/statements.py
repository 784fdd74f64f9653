"""Statements are put into SQL once for each worker, and not again for each of the thousands of databases of its tests.

A service that runs for long does the same. Nothing is kept here but the SQL of a statement; never an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

if TYPE_CHECKING:
    from sqlalchemy import Connection

# More than there are; a statement that was pushed out is only put into SQL again.
MOST: Final = 5_000


def write_once() -> None:
    """From now on all engines share what they have written."""
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        # What is kept is kept by dialect, and each engine has a dialect of its own: to one server all speak alike.
        kind.__eq__ = _of_one_kind  # type: ignore[method-assign]
        kind.__hash__ = _by_kind  # type: ignore[method-assign, assignment]
    written: LRUCache[object, object] = LRUCache(MOST)

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=written)


def _of_one_kind(dialect: object, other: object) -> bool:
    return type(dialect) is type(other)


def _by_kind(dialect: object) -> int:
    return hash(type(dialect))
