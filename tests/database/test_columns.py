"""Columns: moments in UTC, and closed lists that the database itself keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Literal

import pytest
from sqlalchemy import MetaData, Table, create_engine, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from app.database import columns

if TYPE_CHECKING:
    from sqlalchemy import Engine

METADATA = MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"})
AT = columns.moment(nullable=True)
AT.name = AT.key = "at"  # outside SQLModel a column names itself
THING = Table("thing", METADATA, columns.choice("state", Literal["open", "closed"]), AT)


@pytest.fixture
def engine() -> Engine:
    made = create_engine("sqlite://")
    METADATA.create_all(made)
    return made


def test_a_moment_comes_back_aware_and_in_utc(engine: Engine) -> None:
    berlin = datetime(2026, 11, 22, 13, tzinfo=timezone(timedelta(hours=1)))
    with engine.begin() as connection:
        connection.execute(insert(THING).values(state="open", at=berlin))
        found = connection.execute(select(THING.c.at)).scalar_one()
    assert (found, found.tzinfo) == (berlin, UTC)


def test_a_naive_moment_is_refused(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(StatementError, match="naive"):
        connection.execute(insert(THING).values(state="open", at=datetime(2026, 11, 22)))  # noqa: DTZ001


def test_the_database_itself_refuses_an_unknown_state(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text("INSERT INTO thing (state) VALUES ('invented')"))


def test_no_moment_is_no_moment(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(THING).values(state="open", at=None))
        assert connection.execute(select(THING.c.at)).scalar_one() is None
