"""Argon2id in its own bounded threads. A look-up that found nobody costs the same as one that did."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from argon2.low_level import hash_secret_raw

from app.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
THREADS: Final = 2
WAITING: Final = 64


class Passwords:
    """Hash and verify; refuses with `Unavailable` when too many wait, instead of letting a queue grow."""

    def __init__(self, strength: Literal["normal", "cheapest"] = "normal") -> None:
        profile = profiles.RFC_9106_LOW_MEMORY if strength == "normal" else profiles.CHEAPEST
        self._hasher = PasswordHasher.from_parameters(profile)
        self._threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="passwords")
        self._waiting = 0
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Tell whether `password` belongs to `stored`; `None` (no such account) costs the same and is false."""
        return await self._run(lambda: self._matches(stored, password))

    async def derive(self, password: str, *, salt: bytes) -> bytes:
        """Return the raw hash under a salt that the caller knows: the same work whether or not anybody has it."""
        return await self._run(lambda: self._raw(password, salt))

    def needs_rehash(self, stored: str) -> bool:
        return self._hasher.check_needs_rehash(stored)

    def close(self) -> None:
        self._threads.shutdown()

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING:
            raise Unavailable
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1

    def _raw(self, password: str, salt: bytes) -> bytes:
        return hash_secret_raw(
            password.encode("utf-8"),
            salt,
            time_cost=self._hasher.time_cost,
            memory_cost=self._hasher.memory_cost,
            parallelism=self._hasher.parallelism,
            hash_len=self._hasher.hash_len,
            type=self._hasher.type,
        )

    def _matches(self, stored: str | None, password: str) -> bool:
        try:
            self._hasher.verify(stored if stored is not None else self._hash_of_nobody(), password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False
        return stored is not None

    def _hash_of_nobody(self) -> str:
        if self._nobody is None:
            self._nobody = self._hasher.hash("nobody has this password")
        return self._nobody
