"""Erase again whom restored data brought back, and `rejoin restored`, for data that was restored by other means.

The ledger of erasures says whose keys were destroyed (T36). It never erases anybody whom the ledger does not name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select, update
from sqlmodel import Session as Db

import app.tables  # noqa: F401 - every table is known before the first query
from app.accounts.endings import AccountEndings
from app.accounts.profile import forget
from app.couples.leaving import Leaving
from app.database import UnitOfWork, migrate
from app.database.address import address_of
from app.endings import connect as connect_endings
from app.frozen import dataclass
from app.hooks import Hooks
from app.operations.backup import LEFT_OUT
from app.realtime.bus import MemoryBus
from app.security import erasures, master_key
from app.security.encryption import Keyring
from app.security.ledger import Ledger
from app.serving import only_one
from app.sessions.ending import end_with_couple
from app.tables import metadata
from app.therapists.ending import end_every_link

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from app.ids import Ids
    from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Finished:
    """How many people were erased again, and how many sessions got a new epoch."""

    erased: int
    sessions: int


def erase_again(
    connection: Connection, people: Collection[str], *, keyring: Keyring, at: datetime, destroyed: frozenset[str]
) -> None:
    """Do in this transaction what each of these people asked for once, and remember all that the ledger knows."""
    endings = _endings(keyring)
    with Db(bind=connection, expire_on_commit=False) as db:
        uow = UnitOfWork(db)
        forget(uow, people, keyring=keyring, at=at, endings=endings)
        for owner in erasures.living(db, destroyed):
            # What nobody was left to read: a couple of whom both were erased.
            keyring.destroy(db, owner)
        erasures.remember(db, destroyed)


def stop_sharing(connection: Connection, *, at: datetime) -> None:
    """Let no therapist see what somebody may have stopped sharing since the backup; both can say yes again."""
    with Db(bind=connection) as db:
        end_every_link(db, at=at)
        db.flush()


def finish(settings: Settings, *, ids: Ids, at: datetime) -> Finished:
    """After a dump, a snapshot or a copied file: nobody comes back, nobody stays signed in, no client goes on."""
    files = [settings.key_file, settings.other_master_key_file]
    masters = [master_key.load(one, may_create=False) for one in files if one is not None]
    destroyed = Ledger(settings.ledger_file, masters[0]).read()
    keyring = Keyring(masters[0], ids, other=masters[1] if masters[1:] else None)
    with only_one(settings), migrate.alone(address_of(settings)) as connection:
        migrate.upgrade_within(connection)
        with Db(bind=connection) as db:
            people = [owner_id for kind, owner_id in erasures.living(db, destroyed) if kind == "account"]
        erase_again(connection, people, keyring=keyring, at=at, destroyed=destroyed)
        stop_sharing(connection, at=at)
        for name in (*LEFT_OUT, "login"):
            connection.execute(delete(metadata.tables[name]))
        return Finished(len(people), _begin_new_epochs(connection, ids))


def _begin_new_epochs(connection: Connection, ids: Ids) -> int:
    """I-18: the same `seq` may come to hold another event than before, so nobody may go on from an old one."""
    sessions = metadata.tables["session"]
    fresh = [{"of": one, "fresh": ids.private()} for one in connection.execute(select(sessions.c.id)).scalars()]
    if fresh:
        moved = update(sessions).where(sessions.c.id == bindparam("of")).values(epoch=bindparam("fresh"))
        connection.execute(moved, fresh)
    return len(fresh)


def _endings(keyring: Keyring) -> AccountEndings:
    """What erasing means where nobody serves: the same to every row, and there is nobody to be told."""
    hooks = Hooks()
    connect_endings(hooks, keyring=keyring, bus=MemoryBus())

    def end_session(uow: UnitOfWork, couple_id: str, _leaver_id: str, at: datetime) -> None:
        end_with_couple(uow, couple_id, at, keyring=keyring, ended=lambda _session_id: None)

    hooks.of(Leaving).on_leave(end_session)
    return hooks.of(AccountEndings)
