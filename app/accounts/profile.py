"""A person's own account: read it, change it, change the password, erase it. Nobody else's is reachable from here."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from sqlmodel import select

from app.accounts.logins import end_every_login, end_other_logins
from app.accounts.personal import Personal, personal_of, seal_personal
from app.accounts.tables import AccountRow
from app.errors import FieldError, Invalid, Problem, Unauthorized
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.accounts.credentials import Credential
    from app.accounts.endings import AccountEndings
    from app.database.unit_of_work import UnitOfWork
    from app.security.encryption import Keyring


@dataclass(frozen=True, slots=True)
class Profile:
    """An account as its owner sees it."""

    account_id: str
    personal: Personal = field(repr=False)
    created_at: datetime


def read_profile(db: Session, keyring: Keyring, *, account_id: str) -> Profile:
    row = _own(db, account_id)
    return Profile(account_id, personal_of(db, keyring, account_id=account_id), row.created_at)


def change_profile(
    uow: UnitOfWork, actor: Actor, *, keyring: Keyring, changes: dict[str, str | float | None]
) -> Profile:
    """Change the named facts; `changes` holds only names of `Personal` that may be changed."""
    row = _own(uow.db, actor.account_id)
    personal = replace(personal_of(uow.db, keyring, account_id=actor.account_id), **changes)  # type: ignore[arg-type]
    row.personal = seal_personal(keyring.open(uow.db, ("account", row.id)), personal, account_id=row.id)
    return Profile(row.id, personal, row.created_at)


def change_password(
    uow: UnitOfWork, actor: Actor, *, current: Credential, new: Credential, endings: AccountEndings
) -> None:
    """Change the password and end every other login: the reason for a change is often somebody else's device."""
    row = _own_with(uow.db, actor, current)
    taken = uow.db.exec(select(AccountRow.id).where(AccountRow.credential == new.verifier)).one_or_none()
    if taken not in (None, row.id):
        # Only a person who has two accounts with one address comes here, by choosing the other one's password.
        raise Invalid(FieldError("/body/new", "not_usable"))
    row.credential = new.verifier
    end_other_logins(uow, actor, endings=endings)


def erase(
    uow: UnitOfWork, actor: Actor, *, current: Credential, keyring: Keyring, at: datetime, endings: AccountEndings
) -> None:
    """Forget a person, in one transaction: couples are left, logins end, the key is destroyed (DR-26)."""
    row = _own_with(uow.db, actor, current)
    forget(uow, [row.id], keyring=keyring, at=at, endings=endings)


def forget(
    uow: UnitOfWork, account_ids: Collection[str], *, keyring: Keyring, at: datetime, endings: AccountEndings
) -> None:
    """Do what erasing means, without asking anybody: people's own request, or one that restored data knows nothing of.

    Of restored data their keys may be gone already, so nothing of theirs is opened once this has begun.
    """
    for row in (uow.db.get_one(AccountRow, account_id) for account_id in account_ids):
        row.email_hash = row.credential = row.personal = None
    uow.db.flush()
    for account_id in account_ids:
        endings.erased(uow, account_id, at=at)
        end_every_login(uow, account_id=account_id, endings=endings)
        # Last: what others do here may have to seal something.
        keyring.destroy(uow.db, ("account", account_id))


def _own(db: Session, account_id: str) -> AccountRow:
    row = db.get(AccountRow, account_id)
    if row is None or row.personal is None:
        raise Unauthorized
    return row


def is_own(db: Session, actor: Actor, present: Credential) -> bool:
    """Tell whether a password that was sent is the actor's."""
    return _own(db, actor.account_id).credential == present.verifier


def _own_with(db: Session, actor: Actor, current: Credential) -> AccountRow:
    """T49: a device left unlocked must not be enough to take an account over or to wipe it."""
    row = _own(db, actor.account_id)
    if row.credential != current.verifier:
        raise Problem("step_up_required")
    return row
