"""Proof that it is the person, and not somebody with their device (T49). A stolen login must not help to guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts.credentials import ADDRESSES, Credential, credential_for
from app.accounts.personal import personal_of
from app.accounts.profile import is_own
from app.errors import Problem
from app.security.rate_limit import PASSWORD_CHANGE

if TYPE_CHECKING:
    from app.accounts.actor import Actor
    from app.resources import Resources


async def present_credential(resources: Resources, account_id: str, password: str) -> Credential:
    """Do the slow work of a password that was sent, within its quota; whether it is right is seen later."""
    await resources.limiter.hit(PASSWORD_CHANGE, account_id)
    own = await resources.database.read(lambda db: personal_of(db, resources.keyring, account_id=account_id))
    return await credential_for(
        own.email, password, passwords=resources.passwords, keyed=resources.keyed_hash(ADDRESSES)
    )


async def require_password(resources: Resources, actor: Actor, password: str | None) -> None:
    """Raise `step_up_required` unless this is the actor's password."""
    if password is None:
        raise Problem("step_up_required")
    current = await present_credential(resources, actor.account_id, password)
    if not await resources.database.read(lambda db: is_own(db, actor, current)):
        raise Problem("step_up_required")
