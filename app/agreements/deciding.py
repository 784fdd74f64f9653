"""Say yes to exactly one version, take one's yes back, show a limit or keep it to oneself. Each for oneself (I-31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.agreements import lifecycle
from app.agreements.counting import put_in_force
from app.agreements.proposing import publish
from app.agreements.tables import AgreementAssentRow
from app.agreements.taking import allowed, require_room, take
from app.agreements.weighing import require_weighed
from app.errors import Conflict

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.security.encryption import Keyring


def assent(
    uow: UnitOfWork,
    actor: Actor,
    *,
    couple_id: str,
    agreement_id: str,
    version: str,
    even_so: bool,
    keyring: Keyring,
    at: datetime,
) -> None:
    """Say yes to the newest words, which names them; to any others it is no yes (I-29, attack test 16)."""
    taken = take(uow, actor, couple_id=couple_id, agreement_id=agreement_id)
    row, newest, by = taken.row, taken.newest, actor.account_id
    signed = allowed(lifecycle.assent(taken.agreement, version, by=by))
    if signed == taken.agreement:
        return
    if not even_so:
        require_weighed(uow.db, keyring, taken, by=by)
    uow.db.add(AgreementAssentRow(agreement_id=row.id, version=version, account_id=by, assented_at=at))
    if lifecycle.in_force(signed) == signed.latest:
        if row.state != "active":
            require_room(uow.db, signed.latest.terms, couple_id=couple_id, partners=signed.partners)
        put_in_force(row, newest, at=at)
    row.revision += 1
    uow.db.flush()


def end(uow: UnitOfWork, actor: Actor, *, couple_id: str, agreement_id: str) -> None:
    """Take back the actor's assent, at once and without a reason (G-2). Ending it twice is the same answer."""
    taken = take(uow, actor, couple_id=couple_id, agreement_id=agreement_id)
    # G-5: the other's own limit is theirs to end.
    ended = allowed(lifecycle.end(taken.agreement, by=actor.account_id))
    if ended == taken.agreement:
        return
    taken.row.state = "lapsed"
    taken.row.revision += 1
    uow.db.flush()


def show(
    uow: UnitOfWork,
    actor: Actor,
    *,
    couple_id: str,
    agreement_id: str,
    to_partner: bool,
    keyring: Keyring,
    at: datetime,
) -> None:
    """Let the partner read one's own limit, or no longer (G-5). Only the wording that counts is shown, and no other."""
    taken = take(uow, actor, couple_id=couple_id, agreement_id=agreement_id)
    row = taken.row
    if row.scope != "personal" or row.owner_id != actor.account_id or row.state != "active":
        raise Conflict("not_now")
    private_to = None if to_partner else actor.account_id
    if private_to == row.private_to:
        return
    publish(uow.db, keyring, taken, private_to=private_to, at=at)
    row.revision += 1
