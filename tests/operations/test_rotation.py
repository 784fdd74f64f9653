"""A new master key takes the old one's place: words stay readable all the time, and everybody can still log in."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import insert
from sqlmodel import select

from app.database import Database
from app.operations.rotation import rotate
from app.security import master_key
from app.security.encryption import foreign_master_keys, unwrapped
from app.security.master_key import KeyedHash, KeyFault, MasterKey
from app.security.rewrapping import count_under, rewrap_all
from app.security.tables import DataKeyRow
from app.serving import check_key, only_one
from tests.builders import expect, log_in, register
from tests.conftest import running
from tests.live import a_session, to_speaking

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.settings import Settings
    from tests.canary import Canary

ROOT = Path(__file__).parents[2]
MANY = 10_000


@pytest.fixture
def keyed(settings: Settings, tmp_path: Path) -> Settings:
    """Settings whose key file is named, as in production."""
    file = tmp_path / "keys" / "old"
    master_key.load(file, may_create=True)
    return settings.model_copy(update={"master_key_file": file})


@pytest.fixture
def new_file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "new"


def key_of(file: Path) -> MasterKey:
    return master_key.load(file, may_create=False)


def with_both(settings: Settings, new_file: Path) -> Settings:
    """What the service is started with while one key takes the other's place."""
    return settings.model_copy(update={"master_key_file": new_file, "other_master_key_file": settings.master_key_file})


def fill(settings: Settings, count: int) -> dict[str, bytes]:
    """Store this many data keys; their secrets by id."""
    master, rows, plain = key_of(settings.key_file), [], {}
    for _ in range(count):
        key_id, owner_id, secret = str(uuid4()), str(uuid4()), secrets.token_bytes(32)
        wrapped = master.wrap(secret, bound_to=f"{key_id}/account/{owner_id}")
        rows.append(
            {
                "id": key_id,
                "owner_kind": "account",
                "owner_id": owner_id,
                "master_key_id": master.id,
                "wrapped": wrapped,
            }
        )
        plain[key_id] = secret
    database = Database.of(settings)
    database.write_now(lambda uow: bool(uow.db.connection().execute(insert(DataKeyRow), rows).rowcount))
    database.close()
    return plain


def opened(settings: Settings, *masters: MasterKey) -> dict[str, bytes]:
    """Every stored secret, opened with these master keys and no other."""
    database = Database.of(settings)
    try:
        rows = database.read_now(lambda db: list(db.exec(select(DataKeyRow))))
    finally:
        database.close()
    return {row.id: unwrapped(row, {one.id: one for one in masters}) for row in rows}


def test_the_new_key_hashes_as_the_old_one_and_wraps_otherwise(keyed: Settings, new_file: Path) -> None:
    said = " ".join(rotate(keyed, new_file))
    old, new = key_of(keyed.key_file), key_of(new_file)
    assert old.id != new.id
    assert KeyedHash(old, purpose="p")("ada@example.org") == KeyedHash(new, purpose="p")("ada@example.org")
    assert old.derive("wrap data keys") != new.derive("wrap data keys")
    assert new_file.stat().st_mode & 0o077 == 0
    assert "Made" in said


def test_a_third_key_follows_the_second(keyed: Settings, new_file: Path) -> None:
    old = key_of(keyed.key_file)
    master_key.create(new_file, old.successor())
    second = key_of(new_file)
    master_key.create(third_file := new_file.with_name("third"), second.successor())
    third = key_of(third_file)
    assert third.hashes_like(old)
    assert len({old.id, second.id, third.id}) == 3


def test_a_key_that_lost_its_second_line_is_noticed(keyed: Settings, new_file: Path) -> None:
    fill(keyed, 1)
    list(rotate(keyed, new_file))
    if keyed.database_kind == "postgresql":
        list(rotate(with_both(keyed, new_file), new_file))
    only_new = keyed.model_copy(update={"master_key_file": new_file})
    check_key(only_new)
    new_file.write_bytes(new_file.read_bytes().splitlines()[0])
    with pytest.raises(KeyFault):
        check_key(only_new)


def test_a_key_that_does_not_follow_the_old_one_is_refused(keyed: Settings, new_file: Path) -> None:
    master_key.load(new_file, may_create=True)
    with pytest.raises(KeyFault, match="do not belong together"):
        list(rotate(keyed, new_file))
    with pytest.raises(KeyFault, match="do not belong together"):
        check_key(with_both(keyed, new_file))


def test_a_new_key_inside_the_data_folder_is_refused(keyed: Settings) -> None:
    with pytest.raises(KeyFault, match="inside the data folder"):
        list(rotate(keyed, keyed.data_dir / "new"))


@pytest.mark.only_on("sqlite")
def test_a_stopped_service_gets_its_keys_wrapped_at_once(keyed: Settings, new_file: Path) -> None:
    plain = fill(keyed, 500)
    assert "500 data keys are wrapped anew." in list(rotate(keyed, new_file))
    assert opened(keyed, key_of(new_file)) == plain


