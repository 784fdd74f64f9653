"""The master key: made once in development, required in production, kept apart from the data (README 14).

It wraps data keys and keys the hashes of addresses. It never encrypts a person's words itself.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import stat
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from pathlib import Path

LENGTH: Final = 32
NONCE: Final = 12
FEWEST_DISTINCT_BYTES: Final = 12


class KeyFault(Exception):  # noqa: N818 - it is a fault of the installation, told in one sentence
    """The key file cannot be used; the message is one safe sentence for the operator."""


class MasterKey:
    """Thirty-two bytes and what may be derived from them."""

    __slots__ = ("_wrapping", "id", "secret")

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self.id = self.derive("key id").hex()[:16]
        self._wrapping = AESGCM(self.derive("wrap data keys"))

    def __repr__(self) -> str:
        return f"MasterKey({self.id})"

    def derive(self, purpose: str) -> bytes:
        """Return a key of its own for one purpose (HKDF-SHA256)."""
        return HKDF(algorithm=hashes.SHA256(), length=LENGTH, salt=None, info=f"rejoin/1/{purpose}".encode()).derive(
            self.secret
        )

    def wrap(self, key: bytes, *, bound_to: str) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._wrapping.encrypt(nonce, key, bound_to.encode())

    def unwrap(self, wrapped: bytes, *, bound_to: str) -> bytes:
        return self._wrapping.decrypt(wrapped[:NONCE], wrapped[NONCE:], bound_to.encode())


class KeyedHash:
    """A blind index: finds an address again without storing it, and tells nothing without the master key."""

    __slots__ = ("_key",)

    def __init__(self, master: MasterKey, *, purpose: str) -> None:
        self._key = master.derive(f"keyed hash/{purpose}")

    def __call__(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def load(file: Path, *, may_create: bool) -> MasterKey:
    """Return the key of `file`; make it exclusively when it is missing and `may_create`."""
    if not file.exists():
        if not may_create:
            msg = f"The master key {file} is missing; restore it, because the stored words cannot be read without it."
            raise KeyFault(msg)
        _create(file)
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        msg = f"The master key {file} can be read by others; run chmod 600 on it."
        raise KeyFault(msg)
    return MasterKey(_decode(file))


def _create(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    # Exclusive, and with its final mode from the first moment: there is no instant at which others can read it.
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(base64.urlsafe_b64encode(secrets.token_bytes(LENGTH)) + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


def _decode(file: Path) -> bytes:
    try:
        secret = base64.urlsafe_b64decode(file.read_bytes().strip())
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != LENGTH:
        msg = f"The master key {file} must hold 32 random bytes in URL-safe base64."
        raise KeyFault(msg)
    if len(set(secret)) < FEWEST_DISTINCT_BYTES:
        msg = f"The master key {file} is not random."
        raise KeyFault(msg)
    return secret
