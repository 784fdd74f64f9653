"""Acts of one kind, many to a transaction: those that are asked for while others are being done come next, all at once.

After a restart everybody comes back in the same moment; with a transaction and a flush for each of them, the last would
wait for all the others, and so would every command. It decides nothing: `work` does, and answers each for itself.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.database.engine import Database
    from app.database.storage import Isolation
    from app.database.unit_of_work import UnitOfWork

A = TypeVar("A")
B = TypeVar("B")

# As with commands: one transaction stays short, and what is left makes the next one.
LARGEST_GROUP = 256


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[A, B]):
    asked: A
    found: asyncio.Future[B]


class Together(Generic[A, B]):
    """One queue of one process. `work` gives back an answer for each that asked, in their order."""

    def __init__(
        self, database: Database, work: Callable[[UnitOfWork, Sequence[A]], Sequence[B]], *, isolation: Isolation
    ) -> None:
        self._database = database
        self._work = work
        self._isolation: Isolation = isolation
        self._waiting: list[_Waiting[A, B]] = []
        self._running: asyncio.Task[None] | None = None

    async def ask(self, asked: A) -> B:
        """Return the answer to this one. Who stops waiting has asked all the same."""
        waiting: _Waiting[A, B] = _Waiting(asked, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="together")
        return await waiting.found

    async def stop(self) -> None:
        """Return when everyone who asked was answered."""
        while self._running is not None:
            await asyncio.wait({self._running})

    async def _run(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:LARGEST_GROUP], self._waiting[LARGEST_GROUP:]
                await self._answer(group)
        finally:
            self._running = None

    async def _answer(self, group: list[_Waiting[A, B]]) -> None:
        asked = [one.asked for one in group]
        try:
            found = await self._database.write(lambda uow: self._work(uow, asked), isolation=self._isolation)
        except Exception as failure:  # noqa: BLE001 - it is handed to everybody who waits
            for one in group:
                if not one.found.done():
                    one.found.set_exception(failure)
            return
        for one, answer in zip(group, found, strict=True):
            if not one.found.done():
                one.found.set_result(answer)
