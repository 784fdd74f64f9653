"""Reads sessions and writes units. The only module that knows the tables of the live session.

Writing is set-based Core, one statement a table for a whole group: an ORM row a command costs twenty times more
(performance.md, headline).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import field
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session as Db
from sqlmodel import col

from app.frozen import dataclass
from app.sessions.engine.codec import StoredEvent
from app.sessions.engine.units import Outcome, Projection, StoredMark, Unit
from app.sessions.tables import SessionEventRow, SessionMarkRow, SessionOutcomeRow, SessionRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from app.database import UnitOfWork

_session = SessionRow.__table__  # type: ignore[attr-defined]
_event = SessionEventRow.__table__  # type: ignore[attr-defined]
_mark = SessionMarkRow.__table__  # type: ignore[attr-defined]
_outcome = SessionOutcomeRow.__table__  # type: ignore[attr-defined]

# Put together once: it takes longer than to ask them.
_ROWS = select(SessionRow).where(_session.c.id.in_(bindparam("asked_for", expanding=True)))
_LOG = (
    select(*(_event.c[name] for name in StoredEvent.__slots__))
    .where(_event.c.session_id == bindparam("asked_for"), _event.c.seq > bindparam("behind"))
    .order_by(_event.c.seq)
)
_LOGS = (
    select(*(_event.c[name] for name in StoredEvent.__slots__))
    .where(_event.c.session_id.in_(bindparam("asked_for", expanding=True)))
    .order_by(_event.c.session_id, _event.c.seq)
)
_MARKS = (
    select(*(_mark.c[name] for name in StoredMark.__slots__))
    .where(_mark.c.session_id.in_(bindparam("asked_for", expanding=True)))
    .order_by(_mark.c.session_id, _mark.c.revision, _mark.c.number)
)
_OUTCOMES = select(_outcome.c.session_id, *(_outcome.c[name] for name in Outcome.__slots__)).where(
    _outcome.c.session_id.in_(bindparam("asked_for", expanding=True))
)

_MOVE = (
    update(_session)
    .where(_session.c.id == bindparam("moved_id"))
    .values({name: bindparam(f"new_{name}") for name in
             ("revision", "seq", "phase", "first", "started_at", "due_at", "ended_at", "outcome")})
)  # fmt: skip
LARGEST_SEQ = 2**31 - 1
# The start of the hash chain of every log.
GENESIS = b"rejoin log".ljust(32, b"\0")


@dataclass(frozen=True, slots=True)
class Stored:
    """A session as it lies in the database: its row, its whole log, its marks, its outcomes."""

    row: SessionRow
    events: tuple[StoredEvent, ...] = field(repr=False)
    marks: tuple[StoredMark, ...] = field(repr=False)
    outcomes: tuple[Outcome, ...]


def load(db: Db, session_id: str) -> Stored | None:
    return load_all(db, (session_id,)).get(session_id)


def load_all(db: Db, session_ids: Collection[str]) -> dict[str, Stored]:
    """Return those of the sessions that there are, by their ids: one question a table, however many they are."""
    asked = {"asked_for": sorted(session_ids)}
    rows = db.scalars(_ROWS, asked).all()
    connection = db.connection()
    events, marks, outcomes = defaultdict(list), defaultdict(list), defaultdict(list)
    for event in connection.execute(_LOGS, asked):
        events[event.session_id].append(StoredEvent(*event))
    for mark in connection.execute(_MARKS, asked):
        marks[mark.session_id].append(StoredMark(*mark))
    for session_id, *outcome in connection.execute(_OUTCOMES, asked):
        outcomes[session_id].append(Outcome(*outcome))
    return {
        row.id: Stored(
            row=row, events=tuple(events[row.id]), marks=tuple(marks[row.id]), outcomes=tuple(outcomes[row.id])
        )
        for row in rows
    }


def events_after(db: Db, session_id: str, *, after: int, limit: int | None = None) -> tuple[StoredEvent, ...]:
    """The log from the event after `after` on, in order."""
    # A client may name any number; one that no column holds would be a fault on PostgreSQL, and nothing on SQLite.
    behind = min(after, LARGEST_SEQ)
    rows = db.connection().execute(_LOG.limit(limit) if limit else _LOG, {"asked_for": session_id, "behind": behind})
    return tuple(StoredEvent(*row) for row in rows)


def insert_session(db: Db, row: SessionRow) -> None:
    db.add(row)
    db.flush()


@dataclass(frozen=True, slots=True)
class Ahead:
    """A session of a couple that has not ended: one that runs, or one whose lobby is still open or to come."""

    id: str
    begun: bool
    opens_at: datetime
    due_at: datetime


def ahead_of_couple(db: Db, couple_id: str) -> Sequence[Ahead]:
    """The couple's sessions that have not ended. Of these at most one has begun (I-37)."""
    c = _session.c
    found = select(c.id, c.started_at, c.opens_at, c.created_at, c.due_at).where(
        c.couple_id == couple_id, c.ended_at.is_(None)
    )
    rows = db.connection().execute(found.order_by(c.id)).all()
    return [Ahead(row.id, row.started_at is not None, row.opens_at or row.created_at, row.due_at) for row in rows]


