"""The sealed words of practices: the therapist's own, and what each person says of theirs, under their author's key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.security.encryption import KeyDestroyed

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.assignments.tables import PracticePartRow, PracticeRow
    from app.security.encryption import Keyring


def seal_text(db: Session, keyring: Keyring, text: str, *, therapist_id: str, practice_id: str) -> bytes:
    key = keyring.open(db, ("account", therapist_id))
    return key.seal(text.encode(), table="practice", column="words", row=practice_id)


def read_text(db: Session, keyring: Keyring, row: PracticeRow) -> str | None:
    """Return what is to be done; None once the therapist's key is gone."""
    return _opened(db, keyring, row.words, author=row.therapist_id, table="practice", row=row.id)


def seal_report(db: Session, keyring: Keyring, text: str | None, *, account_id: str, practice_id: str) -> bytes | None:
    if text is None:
        return None
    key = keyring.open(db, ("account", account_id))
    return key.seal(text.encode(), table="practice_part", column="words", row=_part(practice_id, account_id))


def read_report(db: Session, keyring: Keyring, row: PracticePartRow) -> str | None:
    """Return what this person wrote of it for themselves; None where they wrote nothing."""
    place = _part(row.practice_id, row.account_id)
    return _opened(db, keyring, row.words, author=row.account_id, table="practice_part", row=place)


def _part(practice_id: str, account_id: str) -> str:
    return f"{practice_id}/{account_id}"


def _opened(db: Session, keyring: Keyring, sealed: bytes | None, *, author: str, table: str, row: str) -> str | None:
    if sealed is None:
        return None
    try:
        return keyring.open(db, ("account", author)).unseal(sealed, table=table, column="words", row=row).decode()
    except KeyDestroyed:
        return None
