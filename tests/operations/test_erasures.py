"""B2: whoever was erased stays erased, whichever backup is restored and by whatever means."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy import func, select, text
from typer.testing import CliRunner

from app.cli import cli
from app.database import Database
from app.ids import SystemIds
from app.operations.backup import LEFT_OUT, back_up
from app.operations.erasing_again import finish
from app.operations.restore import CannotRestore, Choices, restore
from app.operations.verify import verify
from app.process import CannotServe
from app.security import master_key
from app.security.ledger import Ledger
from app.serving import check_erasures
from app.tables import metadata
from tests.assignments.suggesting import LIBRARY
from tests.authoring.writing import TALK, Writer
from tests.builders import PASSWORD, code_of, expect, log_in, register
from tests.conftest import running
from tests.live import a_session, to_speaking
from tests.operations.readable import readable
from tests.therapists.linking import a_therapist, linked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sqlmodel import Session as Db

    from app.clock import MovableClock
    from app.settings import Settings
    from tests.builders import Person
    from tests.canary import Canary
    from tests.conftest import Server
    from tests.live import Pair

WORDS = "I felt alone on Sunday"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.tar"


@asynccontextmanager
async def talking(settings: Settings, clock: MovableClock) -> AsyncIterator[tuple[Server, Pair]]:
    """A talk in which Ada has said something."""
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client) as pair,
    ):
        await to_speaking(pair)
        assert pair.speaker is pair.ada
        await pair.ada.did("speak", text=WORDS)
        await pair.ada.did("park_topic", text="The kitchen, another time", share=False)
        yield server, pair


async def backed_up(server: Server, file: Path) -> None:
    resources = server.resources
    await asyncio.to_thread(back_up, resources.settings, file, at=resources.clock.now())


async def erase(person: Person) -> None:
    expect(await person.delete("/me", {"password": PASSWORD}), 204)


def ledger_of(settings: Settings) -> Ledger:
    return Ledger(settings.ledger_file, master_key.load(settings.key_file, may_create=False))


def faults_in(settings: Settings) -> dict[str, int]:
    database = Database.of(settings)
    try:
        return dict(+verify(database, master_key.load(settings.key_file, may_create=False)).faults)
    finally:
        database.close()


async def cannot_log_in(settings: Settings, clock: MovableClock, person: Person) -> bool:
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        answer = await client.post("/v1/logins", json={"email": person.email, "password": person.password})
        return answer.status_code == 401 and code_of(answer) == "login_failed"


async def test_erased_words_stay_erased_when_an_older_backup_is_restored(
    settings: Settings, elsewhere: Settings, clock: MovableClock, file: Path, canary: Canary
) -> None:
    canary.said(WORDS)
    async with talking(settings, clock) as (server, pair):
        assert WORDS in await asyncio.to_thread(readable, settings)
        await backed_up(server, file)
        await erase(pair.two.ada)

    done = restore(elsewhere, file, ids=SystemIds(), at=clock.now())
    assert done.erased == 1
    found = readable(elsewhere)
    assert WORDS not in found
    assert "kitchen" not in found
    assert pair.two.ada.email not in found
    assert "former partner" in found
    assert pair.two.ben.email in found
    assert faults_in(elsewhere) == {}
    check_erasures(elsewhere)
    assert await cannot_log_in(elsewhere, clock, pair.two.ada)
    async with running(elsewhere, clock=clock) as there, httpx.AsyncClient(base_url=there.url, timeout=60) as client:
        ben = await log_in(replace(pair.two.ben, client=client))
        # What erasing means beside the words: the couple is over, and the address is free.
        assert code_of(await ben.get(f"/couples/{pair.two.couple_id}")) == "not_found"
        assert code_of(await ben.get(f"/sessions/{pair.session_id}")) == "not_found"
        assert (await register(client, "Ada", email=pair.two.ada.email)).account_id != pair.two.ada.account_id


async def test_what_features_delete_of_an_erased_person_is_deleted_of_restored_data_too(
    settings: Settings, elsewhere: Settings, clock: MovableClock, file: Path
) -> None:
    """rules.md 9: what was private is deleted, not only made unreadable; addresses and hashes need no key at all."""
    async with talking(settings, clock) as (server, pair):
        ada, maria = pair.two.ada, await a_therapist(server.resources, pair.two.ada.client)
        await linked(server.resources, pair.two, maria)
        await Writer(maria).begin(TALK)
        await Writer(maria).published()
        for one in (ada, maria):
            expect(await one.post("/me/journal", {"text": "It was loud.", "about": "past"}), 201)
            expect(await one.request("PUT", "/me/step-back", {"couple_id": "all"}), 200)
            expect(await one.post("/me/calendar"), 201)
        expect(await maria.post(f"/couples-in-care/{pair.two.couple_id}/assignments", {"template": LIBRARY}), 201)
        await backed_up(server, file)
        before = rows_of(settings)
        await erase(ada)
        await erase(maria)
        assert (live := rows_of(settings)) != before

    restore(elsewhere, file, ids=SystemIds(), at=clock.now())
    assert rows_of(elsewhere) == live


def rows_of(settings: Settings) -> dict[str, int]:
    """How many rows each table has, without those that no backup has."""
    database = Database.of(settings)

    def count(db: Db, name: str) -> int:
        return db.connection().execute(select(func.count()).select_from(metadata.tables[name])).scalar_one()

    names = [name for name in metadata.tables if name not in {*LEFT_OUT, "login"}]
    try:
        return database.read_now(lambda db: {name: count(db, name) for name in names})
    finally:
        database.close()


async def test_a_key_that_was_destroyed_is_never_written_by_restoring(
    settings: Settings, nearby: Settings, clock: MovableClock, file: Path
) -> None:
    async with talking(settings, clock) as (server, pair):
        key_id = await server.resources.database.read(lambda db: _key_id(db, pair.two.ada.account_id))
        await backed_up(server, file)
        await erase(pair.two.ada)
    restore(nearby, file, ids=SystemIds(), at=clock.now())
    # Not even in pages that are free again: the id would lie beside the wrapped key.
    places = [one.read_bytes() for one in nearby.data_dir.iterdir()]
    assert sum(content.count(key_id.encode()) for content in places) == _mentions(nearby, key_id)
    assert ledger_of(nearby).read() == {key_id}


def _key_id(db: object, account_id: str) -> str:
    found = db.connection().execute(  # type: ignore[attr-defined]
        text("SELECT id FROM data_key WHERE owner_id = :id"), {"id": account_id}
    )
    return str(found.scalar_one())


def _mentions(settings: Settings, key_id: str) -> int:
    """How often the table of destroyed keys has it on its pages: in the row, and in the index."""
    database = Database.of(settings)
    try:
        return 2 * database.read_now(
            lambda db: int(
                db.connection()
                .execute(text("SELECT count(*) FROM destroyed_key WHERE id = :id"), {"id": key_id})
                .scalar_one()
            )
        )
    finally:
        database.close()


async def test_without_the_ledger_nothing_is_restored_unless_it_is_said(
    settings: Settings, nearby: Settings, clock: MovableClock, file: Path
) -> None:
    async with talking(settings, clock) as (server, pair):
        await backed_up(server, file)
        await erase(pair.two.ada)
    settings.ledger_file.rename(settings.ledger_file.with_name("put-away"))
    with pytest.raises(CannotRestore, match="and without it whoever was erased"):
        restore(nearby, file, ids=SystemIds(), at=clock.now())
    restore(nearby, file, ids=SystemIds(), at=clock.now(), choices=Choices(without_ledger=True))
    assert WORDS in readable(nearby)


async def test_data_that_is_older_than_the_ledger_is_not_served_and_can_be_brought_up(
    settings: Settings, elsewhere: Settings, clock: MovableClock, file: Path, canary: Canary
) -> None:
    """As after a dump, a snapshot of a disk or a copied file, which know no ledger."""
    canary.said(WORDS)
    async with talking(settings, clock) as (server, pair):
        epoch = pair.ada.epoch
        await backed_up(server, file)
        await erase(pair.two.ada)
    away = settings.ledger_file.rename(settings.ledger_file.with_name("put-away"))
    restore(elsewhere, file, ids=SystemIds(), at=clock.now(), choices=Choices(without_ledger=True, keep_logins=True))
    away.rename(elsewhere.ledger_file)

    with pytest.raises(CannotServe, match="1 destroyed keys would come back; run rejoin restored first"):
        check_erasures(elsewhere)
    done = finish(elsewhere, ids=SystemIds(), at=clock.now())
    assert (done.erased, done.sessions) == (1, 1)
    check_erasures(elsewhere)
    assert WORDS not in readable(elsewhere)
    assert faults_in(elsewhere) == {}
    assert await cannot_log_in(elsewhere, clock, pair.two.ada)
    assert epoch not in _column(elsewhere, "SELECT epoch FROM session")
    assert _column(elsewhere, "SELECT id FROM login") == []
    # Once is enough, and twice does no harm.
    assert finish(elsewhere, ids=SystemIds(), at=clock.now()).erased == 0


async def test_what_two_erased_people_had_together_does_not_come_back_either(
    settings: Settings, elsewhere: Settings, clock: MovableClock, file: Path
) -> None:
    """Their couple's key was destroyed with the second of them: by restoring, and by `rejoin restored`."""
    async with talking(settings, clock) as (server, pair):
        await backed_up(server, file)
        for person in (pair.two.ada, pair.two.ben):
            await erase(person)
    destroyed = ledger_of(settings).read()
    assert len(destroyed) == 3

    assert restore(elsewhere, file, ids=SystemIds(), at=clock.now()).erased == 2
    assert _column(elsewhere, "SELECT id FROM data_key") == []
    assert faults_in(elsewhere) == {}
    check_erasures(elsewhere)


