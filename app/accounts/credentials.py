"""From an address and a password to the one value by which an account is found. Neither is stored, or returned.

The salt of Argon2id is a keyed hash of the address, so an unknown address, a known one and a wrong password cost
the same work and end in the same single look-up; nothing in the service ever asks "is this address known?" (T16).
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from app.accounts.password_rules import normal_form
from app.frozen import dataclass

if TYPE_CHECKING:
    from app.security.master_key import KeyedHash
    from app.security.passwords import Passwords

# The purpose of the keyed hash that everything here is derived with.
ADDRESSES: Final = "addresses"
SALT: Final = 16


@dataclass(frozen=True, slots=True)
class Credential:
    """What is stored of an address and a password; worth nothing without the master key."""

    email_hash: str = field(repr=False)
    verifier: str = field(repr=False)


async def credential_for(email: str, password: str, *, passwords: Passwords, keyed: KeyedHash) -> Credential:
    """Do the slow work, before any transaction. `email` is in its canonical form."""
    salt = bytes.fromhex(keyed(f"salt/{email}"))[:SALT]
    stretched = await passwords.derive(normal_form(password), salt=salt)
    # Keyed once more: who steals the database, but not the master key, cannot even begin to guess.
    return Credential(email_hash=hash_of(email, keyed=keyed), verifier=keyed(f"verifier/{email}/{stretched.hex()}"))


def hash_of(email: str, *, keyed: KeyedHash) -> str:
    """Return what stands for an address in an index and in a quota."""
    return keyed(f"address/{email}")
