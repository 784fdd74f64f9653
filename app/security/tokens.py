"""Opaque tokens and socket tickets. Only their SHA-256 is stored; 256 random bits need no slow hash."""

from __future__ import annotations

import hashlib
from dataclasses import field
from typing import TYPE_CHECKING, Final

from app.frozen import dataclass

if TYPE_CHECKING:
    from app.ids import Ids

# The prefixes let a scanner find a leaked secret, and tell a ticket from a token.
TOKEN_PREFIX: Final = "rjn_"  # noqa: S105 - a prefix, not a secret
TICKET_PREFIX: Final = "rjt_"
ADDRESS_PREFIX: Final = "rjc_"
LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Issued:
    """A secret as it leaves the service once, and what is stored of it."""

    secret: str = field(repr=False)
    digest: str


def new_token(ids: Ids) -> Issued:
    return _issue(TOKEN_PREFIX, ids)


def new_ticket(ids: Ids) -> Issued:
    return _issue(TICKET_PREFIX, ids)


def new_address(ids: Ids) -> Issued:
    """Return the secret part of an address that somebody without a login may read."""
    return _issue(ADDRESS_PREFIX, ids)


def digest(secret: str) -> str:
    """Return what a stored secret is found by."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def looks_like_token(text: str) -> bool:
    """Tell cheaply whether a look-up is worth it."""
    return text.startswith(TOKEN_PREFIX) and len(text) <= LONGEST


def looks_like_ticket(text: str) -> bool:
    return text.startswith(TICKET_PREFIX) and len(text) <= LONGEST


def looks_like_address(text: str) -> bool:
    return text.startswith(ADDRESS_PREFIX) and len(text) <= LONGEST


def _issue(prefix: str, ids: Ids) -> Issued:
    secret = prefix + ids.secret()
    return Issued(secret, digest(secret))