async def test_by_other_means_neither_comes_back(
    settings: Settings, nearby: Settings, clock: MovableClock, file: Path
) -> None:
    async with talking(settings, clock) as (server, pair):
        await backed_up(server, file)
        for person in (pair.two.ada, pair.two.ben):
            await erase(person)
    away = settings.ledger_file.rename(settings.ledger_file.with_name("put-away"))
    restore(nearby, file, ids=SystemIds(), at=clock.now(), choices=Choices(without_ledger=True))
    away.rename(nearby.ledger_file)
    with pytest.raises(CannotServe, match="3 destroyed keys would come back"):
        check_erasures(nearby)
    assert finish(nearby, ids=SystemIds(), at=clock.now()).erased == 2
    assert _column(nearby, "SELECT id FROM data_key") == []
    assert faults_in(nearby) == {}
    check_erasures(nearby)


def _column(settings: Settings, query: str) -> list[str]:
    database = Database.of(settings)
    try:
        return list(database.read_now(lambda db: db.connection().execute(text(query)).scalars().all()))
    finally:
        database.close()


async def test_an_erasure_that_was_stored_and_not_answered_is_in_the_ledger_after_the_next_start(
    settings: Settings, clock: MovableClock
) -> None:
    """Whoever was killed between the commit and the ledger: the row says it."""
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        ada = await register(client)
        await erase(ada)
    [key_id] = ledger_of(settings).read()
    settings.ledger_file.unlink()
    check_erasures(settings)
    assert ledger_of(settings).read() == {key_id}


