"""Sealing and opening of what is written here: under one's own key, or under the couple's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.security.encryption import KeyDestroyed
from app.sharing.joint_text import Wording

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.encryption import Keyring, Owner


def seal(db: Session, keyring: Keyring, owner: Owner, text: str, *, place: tuple[str, str, str]) -> bytes:
    """Seal a text; `place` is its table, column and row."""
    table, column, row = place
    return keyring.open(db, owner).seal(text.encode(), table=table, column=column, row=row)


def unseal(
    db: Session, keyring: Keyring, owner: Owner, words: bytes | None, *, place: tuple[str, str, str]
) -> str | None:
    """Return the text; None where there is none, or once the key is gone, for then it is gone too."""
    if words is None:
        return None
    try:
        key = keyring.open(db, owner)
    except KeyDestroyed:
        return None
    table, column, row = place
    return key.unseal(words, table=table, column=column, row=row).decode()


def seal_wording(
    db: Session, keyring: Keyring, wording: Wording, *, couple_id: str, joint_id: str, column: str
) -> bytes:
    text = json.dumps({"text": wording.text, "nonce": wording.nonce})
    return seal(db, keyring, ("couple", couple_id), text, place=("joint_text", column, joint_id))


def unseal_wording(
    db: Session, keyring: Keyring, words: bytes | None, *, version: str, couple_id: str, joint_id: str, column: str
) -> Wording | None:
    raw = unseal(db, keyring, ("couple", couple_id), words, place=("joint_text", column, joint_id))
    if raw is None:
        return None
    known = json.loads(raw)
    return Wording(version, known["text"], known["nonce"])
