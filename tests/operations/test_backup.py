"""B1: a backup taken while people talk holds all that was acknowledged before it, and comes back on either database."""

from __future__ import annotations

import asyncio
import json
import tarfile
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sqlmodel import select

from app.clock import SystemClock
from app.database import Database, migrate
from app.database.address import address_of
from app.ids import SystemIds
from app.operations.archive import NotABackup
from app.operations.backup import BackedUp, CannotBackUp, back_up
from app.operations.restore import CannotRestore, Choices, restore
from app.process import CannotServe
from app.security import master_key
from app.security.master_key import KeyFault
from app.serving import check_key, only_one
from app.sessions.tables import SessionRow
from tests.builders import code_of, expect, log_in
from tests.conftest import running
from tests.live import Pair, Partner, a_session, to_speaking

if TYPE_CHECKING:
    from pathlib import Path

    from app.clock import MovableClock
    from app.settings import Settings
    from tests.builders import Person
    from tests.canary import Canary
    from tests.conftest import Server


# The breath between hearing and answering (L-4).
BREATH = timedelta(seconds=6)
AT = SystemClock().now()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.tar"


def taken(server: Server, file: Path) -> BackedUp:
    resources = server.resources
    return back_up(resources.settings, file, at=resources.clock.now())


async def talk_on(pair: Pair, acknowledged: list[int], stop: asyncio.Event) -> None:
    """Send as fast as answers come, and remember what was acknowledged."""
    while not stop.is_set():
        for level in (1, 2, 3):
            reply = await pair.ada.send("rate_arousal", level=level)
            assert reply.ok
        reply = await pair.ada.send("need_time")
        if reply.ok:
            acknowledged.append(reply.seq)
        reply = await pair.ben.send("need_time")
        if reply.ok:
            acknowledged.append(reply.seq)


def through(client: httpx.AsyncClient, person: Person) -> Person:
    """The same person, with the same login, at another installation."""
    return replace(person, client=client)


async def test_a_backup_under_load_comes_back_whole_and_clients_ahead_load_again(
    settings: Settings, elsewhere: Settings, clock: MovableClock, file: Path, canary: Canary
) -> None:
    words = canary.said("I felt alone on Sunday")
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client) as pair,
    ):
        await to_speaking(pair)
        spoken = await pair.ada.did("speak", text=words)
        stop, acknowledged = asyncio.Event(), [spoken.seq]
        talking = asyncio.create_task(talk_on(pair, acknowledged, stop))
        await asyncio.sleep(0.05)
        before = max(acknowledged)
        done = await asyncio.to_thread(taken, server, file)
        stop.set()
        await talking
        # What came afterwards is not in it, and the clients have seen it.
        while (reply := await pair.listener.send("reflect", text="You felt alone.")).code == "too_early":
            clock.advance(BREATH)
        assert reply.ok
        log, epoch, seq = await pair.ada.log(), pair.ada.epoch, reply.seq
    assert done.rows > 0
    canary.assert_silent(file.read_bytes(), where="the backup")
    assert file.stat().st_mode & 0o077 == 0

    restored = await asyncio.to_thread(restore, elsewhere, file, ids=SystemIds(), at=clock.now())
    assert restored.sessions == 1
    check_key(elsewhere)
    async with running(elsewhere, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        assert code_of(await through(client, pair.two.ada).get("/me")) == "login_required"
        ada = Partner(server, await log_in(through(client, pair.two.ada)), pair.session_id)
        again = await ada.log()
        assert again == log[: len(again)]
        assert again[-1]["seq"] >= before
        assert again[-1]["seq"] < seq
        assert words in json.dumps(again)
        await ada.connect(seen={"epoch": epoch, "seq": seq})
        assert ada.first["type"] == "snapshot"
        assert ada.epoch != epoch
        assert ada.seq == again[-1]["seq"]
        await ada.did("need_time" if "need_time" in ada.may else "pause")
        await ada.drop()


async def test_every_session_gets_an_epoch_of_its_own(
    settings: Settings, elsewhere: Settings, clock: MovableClock, file: Path
) -> None:
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        for _ in range(3):
            async with a_session(server, client, connected=False):
                pass
        await asyncio.to_thread(taken, server, file)
        before = await server.resources.database.read(epochs)
    await asyncio.to_thread(restore, elsewhere, file, ids=SystemIds(), at=clock.now())
    database = Database.of(elsewhere)
    after = database.read_now(epochs)
    database.close()
    assert before.keys() == after.keys()
    assert len({*before.values(), *after.values()}) == 6


def epochs(db: Any) -> dict[str, str]:
    return {row.id: row.epoch for row in db.exec(select(SessionRow))}


async def test_after_a_planned_move_people_are_still_signed_in(
    settings: Settings, elsewhere: Settings, clock: MovableClock, file: Path
) -> None:
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client, connected=False) as pair,
    ):
        await asyncio.to_thread(taken, server, file)
    await asyncio.to_thread(
        restore, elsewhere, file, ids=SystemIds(), at=clock.now(), choices=Choices(keep_logins=True)
    )
    async with running(elsewhere, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        expect(await through(client, pair.two.ada).get("/me"), 200)


@pytest.fixture
async def one_backup(settings: Settings, clock: MovableClock, file: Path) -> Path:
    """A backup of one couple."""
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client, connected=False),
    ):
        await asyncio.to_thread(taken, server, file)
    return file


