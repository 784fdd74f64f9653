"""What one session leaves behind on PostgreSQL: bytes of rows and indexes for each table, and of write-ahead log.

A whole talk is decided by the real rules and stored by the real store, for a few dozen couples, and then weighed.
"""

from __future__ import annotations

import json
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import sql

from app.clock import wire_now
from app.database import migrate
from app.database.address import address_of
from app.main import make_resources
from app.sessions.engine.loading import load_session
from app.sessions.engine.preparing import prepare
from app.sessions.engine.storing import store_units
from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import Decided
from app.sessions.protocol.decide import decide
from app.sessions.protocol.facts import Facts
from app.sessions.service import parsed
from tests.benchmark.seeding import seed
from tests.benchmark.servers import fresh
from tests.benchmark.turns import TURN, TURNS
from tests.servers import running_postgresql

if TYPE_CHECKING:
    from datetime import datetime

    from app.resources import Resources
    from app.sessions.engine.live import Loaded
    from app.sessions.engine.units import Unit
    from tests.servers import PostgreSQL

TABLES = ("session", "session_event", "session_mark", "session_outcome")
DATABASE = "weighing"


def weigh(*, couples: int = 48, turns: int = 12) -> dict[str, float]:
    """Bytes for each session, by table, and of log."""
    with running_postgresql() as server, tempfile.TemporaryDirectory() as folder:
        server.create(DATABASE)
        settings = fresh(Path(folder), database_url=server.url(DATABASE))
        migrate.upgrade(address_of(settings))
        ids = [one.session_id for one in seed(settings, couples)]
        resources = make_resources(settings)
        try:
            before = _at(server)
            _talk(resources, ids, turns)
            written = _at(server) - before
        finally:
            resources.database.close()
            resources.passwords.close()
        sizes = {name: _size(server, name) / couples for name in TABLES}
        rows = {f"{name}_rows": _count(server, name) / couples for name in TABLES}
        found = {**sizes, **rows, "wal": written / couples, "commands": float(turns * len(TURN))}
        return {name: round(value, 1) for name, value in found.items()}


def _talk(resources: Resources, ids: list[str], turns: int) -> None:
    loaded = {}
    for session_id in ids:
        found = resources.database.read_now(lambda db, one=session_id: load_session(db, resources.keyring, one))  # type: ignore[misc]
        assert found is not None
        loaded[session_id] = found
    for number in range(turns * len(TURN)):
        at = wire_now(resources.clock) + timedelta(milliseconds=number)
        units = []
        for session_id, one in loaded.items():
            loaded[session_id], unit = _step(resources, one, number, at)
            units.append(unit)
        resources.database.write_now(lambda uow, units=units: store_units(uow, units))  # type: ignore[misc]


def _step(resources: Resources, before: Loaded, number: int, at: datetime) -> tuple[Loaded, Unit]:
    side, name, body = TURNS[number % len(TURNS)]
    speaker = before.session.requester
    by = speaker if side == 0 else "b" if speaker == "a" else "a"
    command = parsed(c.COMMANDS_BY_NAME[name], json.loads(body)).command(by)
    facts = Facts(marks=before.marks, active_at=at)
    decided = decide(before.session, command, facts, at)
    assert isinstance(decided, Decided), decided
    sender = (before.session.people.of(by), resources.ids.private(), "f" * 64)
    prepared = prepare(before, decided, facts=facts, keyring=resources.keyring, sender=sender)
    return prepared.after, prepared.unit


def _size(server: PostgreSQL, table: str) -> float:
    asked = sql.SQL("SELECT pg_total_relation_size({})").format(sql.Literal(table))
    return float(server.execute(asked, database=DATABASE)[0][0])


def _count(server: PostgreSQL, table: str) -> float:
    asked = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    return float(server.execute(asked, database=DATABASE)[0][0])


def _at(server: PostgreSQL) -> float:
    """The position in the write-ahead log, in bytes."""
    asked = sql.SQL("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
    return float(server.execute(asked)[0][0])
