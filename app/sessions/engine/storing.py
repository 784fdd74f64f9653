"""Writes units: one statement a table for a whole group. An ORM row a command costs twenty times more (performance.md,
headline), and putting statements together anew for each group as much again as executing them.
"""

from __future__ import annotations

import json
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from app.database.bulk import inserting, moving
from app.sessions.engine.codec import StoredEvent
from app.sessions.engine.units import Outcome, Projection, StoredMark
from app.sessions.tables import SessionEventRow, SessionMarkRow, SessionOutcomeRow, SessionRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from app.database import UnitOfWork
    from app.database.bulk import Row
    from app.sessions.engine.units import Unit

_MOVE: Final = moving(SessionRow.__table__, ("revision", *Projection.__slots__), key="id")  # type: ignore[attr-defined]
_EVENTS: Final = inserting(SessionEventRow.__table__, StoredEvent.__slots__)  # type: ignore[attr-defined]
_MARKS: Final = inserting(SessionMarkRow.__table__, StoredMark.__slots__)  # type: ignore[attr-defined]
_OUTCOMES: Final = inserting(SessionOutcomeRow.__table__, ("session_id", *Outcome.__slots__))  # type: ignore[attr-defined]
_event_row = attrgetter(*StoredEvent.__slots__)
_mark_row = attrgetter(*StoredMark.__slots__)
_outcome_row = attrgetter(*Outcome.__slots__)
_moved_to = attrgetter(*Projection.__slots__)

# One row for all: each row of its own would wait for the event loop (`Bulk`).
_FENCE_ON_SQLITE: Final = (
    "SELECT json_group_object(id, revision) FROM session WHERE id IN (SELECT value FROM json_each(?))"
)
_FENCE_ON_POSTGRESQL: Final = "SELECT id, revision FROM session WHERE id = ANY(%s) ORDER BY id FOR UPDATE"


def store_units(uow: UnitOfWork, units: Iterable[Unit], *, waiting: bool = True) -> frozenset[str]:
    """Store what still meets its fence; the ids of the sessions that did.

    Rows are locked in the order of their ids, so that two processes' groups never wait for each other in a ring. A row
    that another process holds will hardly meet its fence: not `waiting`, it is lost at once, and one session of a
    group does not hold up all the others.
    """
    connection = uow.db.connection()
    ordered = sorted(units, key=lambda unit: unit.session_id)
    revisions = _fenced(connection, [unit.session_id for unit in ordered], waiting=waiting)
    kept = [unit for unit in ordered if revisions.get(unit.session_id) == unit.expected]
    if not kept:
        return frozenset()
    _MOVE.run(connection, [(unit.expected + 1, *_moved_to(unit.projection), unit.session_id) for unit in kept])
    if events := [_event_row(event) for unit in kept for event in unit.events]:
        _EVENTS.run(connection, events)
    if marks := [_mark_row(mark) for unit in kept for mark in unit.marks]:
        _MARKS.run(connection, marks)
    if outcomes := [_answered(unit) for unit in kept if unit.outcome]:
        _OUTCOMES.run(connection, outcomes)
    for unit in kept:
        for consequence in unit.consequences:
            consequence(uow)
    return frozenset(unit.session_id for unit in kept)


def _fenced(connection: Connection, ids: Sequence[str], *, waiting: bool) -> dict[str, int]:
    """The revisions of these sessions, which nobody else moves until this transaction ends."""
    if connection.dialect.name == "sqlite":
        # One writer: nothing is to be locked.
        held: dict[str, int] = json.loads(connection.exec_driver_sql(_FENCE_ON_SQLITE, (json.dumps(ids),)).scalar_one())
        return held
    fence = _FENCE_ON_POSTGRESQL if waiting else f"{_FENCE_ON_POSTGRESQL} SKIP LOCKED"
    return dict(tuple(row) for row in connection.exec_driver_sql(fence, (list(ids),)))


def _answered(unit: Unit) -> Row:
    return (unit.session_id, *_outcome_row(unit.outcome))
