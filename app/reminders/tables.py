"""Who wants mails, for this feature only. What they chose is sealed under their own key."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import Column, Date, ForeignKey, Index, String
from sqlmodel import Field, SQLModel

from app.database.columns import ID_LENGTH, choice, counter, moment, sealed, short_text

ReminderState = Literal["off", "waiting", "on"]
DIGEST = 64


class ReminderRow(SQLModel, table=True):
    """One person's mails. `due_at` is the timer: what is not null is looked at then, by whichever process is alive."""

    __tablename__ = "reminder"
    __table_args__ = (Index("ix_reminder_due_at", "due_at"), Index("ix_reminder_address_hash", "address_hash"))

    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True))
    state: ReminderState = Field(sa_column=choice("state", ReminderState))
    # Sealed JSON: kinds, hours, the number that was sent, marks of what a mail was about.
    private: bytes = Field(sa_column=sealed())
    stop_hash: str = Field(sa_column=short_text(DIGEST, unique=True))
    # Keyed: so that one mailbox is not filled through many accounts.
    address_hash: str = Field(sa_column=short_text(DIGEST))
    code_asked_at: datetime | None = Field(sa_column=moment(nullable=True))
    tries: int = Field(sa_column=counter())
    due_at: datetime | None = Field(sa_column=moment(nullable=True))
    failures: int = Field(sa_column=counter())
    # The day, where the person lives, of the last mail.
    last_on: date | None = Field(sa_column=Column(Date(), nullable=True))