async def test_a_ledger_that_cannot_be_written_is_said_and_mended_by_the_next_erasure(
    settings: Settings, clock: MovableClock, tmp_path: Path, canary: Canary
) -> None:
    there = settings.model_copy(update={"erasures_file": tmp_path / "away" / "ledger"})
    async with running(there, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        await erase(await register(client))
        assert '"erasures_not_kept"' in canary.logged.getvalue()
        there.ledger_file.parent.mkdir()
        await erase(await register(client))
        assert len(server.resources.ledger.read()) == 2


async def test_a_change_of_the_master_key_takes_the_ledger_along(
    settings: Settings, clock: MovableClock, tmp_path: Path
) -> None:
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        await erase(await register(client))
    from app.operations.rotation import rotate  # noqa: PLC0415 - the only test here that changes the key

    new_file = tmp_path / "keys" / "new"
    list(rotate(settings, new_file))
    rotated = settings.model_copy(update={"master_key_file": new_file})
    assert ledger_of(rotated).read() == ledger_of(settings).read() != frozenset()


async def test_the_command_line_says_how_many_stay_erased(
    settings: Settings, nearby: Settings, clock: MovableClock, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with talking(settings, clock) as (server, pair):
        await backed_up(server, file)
        await erase(pair.two.ben)
    monkeypatch.setenv("REJOIN_DATA_DIR", str(nearby.data_dir))
    monkeypatch.setenv("REJOIN_MASTER_KEY_FILE", str(nearby.key_file))
    said = CliRunner().invoke(cli, ["restore", str(file)])
    assert "1 people who were erased since then stay erased." in said.stdout
    said = CliRunner().invoke(cli, ["restored"])
    assert "0 people were erased again, and 1 sessions begin a new epoch." in said.stdout
