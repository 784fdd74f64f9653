"""Bring a database to the schema of this version. Alembic is imported only when there is something to do."""

from __future__ import annotations

import re
import sqlite3
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import create_engine

from app.database.sqlite import writer_engine

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection, MetaData

DECLARATION: Final = re.compile(r'^(down_revision|revision)\b[^=]*=\s*(?:"([^"]+)"|None)', re.MULTILINE)


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


def current(file: Path) -> str | None:
    """Return the revision of a database file, `None` for a new or an empty one."""
    if not file.exists():
        return None
    connection = sqlite3.connect(f"file:{file}?mode=rw", uri=True)
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    else:
        return str(row[0]) if row else None
    finally:
        connection.close()


def is_without_keys(file: Path) -> bool:
    """Tell whether nothing was ever sealed here: no file, no schema, or no data key."""
    if not file.exists():
        return True
    connection = sqlite3.connect(f"file:{file}?mode=rw", uri=True)
    try:
        return connection.execute("SELECT 1 FROM data_key LIMIT 1").fetchone() is None
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()


def is_at_head(file: Path) -> bool:
    return file.exists() and current(file) == head()


def configuration(connection: Connection) -> Config:
    """Return Alembic's configuration for one open connection."""
    from alembic.config import Config  # noqa: PLC0415 - half a second of start-up, only when needed

    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def upgrade(file: Path) -> None:
    """Create the file when it is missing, and migrate to head."""
    from alembic import command  # noqa: PLC0415

    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600, exist_ok=True)
    engine = writer_engine(file)
    try:
        with engine.connect() as connection:
            command.upgrade(configuration(connection), "head")
            connection.commit()
    finally:
        engine.dispose()


def downgrade(file: Path) -> None:
    """Take every migration back. For tests only: it loses everything."""
    from alembic import command  # noqa: PLC0415

    engine = writer_engine(file)
    try:
        with engine.connect() as connection:
            command.downgrade(configuration(connection), "base")
            connection.commit()
    finally:
        engine.dispose()


def drift(file: Path, metadata: MetaData) -> list[object]:
    """Return what the tables have and the scripts do not build, or the other way round; empty when they agree."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    engine = writer_engine(file)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            tables: list[object] = list(compare_metadata(context, metadata))
            found, wanted = triggers_in(connection), triggers_of(metadata)
            return tables + sorted(found.items() ^ wanted.items())
    finally:
        engine.dispose()


def triggers_in(connection: Connection) -> dict[str, str]:
    """Return the triggers of a database by name; what they say keeps rows from ever changing."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    return {str(name): str(sql) for name, sql in rows}


def triggers_of(metadata: MetaData) -> dict[str, str]:
    """Return the triggers that the tables bring along when they are made from the code."""
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            metadata.create_all(connection)
            return triggers_in(connection)
    finally:
        engine.dispose()
