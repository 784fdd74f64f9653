"""Audit of people's own pages: each still opens with its author's key, and takes the room it is counted for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlmodel import col, func, select

from app.journal.tables import JournalRow, PageRow
from app.security.auditing import AT_ONCE, key_if_any
from app.security.encryption import Unreadable

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.auditing import Audit
    from app.security.encryption import DataKey, Keyring


def audit_pages(db: Session, keyring: Keyring, audit: Audit, *, after: str) -> str | None:
    """Look at some pages; where to go on, or None at the end."""
    rows = db.exec(select(PageRow).where(col(PageRow.id) > after).order_by(col(PageRow.id)).limit(AT_ONCE)).all()
    for row in rows:
        audit.looked_at["own pages"] += 1
        audit.faults["own_page_unreadable"] += not _opens(key_if_any(db, keyring, ("account", row.account_id)), row)
    return rows[-1].id if rows else None


def audit_room(db: Session, audit: Audit, *, after: str) -> str | None:
    """Hold some counts of pages against the pages; where to go on, or None at the end."""
    wanted = select(JournalRow).where(col(JournalRow.account_id) > after).order_by(col(JournalRow.account_id))
    rows = db.exec(wanted.limit(AT_ONCE)).all()
    for row in rows:
        counted = select(func.count(), func.coalesce(func.sum(func.length(PageRow.words)), 0)).where(
            PageRow.account_id == row.account_id
        )
        pages, size = db.exec(counted).one()
        audit.faults["own_pages_miscounted"] += (row.pages, row.size) != (pages, size)
    return rows[-1].account_id if rows else None


def _opens(key: DataKey | None, row: PageRow) -> bool:
    # An erased person has no pages, so a page without a key is a fault too.
    if key is None:
        return False
    try:
        json.loads(key.unseal(row.words, table="journal_page", column="words", row=row.id))
    except (Unreadable, ValueError):
        return False
    return True
