"""`rejoin backup`: every row as it is at one moment, while the service goes on serving. It writes nothing but its file.

One snapshot of the database is read, so what was acknowledged before it is in the file, and nothing by halves. The
master key is not in it. What lives for moments only (tickets, who is connected) is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Date, DateTime, LargeBinary, select, text

from app.database import Database, migrate
from app.database.address import address_of
from app.database.columns import UtcDateTime
from app.frozen import dataclass
from app.operations.archive import Writer
from app.security import master_key
from app.tables import metadata
from app.wire_time import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from typing import Any

    from sqlalchemy import Column, Connection, Table
    from sqlmodel import Session as Db

    from app.settings import Settings

PURPOSE: Final = "backup"
LEFT_OUT: Final = frozenset({"ticket", "process", "company"})
AT_ONCE: Final = 1_000


class CannotBackUp(Exception):  # noqa: N818 - a fact about the installation
    """Something is in the way; the message says what in one sentence."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """How many rows, and of how many tables."""

    rows: int
    tables: int


def back_up(settings: Settings, file: Path, *, at: datetime) -> BackedUp:
    """Write the backup; it appears under its name only when it is whole."""
    if file.exists():
        msg = f"{file} is there already; a backup never takes another's place."
        raise CannotBackUp(msg)
    if not migrate.is_at_head(address_of(settings)):
        msg = "The database is not at this version's schema; back it up with the version that serves it."
        raise CannotBackUp(msg)
    database = Database.of(settings)
    key = master_key.load(settings.key_file, may_create=False).hashing_key(PURPOSE)
    try:
        return database.read_now(lambda db: _written(db, file, key=key, at=at))
    finally:
        database.close()


def tables() -> list[Table]:
    """Return the tables of a backup, each after those that it refers to."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def _written(db: Db, file: Path, *, key: bytes, at: datetime) -> BackedUp:
    connection = db.connection()
    if connection.dialect.name == "postgresql":
        # A long look is the purpose here; it reads a snapshot and holds nobody up.
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET LOCAL {limit} = 0"))
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    masters = connection.execute(text("SELECT DISTINCT master_key_id FROM data_key ORDER BY 1")).scalars().all()
    writer = Writer(file)
    try:
        rows = sum(writer.add_table(one.name, columns_of(one), _rows(connection, one)) for one in tables())
        writer.finish(revision=revision, taken_at=stamp(at), master_key_ids=masters, key=key)
    except BaseException:
        writer.drop()
        raise
    return BackedUp(rows, len(tables()))


def columns_of(table: Table) -> tuple[tuple[str, str], ...]:
    return tuple((column.name, _kind(column)) for column in table.columns)


def _kind(column: Column[Any]) -> str:
    if isinstance(column.type, LargeBinary):
        return "bytes"
    if isinstance(column.type, UtcDateTime | DateTime):
        return "moment"
    return "day" if isinstance(column.type, Date) else "plain"


def _rows(connection: Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    wanted = select(*table.columns).order_by(*table.primary_key.columns)
    # Streamed, so that the size of the data does not matter.
    found = connection.execution_options(yield_per=AT_ONCE).execute(wanted)
    yield from (tuple(row) for row in found)
