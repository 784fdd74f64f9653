"""Rows of what is one person's alone, for this feature only. The words are sealed under the author's own key."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.database.columns import ID_LENGTH, key, moment, reference, short_text

# A row about every couple of a person, present and future; no couple has such an id.
EVERY_COUPLE = "all"


class StepBackRow(SQLModel, table=True):
    """Somebody takes a rest from a couple's prompts. Nothing says since when or why, and no couple leads here."""

    __tablename__ = "step_back"

    id: str = Field(sa_column=key())
    account_id: str = Field(sa_column=reference("account.id"))
    # No foreign key: a couple must not know who points at it.
    scope: str = Field(sa_column=short_text(ID_LENGTH))
    until: datetime | None = Field(sa_column=moment(nullable=True))
