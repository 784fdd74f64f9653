"""SQLite: one connection that writes, a few that can only read.

DR-12: SQLite before 3.51.3 can corrupt a WAL that two connections write or checkpoint at once, so only the
writer ever checkpoints, and readers are `query_only`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool

from app.database.failures import judge_sqlite
from app.database.storage import Lane, Storage

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from sqlalchemy import Connection, Engine
    from sqlalchemy.pool import ConnectionPoolEntry

COMMON: Final = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA temp_store=MEMORY",
    # What SQLite keeps of its file beside what the system keeps of it, 2 MiB a connection. Eight times as much grew for
    # an hour of talks, and spared a hundredth of a command with 1,000 sessions, and nothing with 100 or 4,000.
    "PRAGMA cache_size=-2000",
)
WRITER: Final = (
    "PRAGMA journal_mode=WAL",
    *COMMON,
    "PRAGMA synchronous=FULL",
    "PRAGMA wal_autocheckpoint=4000",
    "PRAGMA journal_size_limit=67108864",
    # What is deleted must be gone from the file: erased words, even sealed, do not linger in free pages.
    "PRAGMA secure_delete=ON",
)
READER: Final = (*COMMON, "PRAGMA wal_autocheckpoint=0", "PRAGMA query_only=ON")
READERS: Final = 3


def storage(file: Path) -> Storage:
    """Return the lanes of the one process that may use this file."""
    writers = Lane("writer", writer_engine(file), threads=1)
    readers = Lane("reader", reader_engine(file, size=READERS), READERS)
    return Storage(
        readers=readers,
        askers=readers,
        writers=writers,
        groups=writers,
        judge=judge_sqlite,
    )


def writer_engine(file: Path) -> Engine:
    """Return the engine of the one writer thread; every transaction is `BEGIN IMMEDIATE`."""
    engine = create_engine(
        f"sqlite:///{file}",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )
    _prepare(engine, pragmas=WRITER, begin="BEGIN IMMEDIATE")
    return engine


def reader_engine(file: Path, *, size: int) -> Engine:
    """Return the engine of the reader threads; a write through it is refused by SQLite itself."""
    engine = create_engine(
        f"sqlite:///{file}",
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )
    _prepare(engine, pragmas=READER, begin="BEGIN")
    return engine


def _prepare(engine: Engine, *, pragmas: tuple[str, ...], begin: str) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        # The driver must not begin transactions by itself: a deferred one that upgrades fails at once.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma).close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
