"""What a person told the service about themselves, for their own export. No password, no token, nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.accounts.profile import read_profile
from app.accounts.tables import LoginRow
from app.wire_time import stamp

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.encryption import Keyring


def exported(
    db: Session,
    keyring: Keyring,
    account_id: str,
    *,
    couple_ids: tuple[str, ...],  # noqa: ARG001 - the form of every feature's `exported`; an account knows no couple
    private: bool,
) -> dict[str, list[dict[str, object]]]:
    """Return the account; the pace and the logins, which nobody else knows of, only if asked for."""
    profile = read_profile(db, keyring, account_id=account_id)
    person = profile.personal
    account: dict[str, object] = {
        "id": profile.account_id,
        "name": person.name,
        "email": person.email,
        "locale": person.locale,
        "timezone": person.timezone,
        "created_at": stamp(profile.created_at),
    }
    if not private:
        return {"account": [account]}
    account["pace"] = "untimed" if person.pace is None else person.pace
    return {"account": [account], "logins": _logins(db, keyring, account_id)}


def _logins(db: Session, keyring: Keyring, account_id: str) -> list[dict[str, object]]:
    key = keyring.open(db, ("account", account_id))
    rows = db.exec(select(LoginRow).where(LoginRow.account_id == account_id).order_by(col(LoginRow.id)))
    return [
        {
            "label": None
            if row.label is None
            else key.unseal(row.label, table="login", column="label", row=row.id).decode(),
            "created_at": stamp(row.created_at),
            "last_used_on": row.last_used_at.date().isoformat(),
        }
        for row in rows
    ]
