"""Audit of drafts: each still opens with its author's key. It reads nothing out loud."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.authoring import rehearsals
from app.authoring.drafts import TABLE
from app.authoring.tables import TemplateDraftRow
from app.security.auditing import AT_ONCE, key_if_any
from app.security.encryption import Unreadable

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.auditing import Audit
    from app.security.encryption import DataKey, Keyring


def audit_templates(db: Session, keyring: Keyring, audit: Audit, *, after: str) -> str | None:
    """Look at some drafts; where to go on, or None at the end."""
    query = select(TemplateDraftRow).where(col(TemplateDraftRow.id) > after).order_by(col(TemplateDraftRow.id))
    rows = db.exec(query.limit(AT_ONCE)).all()
    for row in rows:
        audit.looked_at["templates on desks"] += 1
        key = key_if_any(db, keyring, ("account", row.account_id))
        # An erased person has no drafts, so a draft without a key is a fault too.
        audit.faults["template_unreadable"] += key is None or not _opens(key, row)
    return rows[-1].id if rows else None


def _opens(key: DataKey, row: TemplateDraftRow) -> bool:
    try:
        json.loads(key.unseal(row.content, table=TABLE, column="content", row=row.id))
        if row.rehearsal is not None:
            rehearsals.read(key.unseal(row.rehearsal, table=TABLE, column="rehearsal", row=row.id))
    except (Unreadable, ValueError, LookupError, TypeError):
        return False
    return True
