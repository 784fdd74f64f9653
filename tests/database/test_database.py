"""Transactions: written whole or not at all, in one thread, and never from a reader."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

from app.database import Database, UnitOfWork
from app.errors import Conflict, Unavailable

if TYPE_CHECKING:
    from pathlib import Path


sqlite_only = pytest.mark.only_on("sqlite")


def break_down() -> None:
    raise LookupError


def insert(uow: UnitOfWork, number: int) -> int:
    uow.db.connection().execute(text("INSERT INTO note VALUES (:number)"), {"number": number})
    return number


def count(db: Session) -> int:
    return int(db.connection().exec_driver_sql("SELECT count(*) FROM note").scalar_one())


async def test_what_a_work_function_writes_is_there_when_write_returns(database: Database) -> None:
    assert await database.write(lambda uow: insert(uow, 7)) == 7
    assert await database.read(count) == 1


async def test_a_problem_takes_everything_back(database: Database) -> None:
    def work(uow: UnitOfWork) -> None:
        insert(uow, 1)
        raise Conflict

    with pytest.raises(Conflict):
        await database.write(work)
    assert await database.read(count) == 0


async def test_a_question_of_one_statement_leaves_no_trace_on_its_connection(database: Database) -> None:
    """It is asked without a transaction; whoever gets the same connection next has one all the same."""

    def work(uow: UnitOfWork) -> None:
        insert(uow, 2)
        raise Conflict

    await database.write(lambda uow: insert(uow, 1))
    for _ in range(3):
        assert await database.ask(count) == 1
        with pytest.raises(Conflict):
            await database.write(work)
        with pytest.raises(Conflict):
            await database.write(work, isolation="read committed")
        assert await database.read(count) == 1


async def test_what_follows_a_commit_happens_before_write_returns_and_on_the_loop(database: Database) -> None:
    seen: list[tuple[str, int]] = []

    def work(uow: UnitOfWork) -> None:
        insert(uow, 1)
        uow.after_commit(lambda: seen.append((threading.current_thread().name, 1)))

    await database.write(work)
    assert seen == [(threading.current_thread().name, 1)]


async def test_nothing_follows_a_transaction_that_was_taken_back(database: Database) -> None:
    seen: list[int] = []

    def work(uow: UnitOfWork) -> None:
        uow.after_commit(lambda: seen.append(1))
        raise Conflict

    with pytest.raises(Conflict):
        await database.write(work)
    assert seen == []


async def test_a_broken_listener_does_not_hide_the_commit_from_the_others(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[int] = []

    def work(uow: UnitOfWork) -> None:
        uow.after_commit(break_down)
        uow.after_commit(lambda: seen.append(2))

    await database.write(work)
    assert seen == [2]
    assert "after_commit_failed" in caplog.messages


async def test_a_caller_who_stops_waiting_does_not_stop_the_transaction(database: Database) -> None:
    begun = threading.Event()
    go_on = threading.Event()
    told = asyncio.Event()

    def work(uow: UnitOfWork) -> None:
        begun.set()
        go_on.wait(5)
        insert(uow, 1)
        uow.after_commit(told.set)

    waiting = asyncio.create_task(database.write(work))
    await asyncio.to_thread(begun.wait, 5)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go_on.set()
    await asyncio.wait_for(told.wait(), 5)
    assert await database.read(count) == 1


@sqlite_only
async def test_all_writes_happen_in_one_thread(database: Database) -> None:
    names = await asyncio.gather(*(database.write(lambda _uow: threading.current_thread().name) for _ in range(20)))
    assert len(set(names)) == 1


async def test_read_then_write_by_many_loses_nothing(database: Database) -> None:
    def next_number(uow: UnitOfWork) -> int:
        return insert(uow, count(uow.db) + 1)

    numbers = await asyncio.gather(*(database.write(next_number) for _ in range(50)))
    assert sorted(numbers) == list(range(1, 51))


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError):
        await database.read(lambda db: db.connection().exec_driver_sql("INSERT INTO note VALUES (1)"))


async def test_a_reader_sees_one_moment_while_others_write(database: Database) -> None:
    first_look = threading.Event()
    look_again = threading.Event()

    def twice(db: Session) -> tuple[int, int]:
        before = count(db)
        first_look.set()
        look_again.wait(5)
        return before, count(db)

    reading = asyncio.create_task(database.read(twice))
    await asyncio.to_thread(first_look.wait, 5)
    await database.write(lambda uow: insert(uow, 1))
    look_again.set()
    assert await reading == (0, 0)


@sqlite_only
async def test_commits_are_durable_by_setting(database: Database) -> None:
    def pragmas(uow: UnitOfWork) -> list[object]:
        connection = uow.db.connection()
        names = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "secure_delete")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]

    assert await database.write(pragmas) == ["wal", 2, 1, 0, 1]


def failing(code: int) -> OperationalError:
    cause = sqlite3.OperationalError("text that may hold anything")
    cause.sqlite_errorcode = code
    return OperationalError("INSERT", {}, cause)


@sqlite_only
@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY])
async def test_a_full_or_busy_disk_says_try_again(database: Database, code: int) -> None:
    def work(_uow: UnitOfWork) -> None:
        raise failing(code)

    with pytest.raises(Unavailable):
        await database.write(work)


@sqlite_only
async def test_when_the_disk_is_full_nothing_is_half_written_and_later_it_goes_on(database: Database) -> None:
    def limit(uow: UnitOfWork, pages: int) -> None:
        uow.db.connection().exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def fill(uow: UnitOfWork) -> None:
        for number in range(1, 5_000):
            insert(uow, number)

    await database.write(lambda uow: limit(uow, 1))
    with pytest.raises(Unavailable):
        await database.write(fill)
    assert await database.read(count) == 0
    await database.write(lambda uow: limit(uow, 1_000_000))
    await database.write(fill)
    assert await database.read(count) == 4_999


@sqlite_only
async def test_a_failing_disk_stops_the_process_with_one_neutral_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stopped: list[bool] = []
    database = Database(tmp_path / "test.sqlite3", fail_stop=lambda: stopped.append(True))

    def work(_uow: UnitOfWork) -> None:
        raise failing(sqlite3.SQLITE_IOERR | (3 << 8))

    with pytest.raises(Unavailable):
        await database.write(work)
    database.close()
    assert stopped == [True]
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.CRITICAL] == [
        "storage_failed"
    ]


async def test_too_many_at_once_are_told_to_come_back(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.database.engine.MOST_WAITING", 2)
    results = await asyncio.gather(*(database.read(count) for _ in range(4)), return_exceptions=True)
    assert [type(result) for result in results] == [int, int, Unavailable, Unavailable]
    assert await database.read(count) == 0


async def test_a_wrong_statement_is_a_bug_and_not_a_problem(database: Database) -> None:
    with pytest.raises(DBAPIError):
        await database.read(lambda db: db.connection().exec_driver_sql("SELECT * FROM nowhere"))


async def test_an_error_does_not_carry_the_values_of_the_statement(database: Database) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.db.connection().execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "I felt alone"})

    with pytest.raises(DBAPIError) as failed:
        await database.write(work)
    assert "alone" not in str(failed.value)


@sqlite_only
async def test_when_all_is_closed_no_log_file_remains(tmp_path: Path) -> None:
    database = Database(tmp_path / "test.sqlite3")
    await database.write(lambda uow: uow.db.connection().exec_driver_sql("CREATE TABLE t (n)"))
    await database.read(lambda db: db.connection().exec_driver_sql("SELECT * FROM t").all())
    database.close()
    assert [file.name for file in tmp_path.glob("test.sqlite3*")] == ["test.sqlite3"]
