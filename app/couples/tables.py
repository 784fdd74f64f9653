"""Rows of couples, their two places and their invitations, for this feature only.

No column here may change because of a private act: the partner could see it move (DR-9).
"""

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.database.columns import choice, key, moment, reference, short_text

CoupleState = Literal["waiting", "together", "over"]
InvitationState = Literal["open", "used", "void"]

OPEN = text("state = 'open'")


class CoupleRow(SQLModel, table=True):
    """A couple, from the first invitation until one of the two leaves. It is never reopened."""

    __tablename__ = "couple"

    id: str = Field(sa_column=key())
    state: CoupleState = Field(sa_column=choice("state", CoupleState))


class MembershipRow(SQLModel, table=True):
    """One of exactly two places in a couple; the key makes a third impossible, whatever the code above does."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("place IN (1, 2)", name="place_is_one_or_two"),
        UniqueConstraint("couple_id", "account_id"),
    )

    couple_id: str = Field(sa_column=Column(String(36), ForeignKey("couple.id"), primary_key=True))
    place: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    account_id: str = Field(sa_column=reference("account.id"))


class InvitationRow(SQLModel, table=True):
    """One code, kept as a hash. A couple never has two open ones (T09); used and void ones count towards the cap."""

    __tablename__ = "invitation"
    __table_args__ = (
        Index("ux_invitation_open", "couple_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_invitation_inviter_id_created_at", "inviter_id", "created_at"),
    )

    id: str = Field(sa_column=key())
    couple_id: str = Field(sa_column=reference("couple.id", index=False))
    inviter_id: str = Field(sa_column=reference("account.id", index=False))
    code_hash: str = Field(sa_column=short_text(64, unique=True))
    state: InvitationState = Field(sa_column=choice("state", InvitationState))
    created_at: datetime = Field(sa_column=moment())
    expires_at: datetime = Field(sa_column=moment())
