"""Few statements for many rows of one table, written for each kind of database and run past SQLAlchemy's compiler.

It is for what every command stores: to put such a statement together and to turn every value over by itself costs more
than the database takes to execute it. It reads nothing, and everything rare is better off with SQLAlchemy's own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

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
MOST_ROWS: Final = 32


@dataclass(frozen=True, slots=True)
class Bulk:
    """SQLite takes a statement for up to thirty-two rows; PostgreSQL one for all of them, column by column."""

    # What the rows stand between.
    on_sqlite: tuple[str, str]
    on_postgresql: str
    # Where in a row the moments are: SQLite has no type for them.
    moments: tuple[int, ...]

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Execute it for these rows; there must be some."""
        if connection.dialect.name == "postgresql":
            by_column = zip(*(self._turned(row, in_utc) for row in rows), strict=True)
            connection.exec_driver_sql(self.on_postgresql, tuple(list(one) for one in by_column))
        else:
            self._run_on_sqlite(connection, [self._turned(row, as_sqlite_keeps_it) for row in rows])

    def _run_on_sqlite(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Python lets go of its lock for every statement, and gets it back when the event loop rests: one for each row
        made the writer wait for the loop four times a command.
        """
        before, behind = self.on_sqlite
        one = f"({', '.join('?' * len(rows[0]))})"
        place = 0
        while place < len(rows):
            # Sizes of a few kinds, so that SQLite has met the statement before.
            many = min(MOST_ROWS, 1 << ((len(rows) - place).bit_length() - 1))
            values = tuple(chain.from_iterable(rows[place : place + many]))
            connection.exec_driver_sql(f"{before}{', '.join([one] * many)}{behind}", values)
            place += many

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
        on_sqlite=(f"{into} VALUES ", ""),
        on_postgresql=f"{into} SELECT * FROM {_unnested(columns)}",
        moments=_moments(columns),
    )


def moving(table: Table, names: Iterable[str], *, key: str) -> Bulk:
    """The same for rows that are there: the value of the key comes last."""
    columns = [table.c[name] for name in names]
    renamed = ", ".join(f"new_{number}" for number in range(len(columns) + 1))
    news = ", ".join(f"{one.name} = new_{number}" for number, one in enumerate(columns))
    where = f"WHERE {table.name}.{key} = new_{len(columns)}"
    return Bulk(
        on_sqlite=(f"WITH news ({renamed}) AS (VALUES ", f") UPDATE {table.name} SET {news} FROM news {where}"),
        on_postgresql=(
            f"UPDATE {table.name} SET {news} FROM {_unnested([*columns, table.c[key]])} AS news ({renamed}) {where}"
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
