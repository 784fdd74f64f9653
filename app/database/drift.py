"""Compare a database with the tables that the code declares, triggers included. It changes nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sqlalchemy import create_engine, create_mock_engine

from app.database.migrate import engine_for

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData

    from app.database.address import Address

KINDS: Final = ("sqlite", "postgresql")
MADE: Final = re.compile(r"CREATE (TRIGGER|FUNCTION) (\w+)")
SCRATCH: Final = "rejoin_scratch"

_IN_SQLITE: Final = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
_IN_POSTGRESQL: Final = (
    "SELECT t.tgname, pg_get_triggerdef(t.oid) || ' ' || p.prosrc FROM pg_trigger t "
    "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY t.tgname"
)


def drift(address: Address, metadata: MetaData) -> list[object]:
    """Return what the tables have and the database does not, or the other way round; empty when they agree."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - half a second, only for developers
    from alembic.migration import MigrationContext  # noqa: PLC0415

    engine = engine_for(address)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            tables: list[object] = list(compare_metadata(context, metadata))
            found, wanted = triggers_in(connection), _triggers_wanted(connection, metadata)
            return tables + sorted(found.items() ^ wanted.items())
    finally:
        engine.dispose()


def triggers_in(connection: Connection) -> dict[str, str]:
    """Return the triggers of a database by name; what they say keeps rows from ever changing."""
    query = _IN_SQLITE if connection.dialect.name == "sqlite" else _IN_POSTGRESQL
    return {str(name): str(sql) for name, sql in connection.exec_driver_sql(query)}


def trigger_statements(metadata: MetaData, kind: str) -> dict[str, str]:
    """Return the statements, by what they make, that the tables bring along on this kind of database."""
    said: list[str] = []
    engine = create_mock_engine(f"{kind}://", lambda statement, *_, **__: said.append(str(statement)))
    metadata.create_all(engine, checkfirst=False)
    made = ((MADE.match(sql), sql) for sql in said)
    return {f"{found[1]} {found[2]}": sql for found, sql in made if found}


def _triggers_wanted(connection: Connection, metadata: MetaData) -> dict[str, str]:
    """Return how the triggers look when the tables are made from the code, on the same kind of database."""
    if connection.dialect.name == "sqlite":
        with create_engine("sqlite://").connect() as empty:
            metadata.create_all(empty)
            return triggers_in(empty)
    usual = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    # In a schema that is never committed.
    connection.exec_driver_sql(f"CREATE SCHEMA {SCRATCH}")
    connection.exec_driver_sql(f"SET LOCAL search_path TO {SCRATCH}")
    metadata.create_all(connection, checkfirst=False)
    wanted = {name: sql.replace(f"{SCRATCH}.", f"{usual}.") for name, sql in triggers_in(connection).items()}
    connection.rollback()
    return wanted
