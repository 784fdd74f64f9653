"""Write a migration script from a scratch database at head to the present tables. For developers only."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from app.database import migrate
from app.database.migrate import engine_for


def write(message: str) -> None:
    number = len(list(migrate.scripts_folder().joinpath("versions").glob("*.py"))) + 1
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "scratch.sqlite3"
        migrate.upgrade(scratch)
        engine = engine_for(scratch)
        with engine.connect() as connection:
            config = migrate.configuration(connection)
            command.revision(config, message=message.rstrip("."), autogenerate=True, rev_id=f"{number:04}")
        engine.dispose()


if __name__ == "__main__":
    write(sys.argv[1])
