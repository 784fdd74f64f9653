"""Rows of what therapists suggest and of each person's own answers, for this feature only.

Nothing in a row that another may read moves when somebody says no, takes something on, or reports: `revision` is a
fence and is never shown (S-8).
"""

from datetime import date, datetime

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, String
from sqlmodel import Field, SQLModel

from app.database.columns import ID_LENGTH, counter, key, moment, reference, sealed, short_text

SLUG_LENGTH = 64
DIGEST = 64


class AssignmentRow(SQLModel, table=True):
    """A template that a therapist suggests to a couple. When it expires is fixed when it is made."""

    __tablename__ = "assignment"
    __table_args__ = (Index("ix_assignment_couple_id_created_at", "couple_id", "created_at"),)

    id: str = Field(sa_column=key())
    couple_id: str = Field(sa_column=reference("couple.id", index=False))
    therapist_id: str = Field(sa_column=reference("account.id"))
    template_slug: str = Field(sa_column=short_text(SLUG_LENGTH))
    # What one says yes to: these words, whatever is published under the name later.
    template_version: str = Field(sa_column=short_text(DIGEST))
    created_at: datetime = Field(sa_column=moment())
    expires_at: datetime = Field(sa_column=moment())
    opened_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    ended_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    # The fence for two answers at once.
    revision: int = Field(sa_column=counter(default=1))


class AssignmentAnswerRow(SQLModel, table=True):
    """One person's own answer; nobody else's to see."""

    __tablename__ = "assignment_answer"

    assignment_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("assignment.id"), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))
    yes: bool = Field(sa_column=Column(Boolean(), nullable=False))


class PracticeRow(SQLModel, table=True):
    """Something to do between talks, in the therapist's words, under the therapist's key."""

    __tablename__ = "practice"
    __table_args__ = (Index("ix_practice_couple_id_given_at", "couple_id", "given_at"),)

    id: str = Field(sa_column=key())
    couple_id: str = Field(sa_column=reference("couple.id", index=False))
    therapist_id: str = Field(sa_column=reference("account.id"))
    # Whose it is; empty when it is for both.
    person_id: str | None = Field(default=None, sa_column=reference("account.id", nullable=True, index=False))
    # Of one that is for one: whether the other reads it too, as the secrets policy of its day says (V-4).
    shown_to_both: bool = Field(sa_column=Column(Boolean(), nullable=False))
    due_on: date = Field(sa_column=Column(Date(), nullable=False))
    words: bytes = Field(sa_column=sealed())
    given_at: datetime = Field(sa_column=moment())
    ended_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))


class PracticePartRow(SQLModel, table=True):
    """One person's own part: whether they took it on, how it went, and in which words of their own."""

    __tablename__ = "practice_part"

    practice_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("practice.id"), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))
    taken_on: bool | None = Field(default=None, sa_column=Column(Boolean(), nullable=True))
    outcome: str | None = Field(default=None, sa_column=short_text(16, nullable=True))
    told: bool = Field(default=False, sa_column=Column(Boolean(), nullable=False))
    # Under that person's key; never the therapist's to read, whatever was told.
    words: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
