"""What a database holds, table by table, in a form that can be compared before and after a migration."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import MetaData, select

from app.database.migrate import engine_for

if TYPE_CHECKING:
    from app.database.address import Address

Contents = dict[str, tuple[int, str]]


def contents(address: Address) -> Contents:
    """The number of rows and a hash of all of them, for every table but Alembic's own."""
    engine, tables = engine_for(address), MetaData()
    try:
        with engine.connect() as connection:
            tables.reflect(connection)
            found: Contents = {}
            for name, table in tables.tables.items():
                if name != "alembic_version":
                    rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
                    found[name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
            return found
    finally:
        engine.dispose()
