"""One value for an address and a password, after the same work for everybody."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest

from app.accounts.credentials import ADDRESSES, credential_for, hash_of
from app.security.master_key import KeyedHash, MasterKey
from app.security.passwords import Passwords

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    made = Passwords("cheapest")
    yield made
    made.close()


@pytest.fixture
def keyed() -> KeyedHash:
    return KeyedHash(MasterKey(secrets.token_bytes(32)), purpose=ADDRESSES)


async def test_the_same_address_and_password_are_found_again(passwords: Passwords, keyed: KeyedHash) -> None:
    one = await credential_for("ada@example.org", "caf\u00e9 noir", passwords=passwords, keyed=keyed)
    same = await credential_for("ada@example.org", "cafe\u0301 noir", passwords=passwords, keyed=keyed)

    assert one == same


async def test_another_password_address_or_installation_is_something_else(
    passwords: Passwords, keyed: KeyedHash
) -> None:
    elsewhere = KeyedHash(MasterKey(secrets.token_bytes(32)), purpose=ADDRESSES)
    found = [
        await credential_for("ada@example.org", "four plain words", passwords=passwords, keyed=keyed),
        await credential_for("ada@example.org", "other plain words", passwords=passwords, keyed=keyed),
        await credential_for("ben@example.org", "four plain words", passwords=passwords, keyed=keyed),
        await credential_for("ada@example.org", "four plain words", passwords=passwords, keyed=elsewhere),
    ]

    assert len({credential.verifier for credential in found}) == 4


async def test_a_credential_shows_nothing_when_printed(passwords: Passwords, keyed: KeyedHash) -> None:
    credential = await credential_for("ada@example.org", "four plain words", passwords=passwords, keyed=keyed)

    assert repr(credential) == "Credential()"
    assert credential.email_hash == hash_of("ada@example.org", keyed=keyed)
