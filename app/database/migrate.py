"""Bring a database to the schema of this version. Alembic is imported only when there is something to do."""

from __future__ import annotations

import re
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config
    from sqlalchemy import Connection, Engine

    from app.database.address import Address

DECLARATION: Final = re.compile(r'^(down_revision|revision)\b[^=]*=\s*(?:"([^"]+)"|None)', re.MULTILINE)
# One lock for everybody who migrates one PostgreSQL database; the number is ours and means nothing.
STARTERS: Final = 7_305_114
UNDEFINED_TABLE: Final = "42P01"


class Unreachable(Exception):  # noqa: N818 - a fact about the installation
    """No server answers there, or it does not let this user in."""


def scripts_folder() -> Path:
    return Path(str(files("migrations")))


def head() -> str | None:
    """Return the newest revision, read from the script files without importing Alembic."""
    revisions: set[str] = set()
    parents: set[str] = set()
    for script in scripts_folder().joinpath("versions").glob("*.py"):
        found = dict(DECLARATION.findall(script.read_text()))
        revisions.add(found["revision"])
        parents.add(found.get("down_revision", ""))
    heads = revisions - parents
    if len(heads) > 1:
        msg = "the migrations have more than one head"
        raise RuntimeError(msg)
    return heads.pop() if heads else None


def reach(address: Address) -> None:
    """Raise `Unreachable` unless the database answers; a file always does."""
    if not isinstance(address, Path):
        _first_value(address, "SELECT 1")


def current(address: Address) -> str | None:
    """Return the revision of a database, `None` for a new or an empty one."""
    found = _first_value(address, "SELECT version_num FROM alembic_version")
    return None if found is None else str(found)


def is_without_keys(address: Address) -> bool:
    """Tell whether nothing was ever sealed here: no file, no schema, or no data key."""
    return _first_value(address, "SELECT 1 FROM data_key LIMIT 1") is None


def is_at_head(address: Address) -> bool:
    found = current(address)
    return found is not None and found == head()


def is_ahead(address: Address) -> bool:
    """Tell whether a later version has been here: its revisions are numbers beyond ours."""
    found, newest = current(address), head()
    return found is not None and newest is not None and found > newest


def configuration(connection: Connection) -> Config:
    """Return Alembic's configuration for one open connection."""
    from alembic.config import Config  # noqa: PLC0415 - half a second of start-up, only when needed

    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def upgrade(address: Address, *, to: str = "head") -> None:
    """Create the file when it is missing, and migrate. Of several starters one works, the others wait."""
    with alone(address) as connection:
        upgrade_within(connection, to=to)


def upgrade_within(connection: Connection, *, to: str = "head") -> None:
    """Migrate in somebody's own transaction, which holds whatever else they do."""
    from alembic import command  # noqa: PLC0415

    command.upgrade(configuration(connection), to)


def downgrade(address: Address, *, to: str = "base") -> None:
    """Take migrations back. For tests only: it loses what they made."""
    from alembic import command  # noqa: PLC0415

    with alone(address) as connection:
        command.downgrade(configuration(connection), to)


def revisions() -> list[str]:
    """Return all revisions, the oldest first."""
    return sorted(file.name.partition("_")[0] for file in scripts_folder().joinpath("versions").glob("*.py"))


@contextmanager
def alone(address: Address) -> Iterator[Connection]:
    """Open one transaction in which nobody else migrates; commit it at the end."""
    if isinstance(address, Path):
        address.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        address.touch(mode=0o600, exist_ok=True)
    engine = engine_for(address)
    try:
        with engine.connect() as connection:
            # Begun here, so that Alembic takes part in it and commits nothing by itself: all of it, or nothing.
            connection.begin()
            if connection.dialect.name == "postgresql":
                # Held to the end of the transaction. The others find everything done when their turn comes.
                connection.execute(text("SELECT pg_advisory_xact_lock(:starters)"), {"starters": STARTERS})
                connection.execute(text("SET LOCAL lock_timeout = '10s'"))
            yield connection
            connection.commit()
    finally:
        engine.dispose()


def engine_for(address: Address) -> Engine:
    if isinstance(address, Path):
        from app.database.sqlite import writer_engine  # noqa: PLC0415

        return writer_engine(address)
    from app.database.postgresql import patient_engine  # noqa: PLC0415

    return patient_engine(address)


def _first_value(address: Address, query: str) -> object:
    """Return the first value of a fixed query; `None` where there is no file, no table or no row."""
    if isinstance(address, Path):
        return _first_value_in_file(address, query)
    engine = engine_for(address)
    try:
        with engine.connect() as connection:
            return connection.exec_driver_sql(query).scalar()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == UNDEFINED_TABLE:
            return None
        raise Unreachable from None
    finally:
        engine.dispose()


def _first_value_in_file(file: Path, query: str) -> object:
    import sqlite3  # noqa: PLC0415 - as the other driver, only where it is used

    if not file.exists():
        return None
    connection = sqlite3.connect(f"file:{file}?mode=rw", uri=True)
    try:
        row = connection.execute(query).fetchone()
    except sqlite3.OperationalError:
        return None
    else:
        return row[0] if row else None
    finally:
        connection.close()
