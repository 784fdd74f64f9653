"""Who is connected where: rows that a process keeps while it lives, so that losing the bus loses nobody's presence.

Ephemeral and without history: when a process or a person goes, the row goes. "Connected or not", never since when.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select
from sqlmodel import Session as Db
from sqlmodel import col

from app.sessions.tables import CompanyRow, ProcessRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from app.database import UnitOfWork

_company = CompanyRow.__table__  # type: ignore[attr-defined]
_process = ProcessRow.__table__  # type: ignore[attr-defined]

Company = dict[str, tuple[frozenset[str], "datetime | None"]]


def beat(uow: UnitOfWork, process_id: str, *, at: datetime, until: datetime) -> bool:
    """Say that this process lives until `until`; sweep up what processes left that do not.

    Tell whether it was unknown: new, or swept up by others together with whom it had told of.
    """
    row = uow.db.get(ProcessRow, process_id)
    if row is None:
        uow.db.add(ProcessRow(id=process_id, alive_until=until))
    else:
        row.alive_until = until
    # First: who beats late, after a stall or a jump of the clock, is among the dead until this is written.
    uow.db.flush()
    forget_the_dead(uow, at=at)
    return row is None


def depart(uow: UnitOfWork, process_id: str) -> None:
    connection = uow.db.connection()
    connection.execute(delete(_company).where(_company.c.process_id == process_id))
    connection.execute(delete(_process).where(_process.c.id == process_id))


def keep(uow: UnitOfWork, present: Mapping[str, Collection[str]], *, process_id: str, at: datetime) -> None:
    """By session: exactly these people are connected to this process; `at` is their last sign of life."""
    connection = uow.db.connection()
    mine = (_company.c.process_id == process_id) & _company.c.session_id.in_(present)
    connection.execute(delete(_company).where(mine))
    rows = [
        {"session_id": session_id, "process_id": process_id, "account_id": one, "active_at": at}
        for session_id, people in sorted(present.items())
        for one in sorted(people)
    ]
    if rows:
        connection.execute(insert(_company), rows)


def elsewhere(db: Db, session_ids: Collection[str], *, process_id: str, at: datetime) -> Company:
    """By session: who is connected to another living process, and the latest sign of life there."""
    wanted = (
        select(_company.c.session_id, _company.c.account_id, _company.c.active_at)
        .join(_process, _process.c.id == _company.c.process_id)
        .where(
            _company.c.session_id.in_(session_ids),
            _company.c.process_id != process_id,
            col(_process.c.alive_until) > at,
        )
    )
    people: defaultdict[str, set[str]] = defaultdict(set)
    active: dict[str, datetime] = {}
    for row in db.connection().execute(wanted):
        people[row.session_id].add(row.account_id)
        active[row.session_id] = max(active.get(row.session_id, row.active_at), row.active_at)
    return {session_id: (frozenset(found), active[session_id]) for session_id, found in people.items()}


def forget_the_dead(uow: UnitOfWork, *, at: datetime) -> None:
    """Remove what processes left that did not say good-bye."""
    connection = uow.db.connection()
    dead = select(_process.c.id).where(_process.c.alive_until <= at)
    connection.execute(delete(_company).where(_company.c.process_id.in_(dead)))
    connection.execute(delete(_process).where(_process.c.alive_until <= at))
