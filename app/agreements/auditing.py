"""Audit of agreements: the version is the hash of exactly the sealed words, and whoever must, has said yes (I-29)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.agreements.lifecycle import DEFAULT_DAYS, TWO, Terms, content_hash
from app.agreements.recording import assenting
from app.agreements.tables import AgreementRow
from app.security.auditing import AT_ONCE, key_if_any
from app.security.encryption import Unreadable

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.auditing import Audit
    from app.security.encryption import Keyring


def audit_agreements(db: Session, keyring: Keyring, audit: Audit, *, after: str) -> str | None:
    """Look at some agreements; where to go on, or None at the end."""
    wanted = select(AgreementRow).where(col(AgreementRow.id) > after).order_by(col(AgreementRow.id)).limit(AT_ONCE)
    last = None
    for row in db.exec(wanted).all():
        last = row.id
        audit.looked_at["agreements"] += 1
        key = key_if_any(db, keyring, ("couple", row.couple_id))
        if key is None:
            audit.looked_at["agreements whose words are gone"] += 1
            continue
        try:
            words = json.loads(key.unseal(row.terms, table="agreement", column="terms", row=row.id))
        except Unreadable:
            audit.faults["agreement_unreadable"] += 1
            continue
        audit.faults["agreement_hash_differs"] += (
            content_hash(_terms(row, words["text"]), words["nonce"]) != row.version
        )
        audit.faults["assent_missing"] += row.state == "active" and not _is_assented(db, row)
    return last


def _terms(row: AgreementRow, text: str) -> Terms:
    look_again = row.review_on if row.kind == "boundary" else row.first_follow_up_on
    days = DEFAULT_DAYS[row.kind] if look_again is None else (look_again - row.reached_at.date()).days
    return Terms(row.kind, row.scope, row.category, row.owner_id, text=text, days=days)


def _is_assented(db: Session, row: AgreementRow) -> bool:
    assents = set(assenting(db, row.id, row.version))
    return row.owner_id in assents if row.scope == "personal" else len(assents) == TWO