def waiting_for_time(db: Db) -> Sequence[tuple[str, datetime]]:
    """Every session that has not ended, and when it is due: what a starting process sets its timers from."""
    found = select(_session.c.id, _session.c.due_at).where(
        _session.c.ended_at.is_(None), _session.c.due_at.is_not(None)
    )
    return [(row.id, row.due_at) for row in db.connection().execute(found)]


def due_before(db: Db, moment: datetime) -> Sequence[tuple[str, datetime]]:
    """The sessions that fall due before `moment`, whoever holds them."""
    found = select(_session.c.id, _session.c.due_at).where(_session.c.ended_at.is_(None), _session.c.due_at <= moment)
    return [(row.id, row.due_at) for row in db.connection().execute(found)]


def revisions_of(db: Db, ids: Collection[str]) -> dict[str, int]:
    """How far each of these sessions has come."""
    found = select(_session.c.id, _session.c.revision).where(_session.c.id.in_(ids))
    return {row.id: row.revision for row in db.connection().execute(found)}


def recently_ended(db: Db, couple_id: str, *, since: datetime) -> Sequence[tuple[str, datetime]]:
    """For the spacing rule: what each session of the couple that had begun counts as, and when it ended."""
    found = select(_session.c.template_kind, _session.c.ended_at).where(
        _session.c.couple_id == couple_id, _session.c.started_at.is_not(None), _session.c.ended_at > since
    )
    return [(row.template_kind, row.ended_at) for row in db.connection().execute(found)]


def previous_first(db: Db, couple_id: str) -> tuple[str, str, str] | None:
    """Sides and first speaker of the couple's last started session, for those who alternate (L-12)."""
    found = (
        select(_session.c.a_id, _session.c.b_id, _session.c.first)
        .where(_session.c.couple_id == couple_id, _session.c.started_at.is_not(None))
        .order_by(_session.c.started_at.desc())
        .limit(1)
    )
    row = db.connection().execute(found).one_or_none()
    return (row.a_id, row.b_id, row.first) if row else None


def lock_session(db: Db, session_id: str) -> None:
    """Until this transaction ends, nobody else moves the session. Waits for whoever has it now."""
    db.connection().execute(select(_session.c.id).where(_session.c.id == session_id).with_for_update())


def store_units(uow: UnitOfWork, units: Iterable[Unit], *, waiting: bool = True) -> frozenset[str]:
    """Store what still meets its fence; the ids of the sessions that did.

    Rows are locked in the order of their ids, so that two processes' groups never wait for each other in a ring. A row
    that another process holds will hardly meet its fence: not `waiting`, it is lost at once, and one session of a
    group does not hold up all the others.
    """
    ordered = sorted(units, key=lambda unit: unit.session_id)
    ids = [unit.session_id for unit in ordered]
    wanted = select(_session.c.id, _session.c.revision).where(_session.c.id.in_(ids)).order_by(_session.c.id)
    fence = wanted.with_for_update(skip_locked=not waiting)
    connection = uow.db.connection()
    revisions: dict[str, int] = {row.id: row.revision for row in connection.execute(fence)}
    kept = [unit for unit in ordered if revisions.get(unit.session_id) == unit.expected]
    if not kept:
        return frozenset()
    connection.execute(_MOVE, [_moved(unit) for unit in kept])
    if events := [event.row() for unit in kept for event in unit.events]:
        connection.execute(insert(_event), events)
    if marks := [mark.row() for unit in kept for mark in unit.marks]:
        connection.execute(insert(_mark), marks)
    if outcomes := [unit.outcome.row(unit.session_id) for unit in kept if unit.outcome]:
        connection.execute(insert(_outcome), outcomes)
    for unit in kept:
        for consequence in unit.consequences:
            consequence(uow)
    return frozenset(unit.session_id for unit in kept)


def _moved(unit: Unit) -> dict[str, object]:
    moved = unit.projection
    values = {f"new_{name}": getattr(moved, name) for name in Projection.__slots__}
    return {"moved_id": unit.session_id, "new_revision": unit.expected + 1, **values}


def sessions_of_couple(db: Db, couple_id: str, *, before: str | None, limit: int) -> Sequence[SessionRow]:
    wanted = select(SessionRow).where(col(SessionRow.couple_id) == couple_id)
    if before:
        wanted = wanted.where(col(SessionRow.id) < before)
    return db.scalars(wanted.order_by(col(SessionRow.id).desc()).limit(limit)).all()
