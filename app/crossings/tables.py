"""Rows of crossings, for this feature only. Words are sealed: one's own under their key, a plan under the couple's.

Nothing of a crossing is ever written to another feature's rows: what is private must move nothing (attack test 18).
"""

from datetime import date, datetime

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, String
from sqlmodel import Field, SQLModel

from app.database.columns import ID_LENGTH, counter, key, moment, reference, sealed, short_text

DIGEST = 64


class CrossingRow(SQLModel, table=True):
    """One crossing. While `shared_at` is empty it is its reporter's alone."""

    __tablename__ = "crossing"
    __table_args__ = (Index("ix_crossing_couple_id_listed_at", "couple_id", "listed_at"),)

    id: str = Field(sa_column=key())
    couple_id: str = Field(sa_column=reference("couple.id", index=False))
    agreement_id: str = Field(sa_column=reference("agreement.id"))
    reporter_id: str = Field(sa_column=reference("account.id"))
    limit_of: str | None = Field(sa_column=reference("account.id", nullable=True, index=False))
    # The note and the answer to the private question, as JSON, under the reporter's key.
    note: bytes = Field(sa_column=sealed())
    # What the reporter says to the partner, under the reporter's key; the note itself is never shared.
    opening: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
    other_view: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
    reported_at: datetime = Field(sa_column=moment())
    shared_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    repair_until: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    # Its place in lists: when it was reported, and once it is shared, when that was. The partner's lists know no other.
    listed_at: datetime = Field(sa_column=moment())
    renewed: bool = Field(default=False, sa_column=Column(Boolean(), nullable=False))
    # The fence for whoever decided on an older state.
    revision: int = Field(sa_column=counter(default=1))


class RedressPlanRow(SQLModel, table=True):
    """One proposed redress, in the order in which they were proposed."""

    __tablename__ = "redress_plan"

    crossing_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("crossing.id"), primary_key=True))
    version: str = Field(sa_column=Column(String(DIGEST), primary_key=True))
    place: int = Field(sa_column=counter())
    # What, what it answers, and the nonce, as JSON under the couple's key: both may sign it (README 4).
    words: bytes = Field(sa_column=sealed())
    due_on: date = Field(sa_column=Column(Date(), nullable=False))
    proposed_by: str = Field(sa_column=reference("account.id", index=False))
    proposed_at: datetime = Field(sa_column=moment())


class RedressSignRow(SQLModel, table=True):
    """One person's yes to one plan, and perhaps their word that it is done."""

    __tablename__ = "redress_sign"

    crossing_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("crossing.id"), primary_key=True))
    version: str = Field(sa_column=Column(String(DIGEST), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))
    accepted: bool = Field(sa_column=Column(Boolean(), nullable=False))
    done: bool = Field(sa_column=Column(Boolean(), nullable=False))


class RenewalRow(SQLModel, table=True):
    """One person's signature under the agreement after the redress."""

    __tablename__ = "crossing_renewal"

    crossing_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("crossing.id"), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))
    version: str = Field(sa_column=short_text(DIGEST))
