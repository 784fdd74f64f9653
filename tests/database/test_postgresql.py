"""PostgreSQL in trouble: nothing is done twice, nobody waits for long, and all goes on when it is back (DR-14, F3)."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest
from psycopg import sql
from sqlalchemy import text

from app.database import Database
from app.database.address import address_of, shown
from app.errors import Unavailable
from app.pagination import encode_cursor
from app.settings import Settings
from tests.builders import code_of, expect
from tests.live import a_session
from tests.servers import running_postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from sqlalchemy import URL
    from sqlmodel import Session

    from app.database import UnitOfWork
    from tests.conftest import Server
    from tests.servers import PostgreSQL

pytestmark = pytest.mark.only_on("postgresql")

TERMINATE = sql.SQL(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE application_name = 'rejoin' AND pid <> pg_backend_pid()"
)


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgreSQL]:
    """A server that only these tests stop and kill."""
    with running_postgresql() as server:
        yield server


@pytest.fixture
def shaky(own_server: PostgreSQL) -> Iterator[Database]:
    opened = Database(address_of(Settings(database_url=own_server.url("postgres"))))
    opened.write_now(lambda uow: uow.db.connection().exec_driver_sql("CREATE TABLE note (n INTEGER PRIMARY KEY)"))
    yield opened
    opened.write_now(lambda uow: uow.db.connection().exec_driver_sql("DROP TABLE note"))
    opened.close()


def insert(uow: UnitOfWork, *numbers: int) -> None:
    uow.db.connection().execute(text("INSERT INTO note VALUES (:number)"), [{"number": number} for number in numbers])


def hold(uow: UnitOfWork, number: int) -> None:
    """Lock one row to the end of the transaction."""
    uow.db.connection().execute(text("SELECT n FROM note WHERE n = :number FOR UPDATE"), {"number": number})


def count(db: Session) -> int:
    return int(db.connection().exec_driver_sql("SELECT count(*) FROM note").scalar_one())


def setting(uow: UnitOfWork, name: str) -> str:
    return str(uow.db.connection().exec_driver_sql(f"SHOW {name}").scalar_one())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("synchronous_commit", "on"),
        ("lock_timeout", "2s"),
        ("statement_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "10s"),
        ("transaction_isolation", "serializable"),
        ("TimeZone", "UTC"),
        ("application_name", "rejoin"),
    ],
)
async def test_every_connection_has_its_limits(database: Database, name: str, value: str) -> None:
    assert await database.write(lambda uow: setting(uow, name)) == value


async def test_what_brings_its_own_fence_begins_in_a_simpler_way(database: Database) -> None:
    found = await database.write(lambda uow: setting(uow, "transaction_isolation"), isolation="read committed")
    assert found == "read committed"


async def test_an_operator_cannot_loosen_the_durability_in_the_address(postgresql: PostgreSQL) -> None:
    url = postgresql.url("postgres") + "?options=-c%20synchronous_commit%3Doff%20-c%20work_mem%3D8MB"
    database = Database(address_of(Settings(database_url=url)))
    try:
        found = [await database.write(lambda uow, name=name: setting(uow, name)) for name in DURABILITY]  # type: ignore[misc]
    finally:
        database.close()
    assert found == ["on", "8MB"]


DURABILITY = ("synchronous_commit", "work_mem")


def test_an_address_is_shown_without_its_user_and_password() -> None:
    address = address_of(Settings(database_url="postgres://ada:secret@db.example:5433/rejoin?sslmode=require"))
    assert shown(address) == "the PostgreSQL database rejoin at db.example"
    assert "secret" not in repr(address)
    assert "secret" not in repr(Settings(database_url="postgres://ada:secret@db.example/rejoin"))


async def test_a_connection_that_died_at_rest_is_replaced_without_a_word(
    database: Database, postgresql: PostgreSQL
) -> None:
    await asyncio.gather(*(database.write(lambda uow, n=n: insert(uow, n)) for n in range(6)))  # type: ignore[misc]
    await asyncio.gather(*(database.read(count) for _ in range(6)))
    postgresql.execute(TERMINATE)
    await database.write(lambda uow: insert(uow, 6))
    assert await asyncio.gather(*(database.read(count) for _ in range(6))) == [7] * 6


async def test_a_connection_that_dies_in_the_middle_has_its_work_done_again_once(
    database: Database, postgresql: PostgreSQL
) -> None:
    times = []

    def work(uow: UnitOfWork) -> None:
        times.append(1)
        insert(uow, 1)
        if len(times) == 1:
            postgresql.execute(TERMINATE)
        insert(uow, 2)

    await database.write(work)
    assert (len(times), await database.read(count)) == (2, 2)


HANGS_UP = (
    """CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$""",
    """CREATE CONSTRAINT TRIGGER hangs_up AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION hang_up()""",
)


async def test_a_commit_whose_answer_is_lost_is_not_sent_again(database: Database) -> None:
    # The server ends the connection in the middle of the commit, so nobody here can know how it went.
    await database.write(lambda uow: [uow.db.connection().exec_driver_sql(one) for one in HANGS_UP])
    times = []
    followed = []

    def work(uow: UnitOfWork) -> None:
        times.append(1)
        uow.after_commit(lambda: followed.append(1))
        insert(uow, 1)

    with pytest.raises(Unavailable):
        await database.write(work)
    assert (times, followed) == ([1], [])


async def test_a_row_that_somebody_holds_is_not_waited_for_much_longer_than_two_seconds(database: Database) -> None:
    await database.write(lambda uow: insert(uow, 1))
    held, let_go = threading.Event(), threading.Event()

    def keep(uow: UnitOfWork) -> None:
        hold(uow, 1)
        held.set()
        let_go.wait(10)

    holding = asyncio.create_task(database.write(keep))
    await asyncio.to_thread(held.wait, 5)
    began = time.monotonic()
    with pytest.raises(Unavailable):
        await database.write(lambda uow: hold(uow, 1))
    waited = time.monotonic() - began
    let_go.set()
    await holding
    assert 1.5 < waited < 4
    await database.write(lambda uow: hold(uow, 1))


async def test_a_statement_that_takes_too_long_is_ended_by_the_server(database: Database) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.db.connection().exec_driver_sql("SET LOCAL statement_timeout = 50")
        uow.db.connection().exec_driver_sql("SELECT pg_sleep(30)")

    with pytest.raises(Unavailable):
        await database.write(work)


async def test_a_deadlock_is_settled_by_doing_one_of_the_two_again(database: Database) -> None:
    await database.write(lambda uow: insert(uow, 1, 2))
    both = threading.Barrier(2, timeout=5)
    times: list[tuple[int, int]] = []

    def lock(uow: UnitOfWork, first: int, second: int) -> None:
        times.append((first, second))
        for number in (first, second):
            hold(uow, number)
            if times.count((first, second)) == 1 and number == first:
                both.wait()

    await asyncio.gather(
        database.write(lambda uow: lock(uow, 1, 2), isolation="read committed"),
        database.write(lambda uow: lock(uow, 2, 1), isolation="read committed"),
    )
    assert len(times) == 3


async def test_after_a_crash_of_the_server_all_goes_on(shaky: Database, own_server: PostgreSQL) -> None:
    await shaky.write(lambda uow: insert(uow, 1))
    own_server.stop(signal.SIGQUIT)
    with pytest.raises(Unavailable):
        await shaky.write(lambda uow: insert(uow, 2))
    with pytest.raises(Unavailable):
        await shaky.read(count)
    own_server.start()
    await shaky.write(lambda uow: insert(uow, 3))
    assert await shaky.read(count) == 2


async def test_while_the_server_is_stopped_everybody_is_answered_within_seconds(
    shaky: Database, own_server: PostgreSQL
) -> None:
    await shaky.read(count)
    own_server.freeze()
    try:
        began = time.monotonic()
        found = await asyncio.gather(
            *(shaky.read(count) for _ in range(12)),
            *(shaky.write(lambda uow, n=n: insert(uow, n)) for n in range(12)),  # type: ignore[misc]
            return_exceptions=True,
        )
        waited = time.monotonic() - began
    finally:
        own_server.thaw()
    assert {type(one) for one in found} == {Unavailable}
    assert waited < 6
    await shaky.write(lambda uow: insert(uow, 100))
    assert await shaky.read(count) >= 1


async def test_what_no_stored_text_can_be_is_asked_for_and_not_found(server: Server, client: httpx.AsyncClient) -> None:
    """A forged id with a NUL, or a number that no column holds, is nothing there and no fault of ours."""
    async with a_session(server, client, connected=False) as pair:
        ada = pair.ada.person
        for path in ("/sessions/%00", "/couples/%00", "/talk-requests/a%00b", "/templates/%00"):
            assert (await ada.get(path)).status_code == 404
        answer = expect(await ada.get(f"/sessions/{pair.session_id}/events?after={2**53}"), 200)
        assert answer["events"] == []
        forged = encode_cursor("couples", "\0")
        assert code_of(await ada.get(f"/couples?cursor={forged}")) == "bad_cursor"


async def test_the_canary_would_see_words_in_a_table(database: Database, empty: URL, postgresql: PostgreSQL) -> None:
    await database.write(lambda uow: uow.db.connection().exec_driver_sql("CREATE TABLE said (words BYTEA)"))
    await database.write(
        lambda uow: uow.db.connection().execute(text("INSERT INTO said VALUES (:words)"), {"words": b"I felt alone"})
    )
    assert b"I felt alone" in postgresql.contents(postgresql.url(str(empty.database)))
