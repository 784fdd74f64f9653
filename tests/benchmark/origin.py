"""A database that is copied for several measurements: writing thousands of sessions takes minutes on all cores."""

from __future__ import annotations

import os
import shutil
import sqlite3
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.database import migrate
from app.database.address import address_of
from tests.benchmark.seeding import Seeded, seed
from tests.benchmark.servers import fresh

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


@dataclass(frozen=True, slots=True)
class Origin:
    """A folder with a database and its master key, and who is in it."""

    folder: Path
    seeded: Sequence[Seeded]

    @classmethod
    def of(cls, folder: Path, sessions: int) -> Origin:
        """Each core writes a file of its own, under the same master key; then they become one."""
        settings = fresh(folder)
        migrate.upgrade(address_of(settings))
        parts = os.cpu_count() or 1
        folders = [folder.with_name(f"{folder.name}-{number}") for number in range(parts)]
        for one in folders:
            shutil.copytree(folder, one)
        counts = [sessions // parts + (number < sessions % parts) for number in range(parts)]
        try:
            with ProcessPoolExecutor(parts) as pool:
                seeded = [one for part in pool.map(_seed, folders, counts) for one in part]
            for one in folders:
                _take_in(settings.database_file, one / settings.database_file.relative_to(folder))
        finally:
            for one in folders:
                shutil.rmtree(one, ignore_errors=True)
        return cls(folder, seeded)


def _seed(folder: Path, count: int) -> list[Seeded]:
    # The generator was kept to one core; nobody is measured while this is done.
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    return seed(fresh(folder), count)


def _take_in(file: Path, part: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("ATTACH ? AS part", (str(part),))
        for (table,) in db.execute(TABLES).fetchall():
            # Templates are in both.
            db.execute(f'INSERT OR IGNORE INTO main."{table}" SELECT * FROM part."{table}"')  # noqa: S608 - our tables
        db.commit()
