"""Who has a calendar address, for this feature only. The address itself is never stored."""

from sqlalchemy import Column, ForeignKey, String
from sqlmodel import Field, SQLModel

from app.database.columns import ID_LENGTH, short_text

DIGEST = 64


class CalendarFeedRow(SQLModel, table=True):
    """One address for each person at most. Nothing says when it was made or last read (V-5)."""

    __tablename__ = "calendar_feed"

    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True))
    address_hash: str = Field(sa_column=short_text(DIGEST, unique=True))
