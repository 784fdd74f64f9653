"""The migrations build exactly the tables that the code declares, on both databases, with data and in company."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from app.database import Database, migrate
from app.database.address import address_of
from app.database.drift import drift
from app.tables import metadata
from tests.builders import a_couple
from tests.conftest import running

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.database.address import Address
    from app.settings import Settings


def test_the_migrations_and_the_tables_agree(empty: Address) -> None:
    migrate.upgrade(empty)
    assert drift(empty, metadata) == []


def test_a_migrated_database_is_at_head_and_an_empty_one_is_not(empty: Address) -> None:
    assert not migrate.is_at_head(empty)
    migrate.upgrade(empty)
    assert migrate.is_at_head(empty)
    assert migrate.is_without_keys(empty)


async def test_a_database_with_people_in_it_can_be_taken_back_and_made_again(
    settings: Settings, clock: MovableClock
) -> None:
    import httpx  # noqa: PLC0415 - the only test here with a service

    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        await a_couple(client)
    address = address_of(settings)
    assert not migrate.is_without_keys(address)
    migrate.downgrade(address)
    assert migrate.current(address) is None
    migrate.upgrade(address)
    assert drift(address, metadata) == []
    assert migrate.is_without_keys(address)


def test_a_drift_is_noticed_in_a_table_and_in_a_trigger(empty: Address) -> None:
    migrate.upgrade(empty)
    on_postgresql = "DROP FUNCTION session_log_is_kept() CASCADE"
    statement = "DROP TRIGGER session_event_no_update" if _is_sqlite(empty) else on_postgresql
    with migrate.alone(empty) as connection:
        connection.exec_driver_sql("CREATE TABLE forgotten (n INTEGER)")
        connection.exec_driver_sql(statement)
    found = str(drift(empty, metadata))
    assert "forgotten" in found
    assert "the log is kept" in found


@pytest.mark.only_on("postgresql")
def test_of_several_starters_one_migrates_and_the_others_wait(empty: Address) -> None:
    faults: list[BaseException] = []
    together = threading.Barrier(4)

    def start() -> None:
        together.wait()
        try:
            migrate.upgrade(empty)
        except BaseException as fault:  # noqa: BLE001 - told by the test's own thread
            faults.append(fault)

    starters = [threading.Thread(target=start) for _ in range(4)]
    for one in starters:
        one.start()
    for one in starters:
        one.join()
    assert faults == []
    assert drift(empty, metadata) == []


@pytest.mark.only_on("postgresql")
def test_the_database_itself_keeps_the_log(settings: Settings) -> None:
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - only here

    database = Database.of(settings)
    try:
        database.write_now(
            lambda uow: uow.db.connection().exec_driver_sql(
                "INSERT INTO session_event (session_id, seq, name, at, body, chain) VALUES ('s', 1, 'n', now(), '', '')"
            )
        )
        for statement in ("UPDATE session_event SET body = 'other'", "DELETE FROM session_event"):
            with pytest.raises(DBAPIError, match="the log is kept"):
                database.write_now(lambda uow, sql=statement: uow.db.connection().exec_driver_sql(sql))  # type: ignore[misc]
    finally:
        database.close()


def _is_sqlite(address: Address) -> bool:
    return not hasattr(address, "drivername")
