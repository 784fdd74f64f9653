"""Rows of accountability, for this feature only: dates and states in the clear, every word under its author's key."""

from datetime import date, datetime

from sqlalchemy import Boolean, Column, Date, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.accountability.kinds import ChangeKind, RecordState, Reply, StepKind
from app.database.columns import choice, counter, key, moment, plain_id, reference, sealed


class AccountabilityRow(SQLModel, table=True):
    """One record. Words are null when their author was erased before they could be sealed."""

    __tablename__ = "accountability"
    __table_args__ = (Index("ix_accountability_couple_id_recorded_at", "couple_id", "recorded_at"),)

    id: str = Field(sa_column=key())
    couple_id: str = Field(sa_column=reference("couple.id", index=False))
    # Sessions are above this feature; their id is kept, and no key leads upwards.
    session_id: str = Field(sa_column=plain_id())
    hurt_id: str = Field(sa_column=reference("account.id"))
    accountable_id: str = Field(sa_column=reference("account.id"))
    # Under the hurt person's key.
    impact: bytes | None = Field(sa_column=sealed(nullable=True))
    still_needed: bytes | None = Field(sa_column=sealed(nullable=True))
    # Under the accountable person's key.
    ownership: bytes | None = Field(sa_column=sealed(nullable=True))
    apology: bytes | None = Field(sa_column=sealed(nullable=True))
    reply: Reply = Field(sa_column=choice("reply", Reply))
    state: RecordState = Field(sa_column=choice("state", RecordState))
    # Each one's own yes to settling; the other never sees it alone (decision 0034).
    hurt_confirms: bool = Field(sa_column=Column(Boolean(), nullable=False))
    accountable_confirms: bool = Field(sa_column=Column(Boolean(), nullable=False))
    recorded_at: datetime = Field(sa_column=moment())
    reopened_at: datetime | None = Field(sa_column=moment(nullable=True))
    # The fence for whoever decided on an older state (README 2).
    revision: int = Field(sa_column=counter(default=1))


class AccountabilityStepRow(SQLModel, table=True):
    """One step that the accountable person took on. `due_on` is when they next say how it goes; null when answered."""

    __tablename__ = "accountability_step"

    id: str = Field(sa_column=key())
    accountability_id: str = Field(sa_column=reference("accountability.id"))
    place: int = Field(sa_column=counter())
    kind: StepKind = Field(sa_column=choice("kind", StepKind))
    due_on: date | None = Field(sa_column=Column(Date(), nullable=True))
    # What a revised boundary is about. Agreements that were never shared are not shown through this.
    agreement_id: str | None = Field(sa_column=plain_id(nullable=True))
    done_at: datetime | None = Field(sa_column=moment(nullable=True))


class AccountabilityWordingRow(SQLModel, table=True):
    """The words of a step, `number` 1 the first. Making a step smaller adds one and keeps those before."""

    __tablename__ = "accountability_wording"
    __table_args__ = (UniqueConstraint("step_id", "number"),)

    id: str = Field(sa_column=key())
    step_id: str = Field(sa_column=reference("accountability_step.id", index=False))
    number: int = Field(sa_column=counter())
    # Sign and act as JSON, under the accountable person's key.
    words: bytes | None = Field(sa_column=sealed(nullable=True))
    worded_at: datetime = Field(sa_column=moment())


class AccountabilityUpdateRow(SQLModel, table=True):
    """How a step went, in its owner's words. Never changed and never taken away."""

    __tablename__ = "accountability_update"
    __table_args__ = (Index("ix_accountability_update_step_id_number", "step_id", "number", unique=True),)

    id: str = Field(sa_column=key())
    step_id: str = Field(sa_column=reference("accountability_step.id", index=False))
    number: int = Field(sa_column=counter())
    # The wording it was about: a step made smaller starts afresh.
    wording: int = Field(sa_column=counter())
    # What happened and what is next as JSON, under the accountable person's key.
    words: bytes | None = Field(sa_column=sealed(nullable=True))
    # The date that it answers, and the owner's own date when they gave it.
    about: date | None = Field(sa_column=Column(Date(), nullable=True))
    given_on: date = Field(sa_column=Column(Date(), nullable=False))
    new_date: date | None = Field(sa_column=Column(Date(), nullable=True))
    given_at: datetime = Field(sa_column=moment())


class AccountabilityChangeRow(SQLModel, table=True):
    """That a record was settled or opened again, and when; not by whom."""

    __tablename__ = "accountability_change"

    id: str = Field(sa_column=key())
    accountability_id: str = Field(sa_column=reference("accountability.id"))
    kind: ChangeKind = Field(sa_column=choice("kind", ChangeKind))
    changed_at: datetime = Field(sa_column=moment())
