"""Rows of check-ins, for this feature only. An answer is sealed under its author's key, before and after it is shared.

DR-9: no row that both may see changes because of what one of them does alone.
"""

from datetime import date, datetime

from sqlalchemy import Boolean, Column, Date, ForeignKey, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.checkins.rhythm import Weekday
from app.database.columns import ID_LENGTH, UtcDateTime, choice, counter, key, reference, sealed, short_text

LONGEST_ZONE = 64


class CheckInRhythmRow(SQLModel, table=True):
    """The weekday and the zone that a couple chose, from the beginning of a week on."""

    __tablename__ = "check_in_rhythm"

    couple_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("couple.id"), primary_key=True))
    since: datetime = Field(sa_column=Column(UtcDateTime(), primary_key=True))
    weekday: Weekday = Field(sa_column=choice("weekday", Weekday))
    timezone: str = Field(sa_column=short_text(LONGEST_ZONE))


class CheckInRow(SQLModel, table=True):
    """A check-in that both gave their answers to. There is no row, and no trace for the partner, before that.

    The key makes a second reveal of the same week impossible. It carries no moment: that would be when one of them
    answered (V-5).
    """

    __tablename__ = "check_in"

    couple_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("couple.id"), primary_key=True))
    starts_on: date = Field(sa_column=Column(Date(), primary_key=True))


class CheckInAnswerRow(SQLModel, table=True):
    """One person's answer in one week. Until both were given it is this person's alone."""

    __tablename__ = "check_in_answer"
    __table_args__ = (UniqueConstraint("couple_id", "starts_on", "account_id"),)

    # A private id: it tells nobody when the writing began.
    id: str = Field(sa_column=key())
    couple_id: str = Field(sa_column=reference("couple.id", index=False))
    account_id: str = Field(sa_column=reference("account.id"))
    starts_on: date = Field(sa_column=Column(Date(), nullable=False))
    given: bool = Field(sa_column=Column(Boolean(), nullable=False))
    words: bytes = Field(sa_column=sealed())
    # The fence: what was read by the coach is what is shared.
    revision: int = Field(sa_column=counter(default=1))
