"""Processes that say that they live: who was silent for long speaks up again, and who is dead is swept up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app.database import Database
from app.sessions.engine import company

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.settings import Settings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIFE = timedelta(seconds=30)
HERE, THERE, SESSION, ADA = "here", "there", "session", "ada"


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database.of(settings)
    yield opened
    opened.close()


def beat(database: Database, process: str, at: datetime) -> None:
    database.write_now(lambda uow: company.beat(uow, process, at=at, until=at + LIFE))


def who_is_elsewhere(database: Database, at: datetime) -> list[str]:
    found = database.read_now(lambda db: company.elsewhere(db, (SESSION,), process_id=HERE, at=at))
    return sorted(found.get(SESSION, (frozenset(), None))[0])


def with_somebody(database: Database, process: str, at: datetime) -> None:
    beat(database, process, at)
    database.write_now(lambda uow: company.keep(uow, {SESSION: {ADA}}, process_id=process, at=at))


def test_a_process_that_was_silent_for_longer_than_it_said_speaks_up_again(database: Database) -> None:
    """After a stall, a cut line or a jump of the clock it is among the dead itself. F5 found it."""
    with_somebody(database, THERE, NOW)
    later = NOW + 10 * LIFE
    assert who_is_elsewhere(database, later) == []
    beat(database, THERE, later)
    assert who_is_elsewhere(database, later) == [ADA]


def test_the_company_of_a_dead_process_is_swept_up_by_the_next_beat(database: Database) -> None:
    with_somebody(database, THERE, NOW)
    beat(database, HERE, NOW + 10 * LIFE)
    beat(database, THERE, NOW + 10 * LIFE)
    assert who_is_elsewhere(database, NOW + 10 * LIFE) == []


def test_a_clock_that_is_set_back_harms_no_beat(database: Database) -> None:
    with_somebody(database, THERE, NOW)
    beat(database, THERE, NOW - 10 * LIFE)
    assert who_is_elsewhere(database, NOW - 10 * LIFE) == [ADA]
