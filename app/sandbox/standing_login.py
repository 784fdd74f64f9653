"""A login for a scripted partner: real, on the partner's own list, and so theirs to end, like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.accounts.endings import AccountEndings
from app.accounts.logins import begin_login, find_login
from app.clock import wire_now
from app.errors import NotFound

if TYPE_CHECKING:
    from app.accounts.actor import Actor
    from app.database import UnitOfWork
    from app.resources import Resources

LABEL: Final = "sandbox"


async def log_in_for(resources: Resources, account_id: str) -> Actor:
    """Begin a login of this account without its password; nothing outside the sandbox can ask for this."""
    at = wire_now(resources.clock)

    def begin(uow: UnitOfWork) -> Actor:
        made = begin_login(
            uow, resources.keyring, account_id=account_id, label=LABEL, at=at, ids=resources.ids,
            endings=resources.hooks.of(AccountEndings),
        )  # fmt: skip
        uow.db.flush()
        known = find_login(uow.db, made.token, at=at)
        if known is None:
            raise NotFound
        return known.actor

    return await resources.database.write(begin)
