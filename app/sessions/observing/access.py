"""Whether a therapist may watch a session now: asked at every connection, every suggestion and every delivery (T12).

Three things, and each of the two can end it alone: the practice with its scope, and both yeses for this very session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.sessions.tables import ObservingConsentRow, ObservingRow, SessionRow
from app.therapists.standing import access_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlmodel import Session as Db

# A session, and who watches it.
Watch = tuple[str, str]


def may_watch(db: Db, session_id: str, therapist_id: str, *, at: datetime) -> bool:
    row = db.get(SessionRow, session_id)
    if row is None or not both_said_yes(db, row, therapist_id):
        return False
    return access_of(db, therapist_id, row.couple_id, at=at).allows("observe")


def all_that_may(db: Db, watches: Collection[Watch], *, at: datetime) -> frozenset[Watch]:
    """Return those of them that may go on."""
    return frozenset(one for one in watches if may_watch(db, *one, at=at))


def both_said_yes(db: Db, row: SessionRow, therapist_id: str) -> bool:
    """Tell whether it was asked for, and both partners of this session said yes to it."""
    if db.get(ObservingRow, (row.id, therapist_id)) is None:
        return False
    return said_yes(db, row.id, therapist_id) >= {row.a_id, row.b_id}


def said_yes(db: Db, session_id: str, therapist_id: str) -> set[str]:
    """Return who said yes. It is never shown to anybody: each of the two sees their own."""
    wanted = select(ObservingConsentRow.account_id).where(
        col(ObservingConsentRow.session_id) == session_id, col(ObservingConsentRow.therapist_id) == therapist_id
    )
    return set(db.exec(wanted).all())
