"""The same session many times over, each of a couple of its own, written straight into the database: ten thousand of
them over HTTP would take an hour. Only for sessions whose log holds no words, which are sealed to their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import MetaData, Table, insert, select

from app.database.migrate import engine_for

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.database.address import Address

Row = dict[str, Any]
# Each with the column that says whose it is, parents first.
TABLES = {"couple": "id", "membership": "couple_id", "session": "id", "session_event": "session_id"}


def copy(address: Address, session_id: str, *, times_more: int) -> None:
    engine = engine_for(address)
    try:
        with engine.begin() as connection:
            tables = {name: Table(name, MetaData(), autoload_with=connection) for name in TABLES}
            [session] = _rows(connection, tables["session"], "id", session_id)
            old = {"couple": session["couple_id"], "membership": session["couple_id"]}
            originals = {
                name: _rows(connection, tables[name], column, old.get(name, session_id))
                for name, column in TABLES.items()
            }
            assert not any(event["words"] for event in originals["session_event"])
            twins = [(str(uuid4()), str(uuid4())) for _ in range(times_more)]
            for name, rows in originals.items():
                fresh = [{**row, **_own(name, *twin)} for twin in twins for row in rows]
                if fresh:
                    connection.execute(insert(tables[name]), fresh)
    finally:
        engine.dispose()


def _rows(connection: Connection, table: Table, column: str, value: str) -> list[Row]:
    found = connection.execute(select(table).where(table.c[column] == value))
    return [dict(row._mapping) for row in found]  # noqa: SLF001 - that is what it is called


def _own(table: str, couple_id: str, session_id: str) -> Row:
    return {
        "couple": {"id": couple_id},
        "membership": {"couple_id": couple_id},
        "session": {"id": session_id, "couple_id": couple_id, "epoch": session_id},
        "session_event": {"session_id": session_id},
    }[table]