def test_data_that_is_there_is_never_replaced(settings: Settings, nearby: Settings, one_backup: Path) -> None:
    with pytest.raises(CannotRestore, match="There is data already"):
        restore(settings, one_backup, ids=SystemIds(), at=AT)
    restore(nearby, one_backup, ids=SystemIds(), at=AT)
    with pytest.raises(CannotRestore, match="There is data already"):
        restore(nearby, one_backup, ids=SystemIds(), at=AT)


@pytest.mark.only_on("sqlite")
def test_a_backup_needs_its_own_master_key(nearby: Settings, one_backup: Path, tmp_path: Path) -> None:
    missing = nearby.model_copy(update={"master_key_file": tmp_path / "nowhere"})
    with pytest.raises(KeyFault, match="is missing"):
        restore(missing, one_backup, ids=SystemIds(), at=AT)
    master_key.load(foreign := tmp_path / "foreign", may_create=True)
    with pytest.raises(CannotRestore, match="is not the one of this backup"):
        restore(nearby.model_copy(update={"master_key_file": foreign}), one_backup, ids=SystemIds(), at=AT)
    assert migrate.current(address_of(nearby)) is None


@pytest.mark.only_on("sqlite")
def test_after_a_change_of_the_master_key_an_older_backup_needs_both(
    nearby: Settings, one_backup: Path, tmp_path: Path
) -> None:
    old = nearby.key_file
    master_key.create(new := tmp_path / "new", master_key.load(old, may_create=False).successor())
    only_new = nearby.model_copy(update={"master_key_file": new, "erasures_file": nearby.ledger_file})
    with pytest.raises(CannotRestore, match="needs an older master key as well"):
        restore(only_new, one_backup, ids=SystemIds(), at=AT)
    both = only_new.model_copy(update={"other_master_key_file": old})
    assert restore(both, one_backup, ids=SystemIds(), at=AT).sessions == 1
    check_key(both)


@pytest.mark.only_on("sqlite")
def test_a_backup_that_was_cut_off_is_refused(nearby: Settings, one_backup: Path) -> None:
    whole = one_backup.read_bytes()
    for length in (0, 100, len(whole) // 2, len(whole) - 12_000):
        one_backup.write_bytes(whole[: max(0, length)])
        with pytest.raises((NotABackup, CannotRestore)):
            restore(nearby, one_backup, ids=SystemIds(), at=AT)
    one_backup.write_bytes(b"no backup at all")
    with pytest.raises(NotABackup):
        restore(nearby, one_backup, ids=SystemIds(), at=AT)


@pytest.mark.only_on("sqlite")
def test_a_backup_that_was_changed_is_refused_and_leaves_nothing(nearby: Settings, one_backup: Path) -> None:
    whole = one_backup.read_bytes()
    with tarfile.open(one_backup) as tar:
        members = {one.name: one.offset_data for one in tar.getmembers()}
    for name in ("account/000001.jsonl", "session_event/000001.jsonl", "manifest.json", "manifest.mac"):
        place = members[name] + 3
        one_backup.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((NotABackup, CannotRestore)):
            restore(nearby, one_backup, ids=SystemIds(), at=AT)
    one_backup.write_bytes(whole)
    # All of it or nothing: what failed half-way left an empty database behind.
    assert restore(nearby, one_backup, ids=SystemIds(), at=AT).sessions == 1


@pytest.mark.only_on("sqlite")
def test_a_running_service_is_not_restored_under_its_feet(settings: Settings, one_backup: Path) -> None:
    with only_one(settings), pytest.raises(CannotServe):
        restore(settings, one_backup, ids=SystemIds(), at=AT)


def test_a_backup_never_takes_anothers_place(settings: Settings, one_backup: Path, clock: MovableClock) -> None:
    with pytest.raises(CannotBackUp, match="is there already"):
        back_up(settings, one_backup, at=clock.now())


def test_a_backup_of_another_schema_is_refused_and_leaves_no_file(
    settings: Settings, clock: MovableClock, file: Path
) -> None:
    migrate.downgrade(address_of(settings))
    master_key.load(settings.key_file, may_create=True)
    with pytest.raises(CannotBackUp, match="schema"):
        back_up(settings, file, at=clock.now())
    assert not list(file.parent.glob("backup*"))
