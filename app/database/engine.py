"""The database of one process: reads in a few threads, writes in exactly one.

Work functions are plain and synchronous, get a session, and never commit, await or do slow things.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.database.failures import judge
from app.database.sqlite import reader_engine, writer_engine
from app.database.unit_of_work import UnitOfWork
from app.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

T = TypeVar("T")
log = logging.getLogger(__name__)

READERS = 3
MOST_WAITING = 2_000
EXIT_STORAGE_FAILED = 74


def stop_at_once() -> NoReturn:
    """DR-28: leave without clean-up; a supervisor starts the service again and SQLite recovers from its log."""
    os._exit(EXIT_STORAGE_FAILED)


class Database:
    """Reads and writes; on SQLite everything that writes is one connection and one thread by construction."""

    def __init__(self, file: Path, *, readers: int = READERS, fail_stop: Callable[[], None] = stop_at_once) -> None:
        self.file = file
        self._writer = writer_engine(file)
        self._reader = reader_engine(file, size=readers)
        self._write_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._read_threads = ThreadPoolExecutor(max_workers=readers, thread_name_prefix="reader")
        self._fail_stop = fail_stop
        self._waiting = 0
        # How often the storage failed, by what that meant; for the operator.
        self.failures: Counter[str] = Counter()

    @property
    def waiting(self) -> int:
        return self._waiting

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a read-only transaction and return what it returns."""
        with self._place():
            return await asyncio.get_running_loop().run_in_executor(self._read_threads, self._read, work)

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in the writing transaction; commit when it returns, roll back when it raises.

        A caller who is cancelled stops waiting; the transaction, once submitted, is finished all the same,
        and its `after_commit` callbacks run, so that nobody misses what was stored.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def run() -> None:
            try:
                result, callbacks = self._write(work)
            except BaseException as problem:  # noqa: BLE001 - it is handed to the caller, not swallowed
                loop.call_soon_threadsafe(_fail, done, problem)
            else:
                loop.call_soon_threadsafe(_succeed, done, result, callbacks)

        with self._place():
            self._write_thread.submit(run)
            return await done

    def read_now(self, work: Callable[[Session], T]) -> T:
        """Read in the calling thread: for start-up and the command line, never on a running loop."""
        return self._read(work)

    def write_now(self, work: Callable[[UnitOfWork], T]) -> T:
        """Write from the command line, through the writer thread, without a loop; callbacks run in the caller."""
        result, callbacks = self._write_thread.submit(self._write, work).result()
        for callback in callbacks:
            callback()
        return result

    def close(self) -> None:
        """Finish what was submitted; readers go first, so that the writer alone makes the last checkpoint."""
        self._read_threads.shutdown()
        self._reader.dispose()
        self._write_thread.shutdown()
        self._writer.dispose()

    @contextmanager
    def _place(self) -> Iterator[None]:
        """Count who waits; beyond the bound it is better to say "try again" than to let a queue grow."""
        if self._waiting >= MOST_WAITING:
            raise Unavailable
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    def _read(self, work: Callable[[Session], T]) -> T:
        try:
            with Session(self._reader, expire_on_commit=False) as db:
                return work(db)
        except DBAPIError as error:
            self._judged(error)

    def _write(self, work: Callable[[UnitOfWork], T]) -> tuple[T, tuple[Callable[[], None], ...]]:
        try:
            with Session(self._writer, expire_on_commit=False) as db:
                uow = UnitOfWork(db)
                result = work(uow)
                db.commit()
                return result, uow.callbacks
        except DBAPIError as error:
            self._judged(error)

    def _judged(self, error: DBAPIError) -> NoReturn:
        verdict = judge(error)
        self.failures[verdict] += 1
        match verdict:
            case "fatal":
                log.critical("storage_failed")
                self._fail_stop()
                raise Unavailable from None
            case "try_again":
                log.warning("storage_busy_or_full")
                raise Unavailable from None
            case "bug":
                raise error


def _succeed(done: asyncio.Future[T], result: T, callbacks: tuple[Callable[[], None], ...]) -> None:
    for callback in callbacks:
        try:
            callback()
        except Exception:
            # What is committed is committed: one broken listener must not hide it from the others.
            log.exception("after_commit_failed")
    if not done.done():
        done.set_result(result)


def _fail(done: asyncio.Future[T], problem: BaseException) -> None:
    if not done.done():
        done.set_exception(problem)
