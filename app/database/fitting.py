"""Whether a database that a later version has migrated still fits this one: what a rolling upgrade rests on. It changes
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect

from app.database.migrate import engine_for

if TYPE_CHECKING:
    from sqlalchemy import Inspector, MetaData, Table

    from app.database.address import Address


def misfits(address: Address, metadata: MetaData) -> list[str]:
    """Return what this version cannot live with: what it needs and is gone, and what it would have to write."""
    engine = engine_for(address)
    try:
        found = inspect(engine)
        there = set(found.get_table_names())
        missing = sorted(set(metadata.tables) - there)
        return missing + [one for name, table in metadata.tables.items() if name in there for one in _of(table, found)]
    finally:
        engine.dispose()


def _of(table: Table, found: Inspector) -> list[str]:
    there = {column["name"]: column for column in found.get_columns(table.name)}
    gone = [f"{table.name}.{name}" for name in table.columns.keys() - there.keys()]
    # This version does not know them, and would store rows without them.
    required = [
        f"{table.name}.{name}"
        for name, column in there.items()
        if name not in table.columns and not column["nullable"] and column["default"] is None
    ]
    return sorted(gone + required)
