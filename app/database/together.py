"""Acts of one kind, many to a transaction: those that are asked for while others are being done come next, all at once.

After a restart everybody comes back in the same moment; with a transaction and a flush for each of them, the last would
wait for all the others, and so would every command. It decides nothing: `act` does, and answers each for itself.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

from sqlalchemy.exc import DBAPIError

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from sqlmodel import Session

    from app.database.engine import Database

A = TypeVar("A")
B = TypeVar("B")

# As with commands: one transaction stays short, and what is left makes the next one.
LARGEST_GROUP = 256
# Whole logs: asking costs nothing beside them any more, and nobody should wait long for what others wrote.
MOST_LOGS = 32


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[A, B]):
    asked: A
    found: asyncio.Future[B]


class Together(Generic[A, B]):
    """One queue of one process. `act` gives back an answer for each that asked, in their order, or why it has none."""

    def __init__(
        self, act: Callable[[Sequence[A]], Awaitable[Sequence[B | Exception]]], *, most: int = LARGEST_GROUP
    ) -> None:
        self._act = act
        self._most = most
        self._waiting: list[_Waiting[A, B]] = []
        self._running: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many wait for a group that has not begun."""
        return len(self._waiting)

    async def ask(self, asked: A) -> B:
        """Return the answer to this one. Who stops waiting has asked all the same."""
        return await self.put(asked)

    def put(self, asked: A) -> asyncio.Future[B]:
        """The same for whoever does not wait."""
        waiting: _Waiting[A, B] = _Waiting(asked, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="together")
        return waiting.found

    async def stop(self) -> None:
        """Return when everyone who asked was answered."""
        while self._running is not None:
            await asyncio.wait({self._running})

    async def give_up(self) -> None:
        """Answer nobody any more: for what may be left undone."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._answer(group)
        finally:
            self._running = None

    async def _answer(self, group: list[_Waiting[A, B]]) -> None:
        answers: Sequence[B | Exception]
        try:
            answers = await self._act([one.asked for one in group])
        except Exception as failure:  # noqa: BLE001 - it is handed to everybody who waits
            answers = [failure] * len(group)
        for one, answer in zip(group, answers, strict=True):
            if one.found.done():
                continue
            if isinstance(answer, Exception):
                one.found.set_exception(answer)
            else:
                one.found.set_result(answer)


def reading(
    database: Database, work: Callable[[Session, Sequence[A]], Sequence[B | Exception]], *, most: int = MOST_LOGS
) -> Together[A, B]:
    """All who wait when a reading ends are read in the next one, and what cannot be read is nobody else's trouble."""
    return Together(lambda asked: database.read(lambda db: each(work)(db, asked)), most=most)


def each(
    work: Callable[[Session, Sequence[A]], Sequence[B | Exception]],
) -> Callable[[Session, Sequence[A]], Sequence[B | Exception]]:
    """Return `work` such that what cannot be read for one keeps nobody else from their answer."""

    def worked(db: Session, asked: Sequence[A]) -> Sequence[B | Exception]:
        try:
            return work(db, asked)
        except DBAPIError:
            # That is about the storage and not about one of them; the database knows what to do.
            raise
        except Exception as failure:  # noqa: BLE001 - it is handed to whoever asked for it
            return [failure] if len(asked) == 1 else [answer for one in asked for answer in worked(db, (one,))]

    return worked
