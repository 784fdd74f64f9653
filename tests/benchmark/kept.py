"""What a session keeps in memory beside its sockets: many are read as for their first socket, in a process of its own.

`python -m tests.benchmark.kept COUNT` reads the service's environment, and prints KiB a session.
"""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import text

from app.database import migrate
from app.database.address import address_of
from app.main import create_app
from app.settings import Settings
from tests.benchmark.processes import ROOT, rss_kib
from tests.benchmark.seeding import seed
from tests.benchmark.servers import environment_of, fresh

if TYPE_CHECKING:
    from sqlmodel import Session as Db

# The first ones fill the room that the start left behind, and are not counted.
FIRST = 1000
READERS = 8


def kib_of_state(sessions: int = 2000) -> float:
    """Started anew, so that nothing of this process counts."""
    with tempfile.TemporaryDirectory(prefix="rejoin-benchmark-") as folder:
        settings = fresh(Path(folder))
        migrate.upgrade(address_of(settings))
        seed(settings, sessions + FIRST)
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment_of(settings, 0)}
        command = [sys.executable, "-m", "tests.benchmark.kept"]
        return float(subprocess.check_output(command, env=environment, cwd=ROOT))


async def _kept(settings: Settings) -> float:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        database, memory = app.state.resources.database, app.state.engine.memory
        # SQLite's own caches fill up to a bound whoever reads; what is asked for is what a session adds.
        await asyncio.gather(*(database.read(_everything) for _ in range(READERS)))
        ids = await database.read(lambda db: db.connection().execute(text("SELECT id FROM session")).scalars().all())
        for session_id in ids[:FIRST]:
            await memory.live(session_id)
        gc.collect()
        before = rss_kib(os.getpid())
        for session_id in ids[FIRST:]:
            await memory.live(session_id)
        gc.collect()
        return (rss_kib(os.getpid()) - before) / len(ids[FIRST:])


def _everything(db: Db) -> None:
    for table in ("session", "session_event", "session_mark", "account", "membership", "data_key"):
        # Row by row: a list of all would leave room behind, in which a thousand sessions would cost nothing.
        for _ in db.connection().execute(text(f"SELECT * FROM {table}")):  # noqa: S608 - names of our own
            pass


if __name__ == "__main__":
    print(round(asyncio.run(_kept(Settings())), 1))
