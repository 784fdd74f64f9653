"""C3: whatever is changed, cut or moved among sealed words and wrapped keys is noticed, and never read."""

from __future__ import annotations

import secrets
from uuid import uuid4

import pytest

from app.security.encryption import DataKey, Unreadable, unwrapped
from app.security.master_key import MasterKey
from app.security.tables import DataKeyRow

WORDS = b"I felt alone"
PLACE = {"table": "note", "column": "words", "row": "1"}
MASTER = MasterKey(bytes(range(32)))
OTHER = MasterKey(bytes(range(1, 33)))
MASTERS = {MASTER.id: MASTER, OTHER.id: OTHER}


def data_key() -> DataKey:
    return DataKey(uuid4().bytes, secrets.token_bytes(32))


def wrapped_row(secret: bytes, *, master: MasterKey = MASTER) -> DataKeyRow:
    key_id, owner_id = str(uuid4()), str(uuid4())
    wrapped = master.wrap(secret, bound_to=f"{key_id}/account/{owner_id}")
    return DataKeyRow(id=key_id, owner_kind="account", owner_id=owner_id, master_key_id=master.id, wrapped=wrapped)


def every_flip(whole: bytes) -> list[bytes]:
    return [
        whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :]
        for place in range(len(whole))
        for bit in range(8)
    ]


def every_cut(whole: bytes) -> list[bytes]:
    return [*(whole[:length] for length in range(len(whole))), whole + b"\0"]


def test_every_changed_bit_and_every_cut_of_sealed_words_is_noticed() -> None:
    key = data_key()
    sealed = key.seal(WORDS, **PLACE)
    for changed in (*every_flip(sealed), *every_cut(sealed)):
        with pytest.raises(Unreadable):
            key.unseal(changed, **PLACE)
    assert key.unseal(sealed, **PLACE) == WORDS


def test_every_changed_bit_and_every_cut_of_a_wrapped_key_is_noticed() -> None:
    row = wrapped_row(secrets.token_bytes(32))
    for changed in (*every_flip(row.wrapped), *every_cut(row.wrapped)):
        with pytest.raises(Unreadable):
            unwrapped(DataKeyRow(**{**row.model_dump(), "wrapped": changed}), MASTERS)


def test_a_key_that_was_given_to_somebody_else_does_not_open() -> None:
    row, foreign = wrapped_row(secrets.token_bytes(32)), wrapped_row(secrets.token_bytes(32))
    for field in ("id", "owner_kind", "owner_id", "master_key_id", "wrapped"):
        moved = {**row.model_dump(), field: getattr(foreign, field)}
        moved["owner_kind"] = "couple" if field == "owner_kind" else moved["owner_kind"]
        moved["master_key_id"] = OTHER.id if field == "master_key_id" else moved["master_key_id"]
        with pytest.raises(Unreadable):
            unwrapped(DataKeyRow(**moved), MASTERS)


def test_a_key_under_a_master_key_that_is_gone_does_not_open() -> None:
    row = wrapped_row(secrets.token_bytes(32), master=OTHER)
    with pytest.raises(Unreadable):
        unwrapped(row, {MASTER.id: MASTER})


def test_words_under_an_old_key_do_not_open_with_the_new_one() -> None:
    """The key's id is in front of the words, and is bound to them as well."""
    key_id = uuid4().bytes
    old, new = DataKey(key_id, secrets.token_bytes(32)), DataKey(key_id, secrets.token_bytes(32))
    renamed = DataKey(uuid4().bytes, secrets.token_bytes(32))
    for other in (new, renamed):
        with pytest.raises(Unreadable):
            other.unseal(old.seal(WORDS, **PLACE), **PLACE)


def test_no_nonce_is_ever_used_twice() -> None:
    """A sample; `python -m tests.benchmark.nonces` counts a million."""
    key = data_key()
    assert len({key.seal(b"", **PLACE)[17:29] for _ in range(20_000)}) == 20_000
