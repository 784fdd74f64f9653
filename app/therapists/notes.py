"""A therapist's own notes about a couple: under their key, in nobody's export but theirs, and no door for anybody else.

They outlive the link: keeping or deleting them is the therapist's own duty (rules.md 9).
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from sqlmodel import col, func, select

from app.errors import Conflict, NotFound
from app.frozen import dataclass
from app.pagination import cut, decode_cursor
from app.therapists.care import require_present
from app.therapists.tables import TherapistNoteRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.pagination import Slice
    from app.security.encryption import Keyring

# DR-20: everything is bounded. Years of weekly notes about fifty couples fit.
MOST_NOTES: Final = 10_000


@dataclass(frozen=True, slots=True)
class CareNote:
    """One note, opened."""

    id: str
    couple_id: str
    text: str = field(repr=False)
    written_at: datetime
    changed_at: datetime


def write_note(
    uow: UnitOfWork, actor: Actor, *, couple_id: str, text: str, keyring: Keyring, at: datetime, ids: Ids
) -> CareNote:
    """Keep a note about a couple that one works with now."""
    db = uow.db
    require_present(db, actor, couple_id, at=at)
    own = select(func.count()).where(col(TherapistNoteRow.therapist_id) == actor.account_id)
    if db.exec(own).one() >= MOST_NOTES:
        raise Conflict("limit_reached")
    note_id = ids.private()
    row = TherapistNoteRow(
        id=note_id,
        therapist_id=actor.account_id,
        couple_id=couple_id,
        words=_seal(db, keyring, actor.account_id, note_id, text),
        written_at=at,
        changed_at=at,
    )
    db.add(row)
    db.flush()
    return open_note(db, keyring, row)


def list_notes(
    db: Session, actor: Actor, *, couple_id: str | None, keyring: Keyring, at: datetime, limit: int, cursor: str | None
) -> Slice[CareNote]:
    """Return one's own notes in the order of their ids: about a couple in care now, or all there are."""
    wanted = select(TherapistNoteRow).where(TherapistNoteRow.therapist_id == actor.account_id)
    if couple_id is not None:
        require_present(db, actor, couple_id, at=at)
        wanted = wanted.where(TherapistNoteRow.couple_id == couple_id)
    after = decode_cursor("therapist-notes", cursor)
    if after is not None:
        wanted = wanted.where(col(TherapistNoteRow.id) > after)
    rows = db.exec(wanted.order_by(col(TherapistNoteRow.id)).limit(limit + 1)).all()
    notes = [open_note(db, keyring, row) for row in rows]
    return cut(notes, limit, scope="therapist-notes", place=lambda note: note.id)


def change_note(uow: UnitOfWork, actor: Actor, *, note_id: str, text: str, keyring: Keyring, at: datetime) -> CareNote:
    row = _own(uow.db, actor, note_id)
    row.words, row.changed_at = _seal(uow.db, keyring, actor.account_id, row.id, text), at
    uow.db.add(row)
    uow.db.flush()
    return open_note(uow.db, keyring, row)


def delete_note(uow: UnitOfWork, actor: Actor, *, note_id: str) -> None:
    uow.db.delete(_own(uow.db, actor, note_id))


def open_note(db: Session, keyring: Keyring, row: TherapistNoteRow) -> CareNote:
    key = keyring.open(db, ("account", row.therapist_id))
    text = key.unseal(row.words, table="therapist_note", column="words", row=row.id).decode()
    return CareNote(row.id, row.couple_id, text, row.written_at, row.changed_at)


def _own(db: Session, actor: Actor, note_id: str) -> TherapistNoteRow:
    row = db.get(TherapistNoteRow, note_id)
    if row is None or row.therapist_id != actor.account_id:
        raise NotFound
    return row


def _seal(db: Session, keyring: Keyring, account_id: str, note_id: str, text: str) -> bytes:
    key = keyring.open(db, ("account", account_id))
    return key.seal(text.encode(), table="therapist_note", column="words", row=note_id)
