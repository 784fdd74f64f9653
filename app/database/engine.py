"""The database of one process: transactions in threads, on SQLite or PostgreSQL, with the same words for both.

Work functions are plain and synchronous, get a session, and never commit, await or do slow things. They may be run
again after losing against another transaction, so all that they change goes through the session or `after_commit`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlmodel import Session

from app.database.address import address_of
from app.database.unit_of_work import UnitOfWork
from app.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from app.database.address import Address
    from app.database.failures import Verdict
    from app.database.storage import Isolation, Lane, Storage
    from app.settings import Settings

T = TypeVar("T")
Callbacks = tuple["Callable[[], None]", ...]
log = logging.getLogger(__name__)

MOST_WAITING = 2_000
EXIT_STORAGE_FAILED = 74
# The longest rest, in seconds, before a transaction that lost is done again.
REST = 0.02
LONGEST_GRACE = 0.5


def stop_at_once() -> NoReturn:
    """DR-28: leave without clean-up; a supervisor starts the service again and SQLite recovers from its log."""
    os._exit(EXIT_STORAGE_FAILED)


class Database:
    """Reads and writes; on SQLite everything that writes is one connection and one thread by construction."""

    def __init__(self, address: Address, *, fail_stop: Callable[[], None] = stop_at_once) -> None:
        self.address = address
        self._storage = storage = _storage(address)
        self._threads = {
            lane.name: ThreadPoolExecutor(max_workers=lane.threads, thread_name_prefix=lane.name)
            for lane in (storage.readers, storage.groups, storage.writers)
        }
        self._fail_stop = fail_stop
        self._random = secrets.SystemRandom()
        self._turn = threading.Lock()
        self._waiting = 0
        # How often the storage failed, by what that meant; for the operator.
        self.failures: Counter[str] = Counter()

    @property
    def waiting(self) -> int:
        return self._waiting

    @classmethod
    def of(cls, settings: Settings) -> Database:
        return cls(address_of(settings))

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a read-only transaction and return what it returns."""
        return await self._answer(self._storage.readers, lambda: (self._read(work, self._storage.readers), ()))

    async def ask(self, work: Callable[[Session], T]) -> T:
        """Read by one statement: a snapshot of its own, and a transaction around it would cost twice as much.

        On PostgreSQL nothing would keep such a statement from writing; `read` is for whatever asks more.
        """
        return await self._answer(self._storage.askers, lambda: (self._read(work, self._storage.askers), ()))

    async def write(self, work: Callable[[UnitOfWork], T], *, isolation: Isolation = "serializable") -> T:
        """Run `work` in a writing transaction; commit when it returns, roll back when it raises.

        A caller who is cancelled stops waiting; the transaction, once submitted, is finished all the same,
        and its `after_commit` callbacks run, so that nobody misses what was stored. After `Unavailable` it
        may have been stored or not: whoever cares sends the same again, and is answered once.
        """
        lane = self._storage.lane(isolation)
        return await self._answer(lane, lambda: self._write(lane, work))

    def read_now(self, work: Callable[[Session], T]) -> T:
        """Read in the calling thread: for start-up and the command line, never on a running loop."""
        return self._read(work, self._storage.readers)

    def write_now(self, work: Callable[[UnitOfWork], T]) -> T:
        """Write from the command line, through a writer thread, without a loop; callbacks run in the caller."""
        lane = self._storage.writers
        result, callbacks = self._threads[lane.name].submit(self._write, lane, work).result()
        for callback in callbacks:
            callback()
        return result

    def close(self) -> None:
        """Finish what was submitted."""
        for threads in self._threads.values():
            threads.shutdown()
        self._storage.close()

    async def _answer(self, lane: Lane, act: Callable[[], tuple[T, Callbacks]]) -> T:
        """Have `act` done in a thread of the lane, and wait for it as long as one may."""
        if self._waiting >= MOST_WAITING:
            # Better to say "try again" than to let a queue grow.
            raise Unavailable
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        too_late = False

        def run() -> None:
            try:
                if too_late:
                    raise Unavailable  # noqa: TRY301 - nobody waits for it any more, so nothing is begun
                result, callbacks = act()
            except BaseException as problem:  # noqa: BLE001 - it is handed to the caller, not swallowed
                loop.call_soon_threadsafe(self._fail, done, problem)
            else:
                loop.call_soon_threadsafe(self._succeed, done, result, callbacks)

        self._waiting += 1
        self._threads[lane.name].submit(run)
        if self._storage.patience is None:
            return await done
        try:
            async with asyncio.timeout(self._storage.patience):
                return await done
        except TimeoutError:
            too_late = True
            log.warning("storage_silent")
            raise Unavailable from None

    def _succeed(self, done: asyncio.Future[T], result: T, callbacks: Callbacks) -> None:
        self._waiting -= 1
        for callback in callbacks:
            try:
                callback()
            except Exception:
                # What is committed is committed: one broken listener must not hide it from the others.
                log.exception("after_commit_failed")
        if not done.done():
            done.set_result(result)

    def _fail(self, done: asyncio.Future[T], problem: BaseException) -> None:
        self._waiting -= 1
        if not done.done():
            done.set_exception(problem)

    def _read(self, work: Callable[[Session], T], lane: Lane) -> T:
        def attempt() -> T:
            with Session(lane.engine, expire_on_commit=False) as db:
                return work(db)

        return self._persist(attempt, is_decided=lambda: False)

    def _write(self, lane: Lane, work: Callable[[UnitOfWork], T]) -> tuple[T, Callbacks]:
        committing = False

        def attempt() -> tuple[T, Callbacks]:
            nonlocal committing
            committing = False
            with Session(lane.engine, expire_on_commit=False) as db:
                uow = UnitOfWork(db)
                result = work(uow)
                db.flush()
                committing = True
                db.commit()
                return result, uow.callbacks

        return self._persist(attempt, is_decided=lambda: committing)

    def _persist(self, attempt: Callable[[], T], *, is_decided: Callable[[], bool]) -> T:
        """Make the attempt, and make it again while that is safe and promises something."""
        self._let_pass()
        turn: AbstractContextManager[object] = nullcontext()
        for attempts_left in reversed(range(self._storage.tries)):
            try:
                with turn:
                    return attempt()
            except DBAPIError as error:
                verdict = self._judged(error, decided=is_decided(), attempts_left=attempts_left)
            except NoConnectionFree:
                raise Unavailable from None
            # Whoever lost takes turns with the others who did; else the same few would go on colliding.
            turn = nullcontext() if verdict == "lost" else self._turn
            time.sleep(self._random.uniform(0, REST))
        raise Unavailable

    def _let_pass(self) -> None:
        """Begin nothing new while somebody who lost has their turn; a short while only, for a turn may hang."""
        if self._turn.locked() and self._turn.acquire(timeout=LONGEST_GRACE):
            self._turn.release()

    def _judged(self, error: DBAPIError, *, decided: bool, attempts_left: int) -> Verdict:
        """Return why the attempt may be made again; raise what it means otherwise."""
        verdict = self._storage.judge(error)
        self.failures[verdict] += 1
        if verdict == "fatal":
            log.critical("storage_failed")
            self._fail_stop()
            raise Unavailable from None
        if verdict == "lost" and decided:
            # The commit was sent: nobody knows whether it arrived, so it is never sent again from here.
            log.warning("storage_outcome_unknown")
            raise Unavailable from None
        if verdict == "bug" or (verdict == "clash" and not attempts_left):
            raise error
        if verdict == "try_again" or not attempts_left:
            log.warning("storage_busy_or_full")
            raise Unavailable from None
        return verdict


def _storage(address: Address) -> Storage:
    # Each driver is imported only where it is used; the other one need not be installed.
    if isinstance(address, Path):
        from app.database import sqlite  # noqa: PLC0415

        return sqlite.storage(address)
    from app.database import postgresql  # noqa: PLC0415

    return postgresql.storage(address)
