"""Rows of what is one person's alone, for this feature only. The words are sealed under the author's own key."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.database.columns import ID_LENGTH, choice, counter, key, moment, reference, sealed, short_text

# A row about every couple of a person, present and future; no couple has such an id.
EVERY_COUPLE = "all"
WEEK_LENGTH = 8

PageKind = Literal["entry", "ahead", "week", "note"]


class JournalRow(SQLModel, table=True):
    """How much room a person's pages take, and whether they want to be asked each week."""

    __tablename__ = "journal"

    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True))
    pages: int = Field(sa_column=counter())
    size: int = Field(sa_column=counter())
    asks_weekly: bool = Field(sa_column=Column(Boolean(), nullable=False, default=False))


class PageRow(SQLModel, table=True):
    """One page. In the clear is what a list or a due date needs; the rest is sealed, numbers too (DR-16)."""

    __tablename__ = "journal_page"
    __table_args__ = (
        Index("ix_journal_page_account_id_kind_at", "account_id", "kind", "at"),
        # One page a week, however many devices ask at once.
        UniqueConstraint("account_id", "kind", "slot", name="uq_journal_page_slot"),
    )

    id: str = Field(sa_column=key())
    account_id: str = Field(sa_column=reference("account.id", index=False))
    kind: PageKind = Field(sa_column=choice("kind", PageKind))
    slot: str | None = Field(default=None, sa_column=short_text(WEEK_LENGTH, nullable=True))
    at: datetime = Field(sa_column=moment())
    # When its author wants to see it again: a day, or some days of each week as bits, Monday the lowest.
    look_on: date | None = Field(default=None, sa_column=Column(Date(), nullable=True))
    weekdays: int = Field(default=0, sa_column=Column(Integer(), nullable=False, default=0))
    waits: bool = Field(default=False, sa_column=Column(Boolean(), nullable=False, default=False))
    words: bytes = Field(sa_column=sealed())


class StepBackRow(SQLModel, table=True):
    """Somebody takes a rest from a couple's prompts. Nothing says since when or why, and no couple leads here."""

    __tablename__ = "step_back"

    id: str = Field(sa_column=key())
    account_id: str = Field(sa_column=reference("account.id"))
    # No foreign key: a couple must not know who points at it.
    scope: str = Field(sa_column=short_text(ID_LENGTH))
    until: datetime | None = Field(sa_column=moment(nullable=True))
