"""Words are sealed under their owner's key; without the key, or in another place, they do not open."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.database import Database, UnitOfWork
from app.errors import Conflict
from app.ids import SystemIds
from app.security.encryption import DataKey, KeyDestroyed, Keyring, Owner, Unreadable, foreign_master_keys
from app.security.master_key import MasterKey
from app.security.open_keys import KEPT_FOR, OpenKeys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlmodel import Session

    from app.settings import Settings
    from tests.canary import Canary

MASTER = MasterKey(bytes(range(32)))
ADA: Owner = ("account", "ada")
BEN: Owner = ("account", "ben")
PLACE = {"table": "note", "column": "words", "row": "1"}


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database.of(settings)
    yield opened
    opened.close()


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(MASTER, SystemIds())


def find(db: Session) -> object:
    return db.connection().exec_driver_sql("SELECT id FROM data_key WHERE owner_id = 'ada'").first()


async def key_for(database: Database, keyring: Keyring, owner: Owner) -> DataKey:
    return await database.write(lambda uow: keyring.create(uow.db, owner))


async def test_what_was_sealed_opens_with_the_key_from_the_database(database: Database, keyring: Keyring) -> None:
    sealed = (await key_for(database, keyring, ADA)).seal(b"I felt alone", **PLACE)
    again = await database.read(lambda db: Keyring(MASTER, SystemIds()).open(db, ADA))
    assert again.unseal(sealed, **PLACE) == b"I felt alone"


async def test_the_same_words_are_sealed_differently_each_time(database: Database, keyring: Keyring) -> None:
    key = await key_for(database, keyring, ADA)
    assert key.seal(b"I felt alone", **PLACE) != key.seal(b"I felt alone", **PLACE)


@pytest.mark.parametrize("moved", [{"table": "other"}, {"column": "other"}, {"row": "2"}])
async def test_sealed_words_do_not_open_in_another_place(
    database: Database, keyring: Keyring, moved: dict[str, str]
) -> None:
    key = await key_for(database, keyring, ADA)
    with pytest.raises(Unreadable):
        key.unseal(key.seal(b"I felt alone", **PLACE), **{**PLACE, **moved})


async def test_a_place_is_not_the_sum_of_its_letters(database: Database, keyring: Keyring) -> None:
    key = await key_for(database, keyring, ADA)
    with pytest.raises(Unreadable):
        key.unseal(key.seal(b"x", table="ab", column="c", row="1"), table="a", column="bc", row="1")


async def test_one_persons_key_does_not_open_anothers_words(database: Database, keyring: Keyring) -> None:
    sealed = (await key_for(database, keyring, ADA)).seal(b"I felt alone", **PLACE)
    with pytest.raises(Unreadable):
        (await key_for(database, keyring, BEN)).unseal(sealed, **PLACE)


@pytest.mark.parametrize("position", [0, 1, 17, 29, -1])
async def test_a_changed_bit_is_noticed(database: Database, keyring: Keyring, position: int) -> None:
    key = await key_for(database, keyring, ADA)
    sealed = bytearray(key.seal(b"I felt alone", **PLACE))
    sealed[position] ^= 1
    with pytest.raises(Unreadable):
        key.unseal(bytes(sealed), **PLACE)


async def test_too_few_bytes_are_unreadable_and_not_a_fault(database: Database, keyring: Keyring) -> None:
    key = await key_for(database, keyring, ADA)
    for sealed in (b"", b"\x01", key.seal(b"", **PLACE)[:20], key.seal(b"", **PLACE)[:-1]):
        with pytest.raises(Unreadable):
            key.unseal(sealed, **PLACE)


async def test_a_destroyed_key_is_gone_for_everyone_at_once(database: Database, keyring: Keyring) -> None:
    await key_for(database, keyring, ADA)
    first = await database.read(lambda db: keyring.open(db, ADA))
    assert await database.read(lambda db: keyring.open(db, ADA)) is first
    await database.write(lambda uow: keyring.destroy(uow.db, ADA))
    with pytest.raises(KeyDestroyed):
        await database.read(lambda db: keyring.open(db, ADA))


async def test_an_erasure_that_was_taken_back_keeps_the_key(database: Database, keyring: Keyring) -> None:
    await key_for(database, keyring, ADA)

    def erase_and_fail(uow: UnitOfWork) -> None:
        keyring.destroy(uow.db, ADA)
        raise Conflict

    with pytest.raises(Conflict):
        await database.write(erase_and_fail)
    assert await database.read(lambda db: keyring.open(db, ADA)) is not None


async def test_a_reader_who_looked_before_the_erasure_does_not_bring_the_key_back(
    database: Database, keyring: Keyring
) -> None:
    await key_for(database, keyring, ADA)
    looked, erased = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def look_then_open(db: Session) -> None:
        assert find(db) is not None
        loop.call_soon_threadsafe(looked.set)
        asyncio.run_coroutine_threadsafe(erased.wait(), loop).result(5)
        assert find(db) is not None, "this reader still sees the row"
        with pytest.raises(KeyDestroyed):
            keyring.open(db, ADA)

    reading = asyncio.create_task(database.read(look_then_open))
    await looked.wait()
    await database.write(lambda uow: keyring.destroy(uow.db, ADA))
    erased.set()
    await reading


async def test_destroying_what_is_not_there_is_harmless(database: Database, keyring: Keyring) -> None:
    await database.write(lambda uow: keyring.destroy(uow.db, ADA))


async def test_the_wrong_master_key_is_noticed(database: Database, keyring: Keyring) -> None:
    await key_for(database, keyring, ADA)
    assert not await database.read(lambda db: foreign_master_keys(db, MASTER))
    assert await database.read(lambda db: foreign_master_keys(db, MasterKey(bytes(range(1, 33)))))


async def open_them(database: Database, keyring: Keyring, *owners: Owner) -> None:
    for owner in owners:
        await database.read(lambda db, owner=owner: keyring.open(db, owner))  # type: ignore[misc] # bound on purpose


@pytest.fixture
async def both_keys(database: Database, keyring: Keyring) -> None:
    for owner in (ADA, BEN):
        await key_for(database, keyring, owner)


@pytest.mark.usefixtures("both_keys")
async def test_the_least_used_key_makes_room(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.security.open_keys.CACHED", 1)
    keys = OpenKeys()
    await open_them(database, Keyring(MASTER, SystemIds(), opened=keys), ADA, BEN)
    assert (keys.get(ADA), len(keys)) == (None, 1)


@pytest.mark.usefixtures("both_keys")
async def test_a_key_that_is_used_stays_open_and_one_that_is_not_is_let_go(database: Database) -> None:
    now = [0.0]
    keys = OpenKeys(monotonic=lambda: now[0])
    await open_them(database, Keyring(MASTER, SystemIds(), opened=keys), ADA, BEN)
    first = keys.get(ADA)
    assert first is not None
    for _ in range(3):
        now[0] += KEPT_FOR
        assert keys.get(ADA) is first
    assert (keys.get(BEN), len(keys)) == (None, 1)


@pytest.mark.usefixtures("both_keys")
async def test_after_a_long_silence_no_key_is_left_open(database: Database) -> None:
    now = [0.0]
    keys = OpenKeys(monotonic=lambda: now[0])
    await open_them(database, Keyring(MASTER, SystemIds(), opened=keys), ADA)
    now[0] += 2 * KEPT_FOR
    await open_them(database, Keyring(MASTER, SystemIds(), opened=keys), BEN)
    assert (keys.get(ADA), len(keys)) == (None, 1)


@pytest.mark.usefixtures("both_keys")
async def test_a_key_that_was_not_used_for_a_while_is_destroyed_like_any_other(database: Database) -> None:
    now = [0.0]
    keyring = Keyring(MASTER, SystemIds(), opened=OpenKeys(monotonic=lambda: now[0]))
    await open_them(database, keyring, ADA, BEN)
    now[0] += KEPT_FOR
    await open_them(database, keyring, BEN)
    await database.write(lambda uow: keyring.destroy(uow.db, ADA))
    with pytest.raises(KeyDestroyed):
        await database.read(lambda db: keyring.open(db, ADA))


async def test_a_key_is_never_printed(database: Database, keyring: Keyring, canary: Canary) -> None:
    key = await key_for(database, keyring, ADA)
    assert "secret" not in repr(key)
    assert repr(MASTER) == f"MasterKey({MASTER.id})"


async def test_words_sealed_in_the_database_are_not_in_its_files(
    database: Database, keyring: Keyring, canary: Canary
) -> None:
    words = canary.said("It hurt when the door was closed")
    key = await key_for(database, keyring, ADA)
    canary.search_files()
    await database.write(
        lambda uow: uow.db.connection().execute(
            text("INSERT INTO data_key VALUES ('x', 'couple', 'y', 'm', :sealed)"),
            {"sealed": key.seal(words.encode(), **PLACE)},
        )
    )
