"""The master key: made once in development, required in production, kept apart from the data (README 14).

It wraps data keys and keys the hashes of addresses. It never encrypts a person's words itself. Its file has one line,
or two for a key that took another's place: what wraps is new, what hashes stays, for nobody can hash an address or a
password again without knowing it.
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
MOST_LINES: Final = 2
NOT_A_SUCCESSOR: Final = (
    "The two master keys do not belong together; the new one must be made by rejoin rotate-master-key from the old one."
)


class KeyFault(Exception):  # noqa: N818 - it is a fault of the installation, told in one sentence
    """The key file cannot be used; the message is one safe sentence for the operator."""


class MasterKey:
    """Thirty-two bytes and what may be derived from them."""

    __slots__ = ("_hashing", "_wrapping", "id", "secret")

    def __init__(self, secret: bytes, *, hashing: bytes | None = None) -> None:
        self.secret = secret
        self._hashing = secret if hashing is None else hashing
        # A key that lost its second line has another name, so that the loss is noticed at the next start.
        line_two = "" if self._hashing == secret else f"/{hashlib.sha256(self._hashing).hexdigest()}"
        self.id = self.derive(f"key id{line_two}").hex()[:16]
        self._wrapping = AESGCM(self.derive("wrap data keys"))

    def __repr__(self) -> str:
        return f"MasterKey({self.id})"

    def derive(self, purpose: str) -> bytes:
        """Return a key of its own for one purpose (HKDF-SHA256)."""
        return _derived(self.secret, purpose)

    def hashing_key(self, purpose: str) -> bytes:
        """Return the key of a blind index; it is the same after this key took another's place."""
        return _derived(self._hashing, f"keyed hash/{purpose}")

    def hashes_like(self, other: MasterKey) -> bool:
        """Tell whether the one can take the other's place."""
        return hmac.compare_digest(self._hashing, other._hashing)

    def successor(self) -> bytes:
        """Return the content of the file of a new key that can take this one's place."""
        fresh = base64.urlsafe_b64encode(secrets.token_bytes(LENGTH))
        return fresh + b"\n" + base64.urlsafe_b64encode(self._hashing) + b"\n"

    def wrap(self, key: bytes, *, bound_to: str) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._wrapping.encrypt(nonce, key, bound_to.encode())

    def unwrap(self, wrapped: bytes, *, bound_to: str) -> bytes:
        return self._wrapping.decrypt(wrapped[:NONCE], wrapped[NONCE:], bound_to.encode())


class KeyedHash:
    """A blind index: finds an address again without storing it, and tells nothing without the master key."""

    __slots__ = ("_key",)

    def __init__(self, master: MasterKey, *, purpose: str) -> None:
        self._key = master.hashing_key(purpose)

    def __call__(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def load(file: Path, *, may_create: bool) -> MasterKey:
    """Return the key of `file`; make it exclusively when it is missing and `may_create`."""
    if not file.exists():
        if not may_create:
            msg = f"The master key {file} is missing; restore it, because the stored words cannot be read without it."
            raise KeyFault(msg)
        create(file, base64.urlsafe_b64encode(secrets.token_bytes(LENGTH)) + b"\n")
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        msg = f"The master key {file} can be read by others; run chmod 600 on it."
        raise KeyFault(msg)
    secret, *hashing = _decode(file)
    return MasterKey(secret, hashing=hashing[0] if hashing else None)


def create(file: Path, content: bytes) -> None:
    """Write a key file that was not there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # Exclusive, and with its final mode from the first moment: there is no instant at which others can read it.
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _decode(file: Path) -> list[bytes]:
    try:
        lines = [base64.urlsafe_b64decode(line) for line in file.read_bytes().split()]
    except (binascii.Error, ValueError):
        lines = []
    if not lines or len(lines) > MOST_LINES or any(len(line) != LENGTH for line in lines):
        msg = f"The master key {file} must hold 32 random bytes in URL-safe base64."
        raise KeyFault(msg)
    if any(len(set(line)) < FEWEST_DISTINCT_BYTES for line in lines):
        msg = f"The master key {file} is not random."
        raise KeyFault(msg)
    return lines


def _derived(secret: bytes, purpose: str) -> bytes:
    info = f"rejoin/1/{purpose}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=LENGTH, salt=None, info=info).derive(secret)
