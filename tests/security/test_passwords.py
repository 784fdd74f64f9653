"""Passwords: Argon2id in bounded threads, and the same work for nobody."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from app.errors import Unavailable
from app.security import passwords as module
from app.security.passwords import Passwords

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    made = Passwords("cheapest")
    yield made
    made.close()


async def test_the_right_password_is_known_and_a_wrong_one_is_not(passwords: Passwords) -> None:
    stored = await passwords.hash("correct horse battery")
    assert await passwords.verify(stored, "correct horse battery")
    assert not await passwords.verify(stored, "wrong horse battery")


async def test_nobody_has_a_password_not_even_the_one_that_stands_in(passwords: Passwords) -> None:
    assert not await passwords.verify(None, "nobody has this password")


async def test_a_damaged_hash_matches_nothing(passwords: Passwords) -> None:
    assert not await passwords.verify("$argon2id$damaged", "anything")


async def test_an_old_hash_asks_to_be_made_again(passwords: Passwords) -> None:
    stored = await passwords.hash("correct horse battery")
    strong = Passwords("normal")
    assert not passwords.needs_rehash(stored)
    assert strong.needs_rehash(stored)
    strong.close()


async def test_the_normal_strength_is_argon2id_with_64_mib() -> None:
    strong = Passwords("normal")
    assert (await strong.hash("x")).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    strong.close()


async def test_too_many_at_once_are_told_to_come_back(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITING", 2)
    results = await asyncio.gather(*(passwords.hash(str(n)) for n in range(5)), return_exceptions=True)
    assert [isinstance(result, Unavailable) for result in results] == [False, False, True, True, True]
    assert await passwords.hash("and then it goes on")
