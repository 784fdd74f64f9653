"""A bare durable store with group commit, for peers that bring none: what waits is one transaction."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000", "cache_size=-16000", "temp_store=MEMORY")
COLUMNS = {
    "event": "room TEXT, seq INTEGER, name TEXT, at TEXT, body TEXT, words BLOB, chain BLOB, PRIMARY KEY (room, seq)",
    "outcome": "room TEXT, account TEXT, ref TEXT, fingerprint TEXT, seq INTEGER, PRIMARY KEY (room, account, ref)",
}
INSERTS = ("INSERT INTO event VALUES (?,?,?,?,?,?,?)", "INSERT INTO outcome VALUES (?,?,?,?,?)")


def opened(file: str) -> sqlite3.Connection:
    db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    for pragma in PRAGMAS:
        db.execute(f"PRAGMA {pragma}")
    for name, columns in COLUMNS.items():
        db.execute(f"CREATE TABLE {name} ({columns}) WITHOUT ROWID")
    return db


def append(db: sqlite3.Connection, commands: list[tuple[str, int, str, bytes]]) -> None:
    """Two rows a command, one transaction for all of them."""
    db.execute("BEGIN IMMEDIATE")
    at = "2026-11-22 16:00:00.000000"
    db.executemany(INSERTS[0], [(room, seq, "spoken", at, "{}", words, b"c" * 32) for room, seq, _, words in commands])
    db.executemany(INSERTS[1], [(room, room, ref, "f" * 64, seq) for room, seq, ref, _ in commands])
    db.execute("COMMIT")


class Grouped:
    def __init__(self, file: str) -> None:
        self._db = opened(file)
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._waiting: list[tuple[tuple[str, int, str, bytes], asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None
        self.seqs: defaultdict[str, int] = defaultdict(int)

    async def append(self, room: str, ref: str, words: bytes) -> int:
        self.seqs[room] = seq = self.seqs[room] + 1
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(((room, seq, ref, words), done))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        await done
        return seq

    async def _run(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            commands = [one for one, _ in group]
            await asyncio.get_running_loop().run_in_executor(self._thread, append, self._db, commands)
            for _, done in group:
                done.set_result(None)
        self._task = None
