"""Forget the answers to accepted commands a day after their session has ended (DR-6). The log is never touched.

They are over a third of all that is stored, and nobody sends a command again days later; who does is told that the
session has ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, exists, select

from app.errors import Unavailable
from app.sessions.tables import SessionOutcomeRow, SessionRow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from app.clock import Clock
    from app.database import Database, UnitOfWork

log = logging.getLogger(__name__)

KEPT_FOR: Final = timedelta(hours=24)
# What a service left behind that stood still for longer is found when it starts.
FIRST_LOOK: Final = timedelta(days=60)
BATCH: Final = 100
# Between two batches of a service that has other things to do, and between two looks when all is done.
REST: Final = 0.1
LOOK_AGAIN: Final = 600.0

_session = SessionRow.__table__  # type: ignore[attr-defined]
_outcome = SessionOutcomeRow.__table__  # type: ignore[attr-defined]


def forget_outcomes(uow: UnitOfWork, *, since: datetime, until: datetime, most: int) -> datetime | None:
    """Forget those of up to `most` sessions that ended then, the earliest first; None when there were no more."""
    connection = uow.db.connection()
    ended = (
        select(_session.c.id, _session.c.ended_at)
        .where(_session.c.ended_at >= since, _session.c.ended_at <= until)
        .where(exists().where(_outcome.c.session_id == _session.c.id))
        .order_by(_session.c.ended_at)
        .limit(most)
    )
    found = connection.execute(ended).all()
    connection.execute(delete(_outcome).where(_outcome.c.session_id.in_([row.id for row in found])))
    return found[-1].ended_at if len(found) == most else None


@contextlib.asynccontextmanager
async def forgetting(database: Database, clock: Clock) -> AsyncIterator[None]:
    """As long as the service runs. Of several processes the first one finds something, and the others nothing."""
    task = asyncio.create_task(_run(database, clock), name="forgetting")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _run(database: Database, clock: Clock) -> None:
    since = clock.now() - FIRST_LOOK
    while True:
        until = clock.now() - KEPT_FOR
        try:
            # Rows of sessions that nobody writes to any more: there is nothing to serialise.
            last = await database.write(
                partial(forget_outcomes, since=since, until=until, most=BATCH), isolation="read committed"
            )
        except Unavailable:
            log.info("answers_not_forgotten")
            last = None
        else:
            since = last or max(since, until)
        await asyncio.sleep(LOOK_AGAIN if last is None else REST)
