"""Rows of therapists, of links with couples, of consents and of what was read, for this feature only.

What a therapist writes is sealed under their own key. No row here says whether anybody was looked at or refused, but
to the one who did it.
"""

from datetime import date, datetime

from sqlalchemy import Boolean, Column, Date, ForeignKey, ForeignKeyConstraint, Index, String
from sqlmodel import Field, SQLModel

from app.database.columns import ID_LENGTH, choice, counter, key, moment, plain_id, reference, sealed, short_text
from app.therapists.lifecycle import Scope, SecretsPolicy

DIGEST = 64
HANDLE = 16
CODE = 40
SEVERAL = 120
VERSION = 12


class TherapistProfileRow(SQLModel, table=True):
    """What a therapist says of themselves; closed ones stay closed until another invitation opens them."""

    __tablename__ = "therapist_profile"

    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True))
    # Random: whatever stands in an address stands in logs, so no name is in it.
    handle: str = Field(sa_column=short_text(HANDLE, unique=True))
    # Name, about and languages as JSON, under the therapist's key.
    words: bytes = Field(sa_column=sealed())
    secrets_policy: SecretsPolicy = Field(sa_column=choice("secrets_policy", SecretsPolicy))
    policy_version: int = Field(sa_column=counter(default=1))
    opened_at: datetime = Field(sa_column=moment())
    closed_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))


class TherapistInvitationRow(SQLModel, table=True):
    """An operator's code, kept as a hash, good for one profile."""

    __tablename__ = "therapist_invitation"

    id: str = Field(sa_column=key())
    code_hash: str = Field(sa_column=short_text(DIGEST, unique=True))
    created_at: datetime = Field(sa_column=moment())
    expires_at: datetime = Field(sa_column=moment())
    used_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))


class PracticeLinkRow(SQLModel, table=True):
    """A couple and a therapist, from the invitation to the end."""

    __tablename__ = "practice_link"
    __table_args__ = (Index("ix_practice_link_couple_id_therapist_id", "couple_id", "therapist_id"),)

    id: str = Field(sa_column=key())
    couple_id: str = Field(sa_column=reference("couple.id", index=False))
    therapist_id: str = Field(sa_column=reference("account.id"))
    invited_by: str = Field(sa_column=reference("account.id", index=False))
    # The scopes that were proposed, for the other to read; they never change, whatever the inviter says later.
    proposed: str = Field(sa_column=short_text(SEVERAL))
    invited_at: datetime = Field(sa_column=moment())
    answer_by: datetime = Field(sa_column=moment())
    declined: bool = Field(default=False, sa_column=Column(Boolean(), nullable=False, default=False))
    accepted_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    ended_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))


class PracticeConsentRow(SQLModel, table=True):
    """One partner's yes, as it was last given. The other never reads this row, only what both rows allow together."""

    __tablename__ = "practice_consent"

    link_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("practice_link.id"), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))
    purpose: str = Field(sa_column=short_text(CODE))
    text_version: str = Field(sa_column=short_text(VERSION))
    secrets_policy: SecretsPolicy = Field(sa_column=choice("secrets_policy", SecretsPolicy))
    policy_version: int = Field(sa_column=counter())
    expires_on: date = Field(sa_column=Column(Date(), nullable=False))
    given_at: datetime = Field(sa_column=moment())
    withdrawn_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))


class PracticeScopeRow(SQLModel, table=True):
    """One scope of one partner's yes, and since when it is part of it: nothing older may be read (I-28)."""

    __tablename__ = "practice_scope"
    __table_args__ = (
        ForeignKeyConstraint(
            ["link_id", "account_id"], ["practice_consent.link_id", "practice_consent.account_id"], ondelete="CASCADE"
        ),
    )

    link_id: str = Field(sa_column=Column(String(ID_LENGTH), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), primary_key=True))
    scope: str = Field(sa_column=Column(String(CODE), primary_key=True))
    began_at: datetime = Field(sa_column=moment())


class TherapistReadRow(SQLModel, table=True):
    """That a therapist read something of a couple. No words, and no more than one row an hour for one thing."""

    __tablename__ = "therapist_read"
    __table_args__ = (Index("ix_therapist_read_couple_id_at", "couple_id", "at"),)

    id: str = Field(sa_column=key())
    couple_id: str = Field(sa_column=reference("couple.id", index=False))
    therapist_id: str = Field(sa_column=reference("account.id"))
    scope: Scope = Field(sa_column=choice("scope", Scope))
    kind: str = Field(sa_column=short_text(CODE))
    thing_id: str | None = Field(default=None, sa_column=short_text(DIGEST, nullable=True))
    at: datetime = Field(sa_column=moment())


class TherapistNoteRow(SQLModel, table=True):
    """A note of a therapist's own, under their key and in nobody's export but theirs. It outlives the link."""

    __tablename__ = "therapist_note"
    __table_args__ = (Index("ix_therapist_note_therapist_id_couple_id", "therapist_id", "couple_id"),)

    id: str = Field(sa_column=key())
    therapist_id: str = Field(sa_column=reference("account.id", index=False))
    # No foreign key: what a therapist keeps for themselves must not hang on what becomes of the couple.
    couple_id: str = Field(sa_column=plain_id())
    words: bytes = Field(sa_column=sealed())
    written_at: datetime = Field(sa_column=moment())
    changed_at: datetime = Field(sa_column=moment())
