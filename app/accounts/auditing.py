"""Audit of people: what each told about themselves still opens with their own key. It reads nothing out loud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.accounts.personal import unseal_personal
from app.accounts.tables import AccountRow, LoginRow
from app.security.auditing import AT_ONCE, key_if_any
from app.security.encryption import Unreadable

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.auditing import Audit
    from app.security.encryption import DataKey, Keyring


def audit_people(db: Session, keyring: Keyring, audit: Audit, *, after: str) -> str | None:
    """Look at some accounts and their logins; where to go on, or None at the end."""
    rows = db.exec(select(AccountRow).where(col(AccountRow.id) > after).order_by(col(AccountRow.id)).limit(AT_ONCE))
    last = None
    for row in rows.all():
        last = row.id
        audit.looked_at["accounts"] += 1
        key = key_if_any(db, keyring, ("account", row.id))
        if row.personal is None:
            # DR-26: an erased person has neither.
            audit.faults["key_of_the_erased"] += key is not None
            continue
        if key is None or not _opens(key, row):
            audit.faults["personal_unreadable"] += 1
        for login in db.exec(select(LoginRow).where(col(LoginRow.account_id) == row.id)).all():
            audit.looked_at["logins"] += 1
            audit.faults["login_unreadable"] += login.label is not None and not _label_opens(key, login)
    return last


def _opens(key: DataKey, row: AccountRow) -> bool:
    try:
        unseal_personal(key, row.personal or b"", account_id=row.id)
    except (Unreadable, TypeError, ValueError):
        return False
    return True


def _label_opens(key: DataKey | None, login: LoginRow) -> bool:
    if key is None:
        return False
    try:
        key.unseal(login.label or b"", table="login", column="label", row=login.id)
    except Unreadable:
        return False
    return True
