"""What a person may take with them: one's own yes to therapists and what was read; a therapist's profile and notes.

What the other one of the two said yes to is in nobody's export but theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.therapists.naming import read_said, therapist_names
from app.therapists.notes import open_note
from app.therapists.tables import (
    PracticeConsentRow,
    PracticeLinkRow,
    PracticeScopeRow,
    TherapistNoteRow,
    TherapistProfileRow,
    TherapistReadRow,
)
from app.therapists.texts import NOT_VERIFIED
from app.wire_time import stamp

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.encryption import Keyring

    Rows = list[dict[str, object]]


def exported(
    db: Session, keyring: Keyring, account_id: str, *, couple_ids: tuple[str, ...], private: bool
) -> dict[str, Rows]:
    """Return what is this person's; a therapist's notes only if private things are asked for."""
    found = {
        "consents_to_therapists": _consents(db, keyring, account_id),
        "read_by_therapists": _reads(db, keyring, couple_ids),
        "therapist_profile": _profile(db, keyring, account_id),
    }
    return found | ({"therapist_notes": _notes(db, keyring, account_id)} if private else {})


def _consents(db: Session, keyring: Keyring, account_id: str) -> Rows:
    wanted = (
        select(PracticeConsentRow, PracticeLinkRow)
        .join(PracticeLinkRow, col(PracticeLinkRow.id) == PracticeConsentRow.link_id)
        .where(PracticeConsentRow.account_id == account_id)
    )
    rows = db.exec(wanted.order_by(col(PracticeConsentRow.given_at), col(PracticeConsentRow.link_id))).all()
    names = therapist_names(db, keyring, {link.therapist_id for _, link in rows})
    scopes = db.exec(select(PracticeScopeRow).where(PracticeScopeRow.account_id == account_id)).all()
    return [
        {
            "couple": link.couple_id,
            "recipient": names[link.therapist_id],
            "purpose": consent.purpose,
            "text_version": consent.text_version,
            "secrets_policy": consent.secrets_policy,
            "since": {one.scope: stamp(one.began_at) for one in scopes if one.link_id == consent.link_id},
            "expires_on": consent.expires_on.isoformat(),
            "given_at": stamp(consent.given_at),
            "withdrawn_at": stamp(consent.withdrawn_at) if consent.withdrawn_at else None,
        }
        for consent, link in rows
    ]


def _reads(db: Session, keyring: Keyring, couple_ids: tuple[str, ...]) -> Rows:
    wanted = select(TherapistReadRow).where(col(TherapistReadRow.couple_id).in_(couple_ids))
    rows = db.exec(wanted.order_by(col(TherapistReadRow.at), col(TherapistReadRow.id))).all()
    names = therapist_names(db, keyring, {row.therapist_id for row in rows})
    return [
        {
            "couple": row.couple_id,
            "by": names[row.therapist_id],
            "scope": row.scope,
            "kind": row.kind,
            "thing": row.thing_id,
            "at": stamp(row.at),
        }
        for row in rows
    ]


def _profile(db: Session, keyring: Keyring, account_id: str) -> Rows:
    row = db.get(TherapistProfileRow, account_id)
    if row is None:
        return []
    said = read_said(db, keyring, row)
    return [
        {
            "handle": row.handle,
            "name": said.name,
            "about": said.about,
            "languages": list(said.languages),
            "secrets_policy": row.secrets_policy,
            "verified": False,
            "notice": NOT_VERIFIED,
            "opened_at": stamp(row.opened_at),
            "closed_at": stamp(row.closed_at) if row.closed_at else None,
        }
    ]


def _notes(db: Session, keyring: Keyring, account_id: str) -> Rows:
    wanted = select(TherapistNoteRow).where(TherapistNoteRow.therapist_id == account_id)
    notes = [open_note(db, keyring, row) for row in db.exec(wanted.order_by(col(TherapistNoteRow.id)))]
    return [
        {
            "couple": note.couple_id,
            "text": note.text,
            "written_at": stamp(note.written_at),
            "changed_at": stamp(note.changed_at),
        }
        for note in notes
    ]
