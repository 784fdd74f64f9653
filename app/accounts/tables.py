"""Rows of people and their logins, for this feature only. Whatever a person wrote about themselves is sealed."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.database.columns import flag, key, moment, reference, sealed, short_text

DIGEST = 64


class AccountRow(SQLModel, table=True):
    """One person. An erased person stays as an empty row, so that a shared history keeps its order (V-1)."""

    __tablename__ = "account"

    id: str = Field(sa_column=key())
    # Not unique: an address that nobody has verified belongs to nobody (docs/decisions/0011).
    email_hash: str | None = Field(sa_column=short_text(DIGEST, nullable=True, index=True))
    # Keyed hash of address and password together; two accounts never answer to the same pair.
    credential: str | None = Field(sa_column=short_text(DIGEST, nullable=True, unique=True))
    # Sealed JSON under the person's own key: name, address, locale, time zone, pace.
    personal: bytes | None = Field(sa_column=sealed(nullable=True))
    created_at: datetime = Field(sa_column=moment())
    # DR-4: whoever can see other people's things is signed in for hours and not for weeks.
    brief_logins: bool = Field(default=False, sa_column=flag())


class LoginRow(SQLModel, table=True):
    """One place where a person is signed in. The token itself is never stored, only its hash (DR-4)."""

    __tablename__ = "login"

    id: str = Field(sa_column=key())
    account_id: str = Field(sa_column=reference("account.id"))
    token_hash: str = Field(sa_column=short_text(DIGEST, unique=True))
    label: bytes | None = Field(sa_column=sealed(nullable=True))
    created_at: datetime = Field(sa_column=moment())
    # Written at most every few minutes: exact enough to end an idle login, too coarse to be a trail.
    last_used_at: datetime = Field(sa_column=moment())
    # As the account's at its beginning, or since it was told: asked at every request, so it stands here too.
    brief: bool = Field(default=False, sa_column=flag())
