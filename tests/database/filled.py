"""Rows in every table there is, of the form that the schema asks for: more than any story of people leaves behind.

Sealed columns hold bytes that nobody can open. Migrations neither open anything nor ask what it means.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    insert,
    select,
)

from app.database.migrate import engine_for

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection, Table
    from sqlalchemy.types import TypeEngine

    from app.database.address import Address

# What no schema before 0014 knows: it refuses to be taken back over any of them (`test_agreements_carried_over.py`).
LATER: Final = frozenset({"base_agreement", "benchmark", "ritual", "other", "draft", "review_due", "retired"})
Row = dict[str, Any]
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
IN_QUOTES: Final = re.compile(r"'([^']*)'")
THEN: Final = datetime(2026, 3, 1, tzinfo=UTC)


def fill(address: Address, rng: Random, *, rows: int) -> dict[str, int]:
    """Add so many rows to every table, each pointing at rows that are there; how many rows each has now."""
    engine, tables = engine_for(address), MetaData()
    try:
        with engine.begin() as connection:
            tables.reflect(connection)
            own = [table for table in tables.sorted_tables if table.name != "alembic_version"]
            for table in own:
                _fill(connection, table, rng, rows)
            return {table.name: len(connection.execute(select(table)).all()) for table in own}
    finally:
        engine.dispose()


def _fill(connection: Connection, table: Table, rng: Random, rows: int) -> None:
    parents = {
        key: connection.execute(select(*(element.column for element in key.elements))).all()
        for key in table.foreign_key_constraints
    }
    choices, together = _choices(table), _unique(table)
    before = connection.execute(select(table)).mappings().all()
    taken = {(names, *(row[name] for name in names)) for row in before for names in together}
    for number in range(rows):
        row = {one.name: _value(one, rng, number, choices.get(one.name)) for one in table.columns}
        for key, found in parents.items():
            if found and any(row[name] is not None for name in key.column_keys):
                pointed = found[(number + rng.randrange(2)) % len(found)]
                row |= {name: pointed[place] for place, name in enumerate(key.column_keys)}
        itself = {(names, *(row[name] for name in names)) for names in together}
        if not itself & taken:
            taken |= itself
            connection.execute(insert(table), row)


def _unique(table: Table) -> list[tuple[str, ...]]:
    """What no two rows may have alike; what is unique among some of them is taken as unique among all."""
    kinds = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    kinds += [one.columns for one in table.indexes if one.unique]
    return [tuple(column.name for column in columns) for columns in (table.primary_key.columns, *kinds)]


def _choices(table: Table) -> dict[str, list[str]]:
    """The words that a checked column may hold; PostgreSQL and SQLite write such a check differently."""
    checks = [str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint)]
    return {
        column.name: [one for one in IN_QUOTES.findall(check) if table.name != "agreement" or one not in LATER]
        for check in checks
        for column in table.columns
        if re.match(rf'\W*"?{column.name}"?\W', check) and IN_QUOTES.search(check)
    }


def _value(column: Column[Any], rng: Random, number: int, choices: list[str] | None) -> object:
    if column.nullable and rng.random() < 0.25:
        return None
    if choices:
        return choices[number % len(choices)]
    return next(make for kind, make in MAKERS.items() if isinstance(column.type, kind))(column.type, rng, number)


def _moment(kind: DateTime, rng: Random, _: int) -> datetime:
    moment = THEN + timedelta(seconds=rng.randrange(10**7))
    return moment if kind.timezone else moment.replace(tzinfo=None)


def _text(kind: String, rng: Random, _: int) -> str:
    itself = str(UUID(int=rng.getrandbits(128), version=4))
    return itself.ljust(kind.length or 0, rng.choice(LETTERS))[: kind.length]


# A number is small: places of two people are told apart by one, and a week has seven days.
MAKERS: Final[dict[type[TypeEngine[Any]], Callable[[Any, Random, int], object]]] = {
    LargeBinary: lambda _, rng, __: rng.randbytes(rng.randint(1, 200)),
    Boolean: lambda _, rng, __: rng.random() < 0.5,
    Integer: lambda _, __, number: 1 + number % 2,
    DateTime: _moment,
    Date: lambda _, rng, __: THEN.date() + timedelta(days=rng.randrange(300)),
    String: _text,
}
