"""The group commit: everything that arrived while the last commit was under way is stored in one transaction.

A unit that meets its fence wins, one that does not has lost and is decided again by its owner. A group that fails is
tried again unit by unit, so that one bad row cannot fail its neighbours.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from app.errors import Unavailable
from app.frozen import dataclass
from app.observability.metrics import Metrics
from app.sessions.engine.regardless import seen
from app.sessions.engine.store import store_units

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.database import Database, UnitOfWork
    from app.sessions.engine.units import Unit

# A group is bounded so that one transaction stays short; what is left makes the next group.
LARGEST_GROUP = 256


@dataclass(frozen=True, slots=True)
class _Waiting:
    unit: Unit
    stored: asyncio.Future[bool]


class Committer:
    """One per process. A session's lock is held until the answer, unless the sender hangs up: then another unit of it
    may come that was decided upon the same state.
    """

    def __init__(
        self, database: Database, metrics: Metrics | None = None, *, abandoned: Callable[[str], None] = lambda _: None
    ) -> None:
        self._database = database
        # Told the session of a unit that nobody waited for any more, once it has been decided upon.
        self._abandoned = abandoned
        self._metrics = metrics or Metrics()
        self._waiting: list[_Waiting] = []
        self._running: asyncio.Task[None] | None = None

    async def commit(self, unit: Unit) -> bool:
        """True once the unit is durable, False if its fence was lost. Raises what the database raised."""
        waiting = _Waiting(unit, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="committer")
        return await waiting.stored

    async def finish(self) -> None:
        """Return when everything that came so far has been decided upon."""
        while self._running is not None:
            await asyncio.wait({self._running})

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._store(self._next_group())
        finally:
            self._running = None

    def _next_group(self) -> list[_Waiting]:
        """The first unit of each session. The fence is looked at once for a group, so a second one would slip through:
        both would be stored as what follows the same state, and the session would have moved once.
        """
        group: dict[str, _Waiting] = {}
        for one in self._waiting:
            if len(group) < LARGEST_GROUP:
                group.setdefault(one.unit.session_id, one)
        self._waiting = [one for one in self._waiting if group.get(one.unit.session_id) is not one]
        return list(group.values())

    async def _store(self, group: list[_Waiting]) -> None:
        try:
            won = await self._write([one.unit for one in group])
        except Unavailable as failure:
            # It is nobody's row: asking for each of them would only make all wait longer.
            for one in group:
                self._fail(one, failure)
            return
        except Exception as failure:  # noqa: BLE001 - it is handed to whoever waits, or tried again one by one.
            if len(group) == 1:
                self._fail(group[0], failure)
                return
            for one in group:
                await self._store([one])
            return
        self._metrics.groups.add(len(group))
        self._metrics.fences_lost.add(by=len(group) - len(won))
        for one in group:
            if one.stored.done():
                self._abandoned(one.unit.session_id)
            else:
                one.stored.set_result(one.unit.session_id in won)

    def _fail(self, one: _Waiting, failure: Exception) -> None:
        if one.stored.done():
            seen(failure)
            self._abandoned(one.unit.session_id)
        else:
            one.stored.set_exception(failure)

    async def _write(self, units: list[Unit]) -> frozenset[str]:
        def work(uow: UnitOfWork) -> frozenset[str]:
            return store_units(uow, units, waiting=False)

        # The fence holds by itself, so two processes' groups need not begin again.
        return await self._database.write(work, isolation="read committed")
