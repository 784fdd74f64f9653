"""What a database holds, column by column, in a form that can be compared before and after a migration."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import MetaData, select

from app.database.migrate import engine_for

if TYPE_CHECKING:
    from app.database.address import Address

Contents = dict[str, str]


def contents(address: Address) -> Contents:
    """A hash of every column of every table but Alembic's own, rows in the order of their keys."""
    engine, tables = engine_for(address), MetaData()
    try:
        with engine.connect() as connection:
            tables.reflect(connection)
            found: Contents = {}
            for name, table in tables.tables.items():
                if name == "alembic_version":
                    continue
                rows = connection.execute(select(table).order_by(*table.primary_key.columns)).all()
                for number, column in enumerate(table.columns):
                    values = repr([row[number] for row in rows])
                    found[f"{name}.{column.name}"] = hashlib.sha256(values.encode()).hexdigest()
            return found
    finally:
        engine.dispose()
