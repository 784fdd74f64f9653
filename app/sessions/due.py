"""Talks that lie ahead of a person, and wishes for one that they may answer. It shows no state that the other keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.due import Due, state_at
from app.sessions.tables import SessionRow, TalkRequestRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session as Db

    from app.due import DueState

# How long a calendar keeps free for a talk; how long one lasts is for its template and the two to say.
MINUTES = 60


def due_for(
    db: Db, account_id: str, *, couple_ids: tuple[str, ...], at: datetime, days: int, timezone: str
) -> tuple[Due, ...]:
    """Return the talks that are planned or go on, and the wishes that wait for this person."""
    until = at + timedelta(days=days)
    talks = [
        _talk(row, opens_at=row.opens_at or row.created_at, at=at, timezone=timezone)
        for row in _ahead(db, couple_ids)
        if (row.opens_at or row.created_at) <= until
    ]
    return (*talks, *(_wish(row) for row in _open_wishes(db, couple_ids, at) if _waits_for(row, account_id)))


def _ahead(db: Db, couple_ids: tuple[str, ...]) -> list[SessionRow]:
    wanted = select(SessionRow).where(col(SessionRow.couple_id).in_(couple_ids), col(SessionRow.ended_at).is_(None))
    return list(db.exec(wanted.order_by(col(SessionRow.id))).all())


def _talk(row: SessionRow, *, opens_at: datetime, at: datetime, timezone: str) -> Due:
    # A talk that has not ended is never overdue: nobody is told that somebody did not come.
    state: DueState = "coming" if state_at(opens_at, at=at, timezone=timezone) == "coming" else "due"
    return Due("talk", row.id, row.couple_id, None, opens_at, state, f"/v1/sessions/{row.id}", minutes=MINUTES)


def _open_wishes(db: Db, couple_ids: tuple[str, ...], at: datetime) -> list[TalkRequestRow]:
    wanted = select(TalkRequestRow).where(
        col(TalkRequestRow.couple_id).in_(couple_ids),
        col(TalkRequestRow.answer).in_(("none", "offered")),
        col(TalkRequestRow.expires_at) > at,
    )
    return list(db.exec(wanted.order_by(col(TalkRequestRow.id))).all())


def _waits_for(row: TalkRequestRow, account_id: str) -> bool:
    """One's own wish, or one's own offer, is the other's to answer; a declined one waits for nobody (S-8)."""
    return (row.requester_id == account_id) == (row.answer == "offered")


def _wish(row: TalkRequestRow) -> Due:
    return Due("talk_request", row.id, row.couple_id, None, None, "due", f"/v1/talk-requests/{row.id}")
