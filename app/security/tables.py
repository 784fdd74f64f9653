"""The data keys, wrapped by the master key, and the ids of those that were destroyed.

Deleting a key makes everything sealed under it unreadable.
"""

from typing import Literal

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.database import columns

OwnerKind = Literal["account", "couple"]


class DestroyedKeyRow(SQLModel, table=True):
    """The id of a key that was destroyed: written in the transaction that destroys it, until the ledger has it too.

    It tells nobody's name and no moment; it stays, for a copy of the ledger may have to be made again.
    """

    __tablename__ = "destroyed_key"

    id: str = Field(sa_column=columns.key())


class DataKeyRow(SQLModel, table=True):
    """One person's or one couple's key. There is no time on it: keys must not tell when anything happened."""

    __tablename__ = "data_key"
    __table_args__ = (UniqueConstraint("owner_kind", "owner_id"),)

    id: str = Field(sa_column=columns.key())
    owner_kind: str = Field(sa_column=columns.choice("owner_kind", OwnerKind))
    owner_id: str = Field(sa_column=columns.plain_id())
    master_key_id: str = Field(sa_column=columns.short_text(16))
    wrapped: bytes = Field(sa_column=columns.sealed())
