"""Rows of what was said about occurrences, for this feature only. An occurrence itself is worked out, never stored."""

from datetime import date, datetime

from sqlalchemy import Column, Date, ForeignKey, Index, String
from sqlmodel import Field, SQLModel

from app.database.columns import ID_LENGTH, choice, counter, moment, reference, sealed
from app.keeping.lifecycle import Outcome


class OccurrenceReportRow(SQLModel, table=True):
    """How one person says their own went on one day."""

    __tablename__ = "occurrence_report"
    __table_args__ = (Index("ix_occurrence_report_couple_id_on_day", "couple_id", "on_day"),)

    agreement_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("agreement.id"), primary_key=True))
    on_day: date = Field(sa_column=Column(Date(), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))
    couple_id: str = Field(sa_column=reference("couple.id", index=False))
    outcome: Outcome = Field(sa_column=choice("outcome", Outcome))
    # When they try again: for themselves alone.
    new_date: date | None = Field(default=None, sa_column=Column(Date(), nullable=True))
    reported_at: datetime = Field(sa_column=moment())
    # The fence for another device that still knows what was said before.
    revision: int = Field(default=1, sa_column=counter(default=1))


class OccurrenceExcuseRow(SQLModel, table=True):
    """One person's word that this time need not count."""

    __tablename__ = "occurrence_excuse"
    __table_args__ = (Index("ix_occurrence_excuse_couple_id_on_day", "couple_id", "on_day"),)

    agreement_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("agreement.id"), primary_key=True))
    on_day: date = Field(sa_column=Column(Date(), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))
    couple_id: str = Field(sa_column=reference("couple.id", index=False))


class OccurrenceNoticeRow(SQLModel, table=True):
    """What one person noticed of the other's; the words, if any, under the key of who noticed."""

    __tablename__ = "occurrence_notice"
    __table_args__ = (Index("ix_occurrence_notice_couple_id_on_day", "couple_id", "on_day"),)

    agreement_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("agreement.id"), primary_key=True))
    on_day: date = Field(sa_column=Column(Date(), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))
    couple_id: str = Field(sa_column=reference("couple.id", index=False))
    words: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
