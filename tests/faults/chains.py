"""I-13: each stored event carries the hash of its predecessor, on both databases."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg

from app.sessions.engine.codec import link
from app.sessions.engine.store import GENESIS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ROWS = "SELECT session_id, seq, name, at, body, words, chain FROM session_event ORDER BY 1, 2"


def hold_in_file(file: Path) -> None:
    """And SQLite itself finds nothing wrong."""
    with sqlite3.connect(file) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        hold(db.execute(ROWS))
    db.close()


def hold_in_postgresql(url: str) -> None:
    with psycopg.connect(url) as db:
        hold(db.execute(ROWS).fetchall())


def hold(rows: Iterable[tuple[Any, ...]]) -> None:
    before: dict[str, bytes] = {}
    for session, seq, name, at, body, words, chain in rows:
        moment = (datetime.fromisoformat(at) if isinstance(at, str) else at).replace(tzinfo=UTC)
        expected = link(before.get(session, GENESIS), seq=seq, name=name, at=moment, body=body, words=words)
        assert chain == expected, (session, seq)
        before[session] = chain
