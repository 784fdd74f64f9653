"""Rows of templates that therapists are writing, for this feature only. The words are sealed under the author's key."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String
from sqlmodel import Field, SQLModel

from app.database.columns import key, moment, reference, sealed

SLUG_LENGTH = 64


class TemplateDraftRow(SQLModel, table=True):
    """One template as its author has it on the desk, published or not. Its versions lie with the templates."""

    __tablename__ = "template_draft"
    __table_args__ = (Index("ix_template_draft_account_id_changed_at", "account_id", "changed_at"),)

    id: str = Field(sa_column=key())
    account_id: str = Field(sa_column=reference("account.id", index=False))
    # Given at the first publishing, and never changed.
    slug: str | None = Field(
        default=None, sa_column=Column(String(SLUG_LENGTH), ForeignKey("template.slug"), nullable=True, unique=True)
    )
    revision: int = Field(sa_column=Column(Integer(), nullable=False))
    changed_at: datetime = Field(sa_column=moment())
    content: bytes = Field(sa_column=sealed())
    # The rehearsals of one content, with the hash that says of which.
    rehearsal: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
