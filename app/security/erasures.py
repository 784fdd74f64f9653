"""Keys that were destroyed: remembered with the data in the transaction that destroys, and in the ledger beside it.

A row is the truth until the ledger has it (DR-26); whoever was told that they are erased is in both. Nobody's words
are here, nor whose key it was.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final, cast

from sqlmodel import col, select

from app.errors import Unavailable
from app.security.ledger import LedgerFault
from app.security.tables import DataKeyRow, DestroyedKeyRow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from sqlmodel import Session

    from app.database import Database
    from app.security.encryption import Owner
    from app.security.ledger import Ledger

log = logging.getLogger(__name__)

AT_ONCE: Final = 500
LOOK_AGAIN: Final = 60.0


def destroyed_keys(db: Session) -> frozenset[str]:
    """Return the ids of all keys that this database knows to be destroyed."""
    return frozenset(db.exec(select(DestroyedKeyRow.id)).all())


def remember(db: Session, key_ids: Iterable[str]) -> None:
    """Note destroyed keys in this transaction; what is noted already stays."""
    fresh = set(key_ids) - destroyed_keys(db)
    db.add_all(DestroyedKeyRow(id=key_id) for key_id in sorted(fresh))
    db.flush()


def living(db: Session, destroyed: Iterable[str]) -> list[Owner]:
    """Return whose destroyed keys are there nevertheless: the data was set back to before they were destroyed."""
    ids = sorted(destroyed)
    found: list[Owner] = []
    for start in range(0, len(ids), AT_ONCE):
        part = col(DataKeyRow.id).in_(ids[start : start + AT_ONCE])
        rows = db.exec(select(DataKeyRow.owner_kind, DataKeyRow.owner_id).where(part)).all()
        found += [cast("Owner", (kind, owner_id)) for kind, owner_id in rows]
    return found


async def keep(database: Database, ledger: Ledger) -> None:
    """Bring the ledger up to the data. What fails is tried again by `keeping`, and said."""
    try:
        destroyed = await database.read(destroyed_keys)
        await asyncio.to_thread(ledger.add, destroyed)
    except Unavailable:
        log.info("erasures_wait")
    except (LedgerFault, OSError):
        log.error("erasures_not_kept")  # noqa: TRY400 - the place in the code says nothing to an operator


@contextlib.asynccontextmanager
async def keeping(database: Database, ledger: Ledger) -> AsyncIterator[None]:
    """Bring the ledger up to the data now and then: other machines erase too, and each keeps its own."""
    work = asyncio.create_task(_again_and_again(database, ledger), name="keeping erasures")
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def _again_and_again(database: Database, ledger: Ledger) -> None:
    while True:
        await keep(database, ledger)
        await asyncio.sleep(LOOK_AGAIN)


def bring_up(database: Database, ledger: Ledger) -> int:
    """Do the same at a start; how many destroyed keys are there nevertheless."""
    ledger.add(database.read_now(destroyed_keys))
    return len(database.read_now(lambda db: living(db, ledger.read())))
