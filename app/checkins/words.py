"""The sealed words of an answer: under its author's key, bound to the row, shared or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.checkins.answers import packed, unpacked
from app.security.encryption import KeyDestroyed

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.checkins.answers import Answer
    from app.checkins.tables import CheckInAnswerRow
    from app.security.encryption import Keyring


def sealed(db: Session, keyring: Keyring, row: CheckInAnswerRow, answer: Answer) -> bytes:
    key = keyring.open(db, ("account", row.account_id))
    return key.seal(packed(answer), table="check_in_answer", column="words", row=row.id)


def opened(db: Session, keyring: Keyring, row: CheckInAnswerRow) -> Answer | None:
    """Return the answer; None once its author was erased, for then the words are gone."""
    try:
        key = keyring.open(db, ("account", row.account_id))
    except KeyDestroyed:
        return None
    return unpacked(key.unseal(row.words, table="check_in_answer", column="words", row=row.id))