@pytest.mark.only_on("sqlite")
def test_beside_a_running_service_the_command_writes_nothing(keyed: Settings, new_file: Path) -> None:
    plain = fill(keyed, 3)
    with only_one(keyed):
        said = " ".join(rotate(keyed, new_file))
    assert "3 data keys are under the old master key." in said
    assert "REJOIN_OTHER_MASTER_KEY_FILE" in said
    assert opened(keyed, key_of(keyed.key_file)) == plain


@pytest.mark.only_on("postgresql")
def test_among_many_processes_keys_are_wrapped_anew_once_all_know_both(keyed: Settings, new_file: Path) -> None:
    plain = fill(keyed, 500)
    assert "500 data keys are under the old master key." in list(rotate(keyed, new_file))
    assert opened(keyed, key_of(keyed.key_file)) == plain
    assert "500 data keys are wrapped anew." in list(rotate(with_both(keyed, new_file), new_file))
    assert opened(keyed, key_of(new_file)) == plain


async def test_the_service_wraps_keys_anew_while_people_talk(
    keyed: Settings, new_file: Path, clock: MovableClock, canary: Canary
) -> None:
    async with running(keyed, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        ada = await register(client, canary.said("Adelheid"))
    fill(keyed, 2_000)
    master_key.create(new_file, key_of(keyed.key_file).successor())
    old, new = key_of(keyed.key_file), key_of(new_file)
    both = with_both(keyed, new_file)
    check_key(both)
    async with (
        running(both, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client) as pair,
    ):
        await to_speaking(pair)
        async with asyncio.timeout(30):
            while await asyncio.to_thread(count_under, server.resources.database, old):
                assert (await pair.ada.send("need_time")).code in {"", "limit_reached"}
        await pair.ada.did("speak", text=canary.said("I felt alone"))
    async with running(only_new(keyed, new_file), clock=clock) as server:
        assert not await server.resources.database.read(lambda db: foreign_master_keys(db, new))
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
            again = await log_in(moved(ada, client))
            assert expect(await again.get("/me"), 200)["account"]["name"] == "Adelheid"


def only_new(settings: Settings, new_file: Path) -> Settings:
    return settings.model_copy(update={"master_key_file": new_file})


def moved(person: Any, client: httpx.AsyncClient) -> Any:
    object.__setattr__(person, "client", client)
    return person


def test_ten_thousand_keys_are_wrapped_anew_within_thirty_seconds(keyed: Settings, new_file: Path) -> None:
    plain = fill(keyed, MANY)
    master_key.create(new_file, key_of(keyed.key_file).successor())
    database = Database.of(keyed)
    began = time.monotonic()
    done = rewrap_all(database, old=key_of(keyed.key_file), new=key_of(new_file))
    spent = time.monotonic() - began
    database.close()
    assert done == (MANY, 0)
    assert spent < 30
    assert opened(keyed, key_of(new_file)) == plain


def test_a_key_that_cannot_be_read_is_left_and_counted(keyed: Settings, new_file: Path) -> None:
    fill(keyed, 3)
    master_key.create(new_file, key_of(keyed.key_file).successor())
    database = Database.of(keyed)
    first = database.read_now(lambda db: db.exec(select(DataKeyRow)).first())
    assert first is not None

    def damage(uow: Any) -> None:
        row = uow.db.get(DataKeyRow, first.id)
        row.wrapped = row.wrapped[:-1] + bytes([row.wrapped[-1] ^ 1])

    database.write_now(damage)
    old, new = key_of(keyed.key_file), key_of(new_file)
    assert rewrap_all(database, old=old, new=new) == (2, 1)
    assert count_under(database, old) == 1
    database.close()


@pytest.mark.only_on("sqlite")
def test_after_a_kill_the_rotation_goes_on_where_it_was(keyed: Settings, new_file: Path) -> None:
    plain = fill(keyed, MANY)
    master_key.create(new_file, key_of(keyed.key_file).successor())
    old, new = key_of(keyed.key_file), key_of(new_file)
    process = start_rotation(keyed, new_file)
    database = Database.of(keyed)
    try:
        while count_under(database, old) > MANY - 400:
            assert process.poll() is None
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
        left = count_under(database, old)
    finally:
        database.close()
    assert 0 < left < MANY
    # In between, both keys together open everything.
    assert opened(keyed, old, new) == plain
    assert start_rotation(keyed, new_file).wait(60) == 0
    assert opened(keyed, new) == plain


def start_rotation(settings: Settings, new_file: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", "rotate-master-key", "--new-key-file", str(new_file)],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "REJOIN_DATA_DIR": str(settings.data_dir),
            "REJOIN_MASTER_KEY_FILE": str(settings.key_file),
        },
        stdout=subprocess.DEVNULL,
    )
