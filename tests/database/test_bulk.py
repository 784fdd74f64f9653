"""Statements for many rows store what SQLAlchemy's own would store, on both kinds of database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Row, Table, insert, select, text
from sqlalchemy.exc import DBAPIError

from app.database import columns
from app.database.bulk import MOST_ROWS, inserting, moving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.database import Database, UnitOfWork

METADATA = MetaData()
AT = columns.moment(nullable=True)
AT.name = AT.key = "at"  # outside SQLModel a column names itself
PAGE = Table(
    "page", METADATA, Column("n", Integer, primary_key=True), Column("title", columns.short_text(8).type), AT,
    Column("words", LargeBinary()),
)  # fmt: skip
NAMES = ("n", "title", "at", "words")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BERLIN = datetime(2026, 11, 22, 13, 0, 0, 250_000, tzinfo=timezone(timedelta(hours=1)))
ROWS: list[tuple[Any, ...]] = [
    (1, "a", NOON, b"\0\\'\xff"),
    (2, "NULL", BERLIN, b""),
    (3, '"{},\\', None, None),
]


@pytest.fixture
def pages(database: Database) -> Database:
    database.write_now(lambda uow: METADATA.create_all(uow.db.connection()))
    return database


def all_of(uow: UnitOfWork) -> Sequence[Row[Any]]:
    return uow.db.connection().execute(select(PAGE).order_by(PAGE.c.n)).all()


def test_what_was_stored_by_one_statement_is_read_as_it_was_given(pages: Database) -> None:
    def work(uow: UnitOfWork) -> Sequence[Row[Any]]:
        inserting(PAGE, NAMES).run(uow.db.connection(), ROWS)
        return all_of(uow)

    assert [tuple(row) for row in pages.write_now(work)] == ROWS


def test_moments_lie_there_as_sqlalchemy_writes_them_so_that_both_can_be_compared(pages: Database) -> None:
    def work(uow: UnitOfWork) -> list[Any]:
        inserting(PAGE, NAMES).run(uow.db.connection(), [(1, "ours", BERLIN, None)])
        uow.db.connection().execute(insert(PAGE).values(n=2, title="theirs", at=BERLIN))
        return list(uow.db.connection().execute(text("SELECT at FROM page")).scalars())

    ours, theirs = pages.write_now(work)
    assert ours == theirs


def test_each_row_is_moved_by_its_key_and_no_other_one_is(pages: Database) -> None:
    def work(uow: UnitOfWork) -> Sequence[Row[Any]]:
        connection = uow.db.connection()
        inserting(PAGE, NAMES).run(connection, ROWS)
        moving(PAGE, ("title", "at"), key="n").run(connection, [("third", NOON, 3), ("first", None, 1)])
        return all_of(uow)

    assert [(row.n, row.title, row.at) for row in pages.write_now(work)] == [
        (1, "first", None),
        (2, "NULL", BERLIN),
        (3, "third", NOON),
    ]


@pytest.mark.parametrize("count", [1, 2, 3, MOST_ROWS - 1, MOST_ROWS, MOST_ROWS + 1, 3 * MOST_ROWS + 5])
def test_as_many_rows_as_there_are_come_and_are_moved_each_once(pages: Database, count: int) -> None:
    def work(uow: UnitOfWork) -> Sequence[Row[Any]]:
        connection = uow.db.connection()
        inserting(PAGE, NAMES).run(connection, [(n, "old", NOON, bytes([n])) for n in range(count)])
        moving(PAGE, ("title",), key="n").run(connection, [(f"new {n}", n) for n in reversed(range(count))])
        return all_of(uow)

    assert [tuple(row) for row in pages.write_now(work)] == [(n, f"new {n}", NOON, bytes([n])) for n in range(count)]


def test_a_naive_moment_is_refused(pages: Database) -> None:
    naive = [(1, "a", NOON.replace(tzinfo=None), None)]
    with pytest.raises(ValueError, match="naive"):
        pages.write_now(lambda uow: inserting(PAGE, NAMES).run(uow.db.connection(), naive))


@pytest.mark.only_on("postgresql")
def test_what_is_too_long_for_its_column_is_refused_and_not_cut_off(pages: Database) -> None:
    with pytest.raises(DBAPIError, match="too long"):
        pages.write_now(lambda uow: inserting(PAGE, NAMES).run(uow.db.connection(), [(1, "123456789", None, None)]))
