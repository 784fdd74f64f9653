"""Audit of therapists: what they said of themselves and what they noted still opens with their own key."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlmodel import col, select

from app.security.auditing import AT_ONCE
from app.security.encryption import KeyDestroyed, Unreadable
from app.therapists.naming import read_said
from app.therapists.notes import open_note
from app.therapists.tables import TherapistNoteRow, TherapistProfileRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from app.security.auditing import Audit
    from app.security.encryption import Keyring


Row = TypeVar("Row", TherapistProfileRow, TherapistNoteRow)


def audit_therapists(db: Session, keyring: Keyring, audit: Audit, *, after: str) -> str | None:
    """Look at some profiles; where to go on, or None at the end."""
    wanted = select(TherapistProfileRow).where(col(TherapistProfileRow.account_id) > after)
    rows = db.exec(wanted.order_by(col(TherapistProfileRow.account_id)).limit(AT_ONCE)).all()
    for row in rows:
        audit.looked_at["therapists"] += 1
        audit.faults["therapist_unreadable"] += not _opens(read_said, db, keyring, row)
    return rows[-1].account_id if rows else None


def audit_notes(db: Session, keyring: Keyring, audit: Audit, *, after: str) -> str | None:
    """Look at some notes; where to go on, or None at the end."""
    wanted = select(TherapistNoteRow).where(col(TherapistNoteRow.id) > after)
    rows = db.exec(wanted.order_by(col(TherapistNoteRow.id)).limit(AT_ONCE)).all()
    for row in rows:
        audit.looked_at["therapists' notes"] += 1
        audit.faults["therapist_note_unreadable"] += not _opens(open_note, db, keyring, row)
    return rows[-1].id if rows else None


def _opens(read: Callable[[Session, Keyring, Row], object], db: Session, keyring: Keyring, row: Row) -> bool:
    try:
        read(db, keyring, row)
    except (Unreadable, KeyDestroyed, ValueError):
        return False
    return True
