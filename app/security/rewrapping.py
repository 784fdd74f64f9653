"""Wrap the data keys anew when one master key takes another's place. What people wrote is never touched.

It goes in batches of one transaction each, so it can be interrupted anywhere and goes on where it was: a key is
under the one master key or under the other, and while both are at hand both open.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, func, select, update
from sqlmodel import col

from app.errors import Unavailable
from app.frozen import dataclass
from app.security.encryption import Unreadable, name_of, unwrapped
from app.security.tables import DataKeyRow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app.database import Database, UnitOfWork
    from app.security.master_key import MasterKey

log = logging.getLogger(__name__)

BATCH: Final = 200
# Between two batches of a service that has other things to do, and between two looks when all is done.
REST: Final = 0.02
LOOK_AGAIN: Final = 60.0
AFTER_FAILURE: Final = 1.0

_keys = DataKeyRow.__table__  # type: ignore[attr-defined]
_MOVE = (
    update(_keys)
    .where(_keys.c.id == bindparam("moved_id"), _keys.c.master_key_id == bindparam("from_id"))
    .values(master_key_id=bindparam("to_id"), wrapped=bindparam("new_wrapped"))
)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction did. `last` is where the next one goes on; None when there is nothing left to look at."""

    rewrapped: int
    unreadable: int
    last: str | None


def rewrap_batch(uow: UnitOfWork, *, old: MasterKey, new: MasterKey, after: str, most: int = BATCH) -> Batch:
    """Wrap up to `most` keys anew. One that does not open is left as it is, and counted."""
    waiting = (
        select(DataKeyRow)
        .where(col(DataKeyRow.master_key_id) == old.id, col(DataKeyRow.id) > after)
        .order_by(col(DataKeyRow.id))
        .limit(most)
        # Another process may be at the same work.
        .with_for_update(skip_locked=True)
    )
    rows = uow.db.scalars(waiting).all()
    moved = []
    for row in rows:
        try:
            secret = unwrapped(row, {old.id: old})
        except Unreadable:
            continue
        wrapped = new.wrap(secret, bound_to=name_of(row))
        moved.append({"moved_id": row.id, "from_id": old.id, "to_id": new.id, "new_wrapped": wrapped})
    if moved:
        uow.db.connection().execute(_MOVE, moved)
    return Batch(len(moved), len(rows) - len(moved), rows[-1].id if rows else None)


def rewrap_all(database: Database, *, old: MasterKey, new: MasterKey) -> tuple[int, int]:
    """Wrap every key anew, from the command line; how many were, and how many could not be read."""
    after, rewrapped, unreadable = "", 0, 0
    while True:
        batch = database.write_now(lambda uow, after=after: rewrap_batch(uow, old=old, new=new, after=after))  # type: ignore[misc]
        if batch.last is None:
            return rewrapped, unreadable
        after, rewrapped, unreadable = batch.last, rewrapped + batch.rewrapped, unreadable + batch.unreadable


@contextlib.asynccontextmanager
async def rewrapping(database: Database, *, old: MasterKey | None, new: MasterKey) -> AsyncIterator[None]:
    """Where there are two master keys, move the data keys to the new one from here to the end of the block."""
    if old is None:
        yield
        return
    work = asyncio.create_task(rewrap_while_serving(database, old=old, new=new), name="rewrapping")
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def rewrap_while_serving(database: Database, *, old: MasterKey, new: MasterKey) -> None:
    """Wrap every key anew beside the service's work, and look again now and then: an older process may make more."""
    while True:
        after, rewrapped, unreadable = "", 0, 0
        while True:
            try:
                batch = await database.write(lambda uow, after=after: rewrap_batch(uow, old=old, new=new, after=after))  # type: ignore[misc]
            except Unavailable:
                await asyncio.sleep(AFTER_FAILURE)
                continue
            if batch.last is None:
                break
            after, rewrapped, unreadable = batch.last, rewrapped + batch.rewrapped, unreadable + batch.unreadable
            await asyncio.sleep(REST)
        if rewrapped or unreadable:
            log.info("data_keys_rewrapped", extra={"count": rewrapped})
        if unreadable:
            log.error("data_keys_unreadable", extra={"count": unreadable})
        await asyncio.sleep(LOOK_AGAIN)


def count_under(database: Database, master: MasterKey) -> int:
    """Tell how many keys this master key still wraps."""
    wanted = select(func.count()).select_from(DataKeyRow).where(col(DataKeyRow.master_key_id) == master.id)
    return database.read_now(lambda db: db.scalars(wanted).one())
