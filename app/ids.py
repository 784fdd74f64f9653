"""Ids and secrets, so that randomness is an argument and never a surprise."""

from __future__ import annotations

import secrets
from typing import NewType, Protocol
from uuid import uuid4

from uuid_utils import uuid7

# Crockford's alphabet has no I, L, O or U: a code can be read aloud and typed from paper.
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_GROUPS = 7
CODE_GROUP_LENGTH = 4
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})

AccountId = NewType("AccountId", str)
CoupleId = NewType("CoupleId", str)
SessionId = NewType("SessionId", str)


class Ids(Protocol):
    """Where new ids, secrets and invitation codes come from."""

    def public(self) -> str:
        """Return an id that may tell when the thing was made (UUIDv7)."""
        ...

    def private(self) -> str:
        """Return an id that tells nothing at all (UUIDv4)."""
        ...

    def secret(self) -> str:
        """Return 256 bits for a token."""
        ...

    def code(self) -> str:
        """Return an invitation code: 140 bits in groups that a person can type."""
        ...


class SystemIds:
    """Ids from the operating system's randomness."""

    def public(self) -> str:
        return str(uuid7())

    def private(self) -> str:
        return str(uuid4())

    def secret(self) -> str:
        return secrets.token_urlsafe(32)

    def code(self) -> str:
        groups = ("".join(secrets.choice(CROCKFORD) for _ in range(CODE_GROUP_LENGTH)) for _ in range(CODE_GROUPS))
        return "-".join(groups)


def read_code(typed: str) -> str:
    """Return the canonical form of a code as a person may have typed it: any case, spaces, look-alikes."""
    letters = "".join(typed.upper().translate(READ_AS).replace("-", " ").split())
    return "-".join(letters[at : at + CODE_GROUP_LENGTH] for at in range(0, len(letters), CODE_GROUP_LENGTH))
