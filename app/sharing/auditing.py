"""Audit of goals and pictures: each name is the hash of its sealed words, and both said yes to what counts (I-29).

Counts only: no id, and no word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.security.auditing import AT_ONCE, key_if_any
from app.security.encryption import Unreadable
from app.sharing.joint_text import wording
from app.sharing.tables import JointAcceptanceRow, JointTextRow
from app.sharing.words import unseal_wording

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.auditing import Audit
    from app.security.encryption import Keyring

TWO = 2


def audit_joint_texts(db: Session, keyring: Keyring, audit: Audit, *, after: str) -> str | None:
    """Look at some goals and pictures; where to go on, or None at the end."""
    wanted = select(JointTextRow).where(col(JointTextRow.id) > after).order_by(col(JointTextRow.id)).limit(AT_ONCE)
    last = None
    for row in db.exec(wanted).all():
        last = row.id
        audit.looked_at["goals and pictures"] += 1
        audit.faults["joint_yes_missing"] += _lacks_a_yes(db, row)
        if key_if_any(db, keyring, ("couple", row.couple_id)) is None:
            audit.looked_at["goals and pictures whose words are gone"] += 1
            continue
        try:
            audit.faults["joint_hash_differs"] += not _is_genuine(db, keyring, row)
        except Unreadable:
            audit.faults["joint_unreadable"] += 1
    return last


def _lacks_a_yes(db: Session, row: JointTextRow) -> bool:
    if row.in_force is None:
        return row.state in {"active", "done"}
    yes = select(JointAcceptanceRow).where(
        JointAcceptanceRow.joint_id == row.id, JointAcceptanceRow.version == row.in_force
    )
    return len(db.exec(yes).all()) < TWO


def _is_genuine(db: Session, keyring: Keyring, row: JointTextRow) -> bool:
    stored = [(row.latest, row.latest_words, "latest_words"), (row.in_force, row.in_force_words, "in_force_words")]
    for version, words, column in stored:
        if version is None:
            continue
        found = unseal_wording(
            db, keyring, words, version=version, couple_id=row.couple_id, joint_id=row.id, column=column
        )
        if found is None or wording(found.text, nonce=found.nonce).hash != version:
            return False
    return True
