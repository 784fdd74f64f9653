"""Rows of agreements and of who assented to which version, for this feature only. The words are sealed."""

from datetime import date, datetime

from sqlalchemy import Column, Date, ForeignKey, Index, String
from sqlmodel import Field, SQLModel

from app.agreements.lifecycle import AgreementCategory, AgreementKind, AgreementScope, AgreementState
from app.database.columns import ID_LENGTH, choice, counter, key, moment, plain_id, reference, sealed, short_text

DIGEST = 64


class AgreementRow(SQLModel, table=True):
    """One agreement in the version that counts now. Nothing on it says who ended it (G-2)."""

    __tablename__ = "agreement"
    __table_args__ = (Index("ix_agreement_couple_id_reached_at", "couple_id", "reached_at"),)

    id: str = Field(sa_column=key())
    couple_id: str = Field(sa_column=reference("couple.id", index=False))
    # Sessions are above this feature; their id is kept, and no key leads upwards.
    session_id: str | None = Field(sa_column=plain_id(nullable=True))
    kind: AgreementKind = Field(sa_column=choice("kind", AgreementKind))
    scope: AgreementScope = Field(sa_column=choice("scope", AgreementScope))
    category: AgreementCategory | None = Field(sa_column=choice("category", AgreementCategory, nullable=True))
    owner_id: str | None = Field(sa_column=reference("account.id", nullable=True))
    state: AgreementState = Field(sa_column=choice("state", AgreementState))
    version: str = Field(sa_column=short_text(DIGEST))
    # Text and nonce as JSON under the couple's key: co-signed words are both people's (README 4).
    terms: bytes = Field(sa_column=sealed())
    reached_at: datetime = Field(sa_column=moment())
    review_on: date | None = Field(sa_column=Column(Date(), nullable=True))
    first_follow_up_on: date | None = Field(sa_column=Column(Date(), nullable=True))
    # The fence for whoever decided on an older state (README 2).
    revision: int = Field(sa_column=counter(default=1))


class AgreementAssentRow(SQLModel, table=True):
    """One person's yes to one version; the key makes a second the same yes."""

    __tablename__ = "agreement_assent"

    agreement_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("agreement.id"), primary_key=True))
    version: str = Field(sa_column=Column(String(DIGEST), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))
    assented_at: datetime = Field(sa_column=moment())
