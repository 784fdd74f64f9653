"""Making an account, and finding one by address and password. Whether an address is known is never asked (T16)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from sqlmodel import select

from app.accounts.logins import begin_login
from app.accounts.personal import Personal, seal_personal
from app.accounts.profile import read_profile
from app.accounts.tables import AccountRow
from app.errors import Problem
from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.credentials import Credential
    from app.accounts.endings import AccountEndings
    from app.accounts.logins import NewLogin
    from app.accounts.profile import Profile
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.security.encryption import Keyring


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who wants an account."""

    credential: Credential
    personal: Personal
    label: str | None = field(default=None, repr=False)


def register(
    uow: UnitOfWork, keyring: Keyring, *, applicant: Applicant, at: datetime, ids: Ids, endings: AccountEndings
) -> tuple[NewLogin, Profile]:
    """Make an account and log in.

    The same address with the same password is the same person, whose first answer perhaps got lost: they are
    logged in and nothing is made twice. The same address with another password is a new account: without a
    letter to the address, nobody can say whose it is, and a refusal would tell a partner that it is in use.
    """
    account_id = _account_with(uow, applicant.credential) or _make(uow, keyring, applicant=applicant, at=at, ids=ids)
    login = begin_login(uow, keyring, account_id=account_id, label=applicant.label, at=at, ids=ids, endings=endings)
    return login, read_profile(uow.db, keyring, account_id=account_id)


def log_in(
    uow: UnitOfWork,
    keyring: Keyring,
    *,
    credential: Credential,
    label: str | None,
    at: datetime,
    ids: Ids,
    endings: AccountEndings,
) -> NewLogin:
    """Log in. An unknown address and a wrong password take the same path, because the two are one look-up."""
    account_id = _account_with(uow, credential)
    if account_id is None:
        raise Problem("login_failed")
    return begin_login(uow, keyring, account_id=account_id, label=label, at=at, ids=ids, endings=endings)


def _account_with(uow: UnitOfWork, credential: Credential) -> str | None:
    return uow.db.exec(select(AccountRow.id).where(AccountRow.credential == credential.verifier)).one_or_none()


def _make(uow: UnitOfWork, keyring: Keyring, *, applicant: Applicant, at: datetime, ids: Ids) -> str:
    account_id = ids.private()
    keyring.create(uow.db, ("account", account_id))
    key = keyring.open(uow.db, ("account", account_id))
    uow.db.add(
        AccountRow(
            id=account_id,
            email_hash=applicant.credential.email_hash,
            credential=applicant.credential.verifier,
            personal=seal_personal(key, applicant.personal, account_id=account_id),
            created_at=at,
        )
    )
    uow.db.flush()
    return account_id
