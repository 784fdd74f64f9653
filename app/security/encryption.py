"""Words are sealed under their owner's key (AES-256-GCM). Destroying the key is what erasing means.

Envelope: version byte ‖ key id (16) ‖ nonce (12) ‖ ciphertext. The additional data binds table, column, row, key
and version, so that a sealed value moved elsewhere does not open.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final, Literal, cast
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import bindparam, event
from sqlmodel import col, select

from app.security.open_keys import OpenKeys
from app.security.tables import DataKeyRow, DestroyedKeyRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlmodel import Session

    from app.ids import Ids
    from app.security.master_key import MasterKey

Owner = tuple[Literal["account", "couple"], str]

VERSION: Final = b"\x01"
KEY_ID: Final = 16
NONCE: Final = 12
HEADER: Final = 1 + KEY_ID + NONCE
KEY_LENGTH: Final = 32


class KeyDestroyed(Exception):  # noqa: N818 - it is a fact about a person who left, not an error
    """The owner's key is gone, and with it everything sealed under it."""


class Unreadable(Exception):  # noqa: N818 - the bytes are not what the key and the place say
    """The sealed bytes were changed, moved, or belong to another key."""


class DataKey:
    """One owner's key, unwrapped. It is never stored, compared or printed.

    A cipher is made for each use: that takes 3 µs, and one that is kept takes 2.7 KiB of every key of every session.
    """

    __slots__ = ("_id", "_secret")

    def __init__(self, key_id: bytes, secret: bytes) -> None:
        self._id = key_id
        self._secret = secret

    def seal(self, text: bytes, *, table: str, column: str, row: str) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        bound = self._bound(table=table, column=column, row=row)
        return VERSION + self._id + nonce + AESGCM(self._secret).encrypt(nonce, text, bound)

    def unseal(self, sealed: bytes, *, table: str, column: str, row: str) -> bytes:
        if sealed[:1] != VERSION or sealed[1 : 1 + KEY_ID] != self._id:
            raise Unreadable
        nonce, bound = sealed[1 + KEY_ID : HEADER], self._bound(table=table, column=column, row=row)
        try:
            return AESGCM(self._secret).decrypt(nonce, sealed[HEADER:], bound)
        except (InvalidTag, ValueError):
            raise Unreadable from None

    def _bound(self, *, table: str, column: str, row: str) -> bytes:
        parts = (table.encode(), column.encode(), row.encode(), self._id, VERSION)
        # Lengths first, so that no two places can run together into the same bytes.
        return b"".join([len(part).to_bytes(4, "big") + part for part in parts])


class Keyring:
    """The data keys of this installation; unwrapped ones are kept in memory for minutes (`open_keys`)."""

    def __init__(
        self, master: MasterKey, ids: Ids, *, other: MasterKey | None = None, opened: OpenKeys | None = None
    ) -> None:
        self._master = master
        # While one master key takes the other's place, both open what they wrapped; only `master` wraps.
        self._masters = {one.id: one for one in (master, other) if one is not None}
        self._ids = ids
        self._open = OpenKeys() if opened is None else opened

    def create(self, db: Session, owner: Owner) -> DataKey:
        """Make the owner's key in this transaction."""
        key_id = self._ids.private()
        secret = secrets.token_bytes(KEY_LENGTH)
        wrapped = self._master.wrap(secret, bound_to=_name(key_id, owner))
        kind, owner_id = owner
        db.add(
            DataKeyRow(id=key_id, owner_kind=kind, owner_id=owner_id, master_key_id=self._master.id, wrapped=wrapped)
        )
        db.flush()
        return DataKey(UUID(key_id).bytes, secret)

    def open(self, db: Session, owner: Owner) -> DataKey:
        """Return the owner's key; raise `KeyDestroyed` when there is none."""
        if (kept := self._open.get(owner)) is not None:
            return kept
        key = self._load(db, owner)
        if not self._open.keep(owner, key):
            raise KeyDestroyed
        return key

    def open_all(self, db: Session, owners: Collection[Owner]) -> dict[Owner, DataKey]:
        """Return the keys of those owners who have one; those that are not in memory are read in one question."""
        found = {owner: key for owner in owners if (key := self._open.get(owner)) is not None}
        for row in _find_all(db, [owner for owner in owners if owner not in found]):
            owner, key = (cast("Any", row.owner_kind), row.owner_id), self._unwrapped(row)
            if self._open.keep(owner, key):
                found[owner] = key
        return found

    def destroy(self, db: Session, owner: Owner) -> None:
        """Delete the owner's key in this transaction; from its commit on nobody can read what it sealed."""
        row = _find(db, owner)
        if row is None:
            return
        db.delete(row)
        # DR-26: in the same transaction, so that the ledger of erasures learns of it whatever happens next.
        db.add(DestroyedKeyRow(id=row.id))
        db.flush()
        event.listen(db, "after_commit", lambda _db: self._open.forget(owner), once=True)

    def _load(self, db: Session, owner: Owner) -> DataKey:
        row = _find(db, owner)
        if row is None:
            raise KeyDestroyed
        return self._unwrapped(row)

    def _unwrapped(self, row: DataKeyRow) -> DataKey:
        return DataKey(UUID(row.id).bytes, unwrapped(row, self._masters))


def unwrapped(row: DataKeyRow, masters: Mapping[str, MasterKey]) -> bytes:
    """Return the secret of a stored key; raise `Unreadable` when it was changed, moved, or is not ours."""
    master = masters.get(row.master_key_id)
    if master is None:
        raise Unreadable
    try:
        return master.unwrap(row.wrapped, bound_to=name_of(row))
    except (InvalidTag, ValueError):
        raise Unreadable from None


def foreign_master_keys(db: Session, *masters: MasterKey) -> bool:
    """Tell whether stored keys were wrapped by another master key: then this installation has the wrong one."""
    known = [master.id for master in masters]
    other = select(DataKeyRow.id).where(col(DataKeyRow.master_key_id).not_in(known)).limit(1)
    return db.exec(other).first() is not None


def name_of(row: DataKeyRow) -> str:
    """Return what a wrapped key is bound to."""
    return _name(row.id, (cast("Any", row.owner_kind), row.owner_id))


# Asked for whoever comes into memory, so it is put together once.
_OF_OWNER: Final = select(DataKeyRow).where(
    col(DataKeyRow.owner_kind) == bindparam("kind"), col(DataKeyRow.owner_id) == bindparam("whose")
)
_OF_OWNERS: Final = select(DataKeyRow).where(
    col(DataKeyRow.owner_kind).in_(bindparam("kinds", expanding=True)),
    col(DataKeyRow.owner_id).in_(bindparam("whose", expanding=True)),
)


def _find_all(db: Session, owners: Collection[Owner]) -> Sequence[DataKeyRow]:
    if not owners:
        return ()
    kinds, whose = ({owner[place] for owner in owners} for place in (0, 1))
    return db.scalars(_OF_OWNERS, {"kinds": sorted(kinds), "whose": sorted(whose)}).all()


def _find(db: Session, owner: Owner) -> DataKeyRow | None:
    kind, owner_id = owner
    return db.scalars(_OF_OWNER, {"kind": kind, "whose": owner_id}).first()


def _name(key_id: str, owner: Owner) -> str:
    return "/".join((key_id, *owner))
