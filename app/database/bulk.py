"""One statement for many rows of one table, written once for each kind of database and run past SQLAlchemy's compiler.

It is for what every command stores: to put such a statement together and to turn every value over by itself costs more
than the database takes to execute it. It reads nothing, and everything rare is better off with SQLAlchemy's own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import String
from sqlalchemy.dialects.postgresql.base import PGDialect

from app.database.columns import UtcDateTime, as_sqlite_keeps_it, in_utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Column, Connection, Table

# For the names of types alone; it needs no driver.
_POSTGRESQL = PGDialect()  # type: ignore[no-untyped-call]
Row = tuple[Any, ...]  # Any: whatever a column holds.


@dataclass(frozen=True, slots=True)
class Bulk:
    """SQLite takes a statement for one row, many times over; PostgreSQL one for all of them, column by column."""

    on_sqlite: str
    on_postgresql: str
    # Where in a row the moments are: SQLite has no type for them.
    moments: tuple[int, ...]

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Execute it for these rows; there must be some."""
        if connection.dialect.name == "postgresql":
            by_column = zip(*(self._turned(row, in_utc) for row in rows), strict=True)
            connection.exec_driver_sql(self.on_postgresql, tuple(list(one) for one in by_column))
        else:
            connection.exec_driver_sql(self.on_sqlite, [self._turned(row, as_sqlite_keeps_it) for row in rows])

    def _turned(self, row: Row, turned: Callable[[datetime], object]) -> Row:
        """A naive moment is refused here, as it is by the column itself."""
        values = list(row)
        for place in self.moments:
            if values[place] is not None:
                values[place] = turned(values[place])
        return tuple(values)


# The names in these statements are those of our own tables; every value is bound.
# ruff: noqa: S608


def inserting(table: Table, names: Iterable[str]) -> Bulk:
    """Rows hold a value for each of these columns, in their order."""
    columns = [table.c[name] for name in names]
    into = f"INSERT INTO {table.name} ({', '.join(one.name for one in columns)})"
    return Bulk(
        on_sqlite=f"{into} VALUES ({', '.join('?' for _ in columns)})",
        on_postgresql=f"{into} SELECT * FROM {_unnested(columns)}",
        moments=_moments(columns),
    )


def moving(table: Table, names: Iterable[str], *, key: str) -> Bulk:
    """The same for rows that are there: the value of the key comes last."""
    columns = [table.c[name] for name in names]
    renamed = ", ".join(f"new_{number}" for number in range(len(columns) + 1))
    news = ", ".join(f"{one.name} = new_{number}" for number, one in enumerate(columns))
    return Bulk(
        on_sqlite=f"UPDATE {table.name} SET {', '.join(f'{one.name} = ?' for one in columns)} WHERE {key} = ?",
        on_postgresql=(
            f"UPDATE {table.name} SET {news} FROM {_unnested([*columns, table.c[key]])} AS news ({renamed}) "
            f"WHERE {table.name}.{key} = new_{len(columns)}"
        ),
        moments=_moments(columns),
    )


def _unnested(columns: Sequence[Column[Any]]) -> str:
    return f"unnest({', '.join(f'%s::{_postgresql_type(one)}[]' for one in columns)})"


def _postgresql_type(column: Column[Any]) -> str:
    # Text of any length: a cast to a shorter one would cut off what does not fit, and the column itself refuses it.
    return "text" if isinstance(column.type, String) else column.type.compile(dialect=_POSTGRESQL)


def _moments(columns: Sequence[Column[Any]]) -> tuple[int, ...]:
    return tuple(number for number, one in enumerate(columns) if isinstance(one.type, UtcDateTime))
