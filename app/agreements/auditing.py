"""Audit of agreements: every version is the hash of exactly its sealed words, each is chained to the one before it, and
whoever must, has said yes to the one that counts (I-29). Counts only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.agreements.history import assents_to, structure_of, versions_of
from app.agreements.lifecycle import TWO, content_hash
from app.agreements.tables import AgreementRow
from app.agreements.terms import GENESIS, link_of
from app.agreements.words import owner_of_words, unseal_words, with_words
from app.security.auditing import AT_ONCE, key_if_any
from app.security.encryption import Unreadable

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.agreements.tables import AgreementVersionRow
    from app.security.auditing import Audit
    from app.security.encryption import DataKey, Keyring


def audit_agreements(db: Session, keyring: Keyring, audit: Audit, *, after: str) -> str | None:
    """Look at some agreements; where to go on, or None at the end."""
    wanted = select(AgreementRow).where(col(AgreementRow.id) > after).order_by(col(AgreementRow.id)).limit(AT_ONCE)
    last = None
    for row in db.exec(wanted).all():
        last = row.id
        audit.looked_at["agreements"] += 1
        versions = versions_of(db, row)
        _audit_chain(row, versions, audit)
        audit.faults["agreement_version_missing"] += all(one.version != row.version for one in versions)
        audit.faults["assent_missing"] += row.state == "active" and not _is_assented(db, row)
        key = key_if_any(db, keyring, owner_of_words(row.couple_id, row.private_to))
        if key is None:
            audit.looked_at["agreements whose words are gone"] += 1
            continue
        for one in versions:
            audit.looked_at["versions of agreements"] += 1
            _audit_words(row, one, key, audit)
    return last


def _audit_chain(row: AgreementRow, versions: list[AgreementVersionRow], audit: Audit) -> None:
    """Whoever changes, drops or puts in an earlier version breaks the link of every later one."""
    before = GENESIS
    for number, one in enumerate(versions, start=1):
        link = link_of(before, agreement_id=row.id, number=number, version=one.version, at=one.made_at)
        audit.faults["agreement_chain_broken"] += (one.number, one.link) != (number, link)
        before = one.link


def _audit_words(row: AgreementRow, one: AgreementVersionRow, key: DataKey, audit: Audit) -> None:
    try:
        words = unseal_words(key, one.terms, agreement_id=row.id)
        # What is shown first is kept twice, and both must say the same.
        shown = unseal_words(key, row.terms, agreement_id=row.id)
    except Unreadable:
        audit.faults["agreement_unreadable"] += 1
        return
    terms = with_words(structure_of(row, one), words)
    audit.faults["agreement_hash_differs"] += content_hash(terms, str(words["nonce"])) != one.version or (
        one.version == row.version and shown != words
    )


def _is_assented(db: Session, row: AgreementRow) -> bool:
    assents = assents_to(db, row.id, row.version)
    return row.owner_id in assents if row.scope == "personal" else len(assents) == TWO
