"""The sealed words of an agreement: its text and its nonce, under the couple's key, bound to the row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.security.encryption import KeyDestroyed

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.agreements.tables import AgreementRow
    from app.security.encryption import Keyring


def seal_terms(db: Session, keyring: Keyring, *, couple_id: str, agreement_id: str, text: str, nonce: str) -> bytes:
    words = json.dumps({"text": text, "nonce": nonce}).encode()
    key = keyring.open(db, ("couple", couple_id))
    return key.seal(words, table="agreement", column="terms", row=agreement_id)


def read_text(db: Session, keyring: Keyring, row: AgreementRow) -> str | None:
    """Return the words; None once the couple's key is gone, for then they are gone too."""
    try:
        key = keyring.open(db, ("couple", row.couple_id))
    except KeyDestroyed:
        return None
    text: str = json.loads(key.unseal(row.terms, table="agreement", column="terms", row=row.id))["text"]
    return text
