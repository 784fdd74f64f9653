"""Rows of agreements, their versions and who assented to which, for this feature only. The words are sealed."""

from datetime import date, datetime

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String
from sqlmodel import Field, SQLModel

from app.agreements.life import LifeEventKind
from app.agreements.lifecycle import AgreementState
from app.agreements.reviews import Choice, Outcome
from app.agreements.terms import AgreementCategory, AgreementKind, AgreementScope, Cadence
from app.database.columns import ID_LENGTH, choice, counter, key, moment, plain_id, reference, sealed, short_text

DIGEST = 64
RULE = 200
ZONE = 64
WALL_TIME = 5
# States in which an agreement takes no more acts.
OVER = ("lapsed", "retired")


def _part(name: str, *, references: str | None = None) -> Column[str]:
    """Return one column of a primary key of several."""
    kinds = (ForeignKey(references),) if references else ()
    return Column(name, String(ID_LENGTH), *kinds, primary_key=True)


class AgreementRow(SQLModel, table=True):
    """One agreement in the version that counts now, or the newest while none does. Nothing says who ended it (G-2)."""

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
    # `review_due` is not stored: it is `active`, and the day has come.
    state: AgreementState = Field(sa_column=choice("state", AgreementState))
    version: str = Field(sa_column=short_text(DIGEST))
    # Words and nonce as JSON. Under the couple's key, because co-signed words are both people's (README 4); under its
    # author's while only they may read it.
    terms: bytes = Field(sa_column=sealed())
    reached_at: datetime = Field(sa_column=moment())
    review_on: date | None = Field(default=None, sa_column=Column(Date(), nullable=True))
    first_follow_up_on: date | None = Field(default=None, sa_column=Column(Date(), nullable=True))
    # G-5: the only one who may know of it: the author of a draft, or of a limit that is not shared.
    private_to: str | None = Field(default=None, sa_column=plain_id(nullable=True, index=True))
    # How often it was looked at together; a round of answers belongs to one number.
    review_round: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    # The fence for whoever decided on an older state (README 2). No private act moves it.
    revision: int = Field(default=1, sa_column=counter(default=1))


class AgreementVersionRow(SQLModel, table=True):
    """One wording, for ever. `link` chains it to the one before, so that no history can be quietly rewritten."""

    __tablename__ = "agreement_version"

    agreement_id: str = Field(sa_column=_part("agreement_id", references="agreement.id"))
    number: int = Field(sa_column=Column(Integer, primary_key=True))
    version: str = Field(sa_column=short_text(DIGEST, index=True))
    link: str = Field(sa_column=short_text(DIGEST))
    made_at: datetime = Field(sa_column=moment())
    in_force_from: datetime | None = Field(default=None, sa_column=moment(nullable=True))
    terms: bytes = Field(sa_column=sealed())
    category: AgreementCategory | None = Field(
        default=None, sa_column=choice("category", AgreementCategory, nullable=True)
    )
    days: int = Field(sa_column=counter())
    cadence: Cadence | None = Field(default=None, sa_column=choice("cadence", Cadence, nullable=True))
    due_on: date | None = Field(default=None, sa_column=Column(Date(), nullable=True))
    rrule: str | None = Field(default=None, sa_column=short_text(RULE, nullable=True))
    starts_on: date | None = Field(default=None, sa_column=Column(Date(), nullable=True))
    wall_time: str | None = Field(default=None, sa_column=short_text(WALL_TIME, nullable=True))
    timezone: str | None = Field(default=None, sa_column=short_text(ZONE, nullable=True))
    minutes: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))


class AgreementAssentRow(SQLModel, table=True):
    """One person's yes to one version; the key makes a second the same yes."""

    __tablename__ = "agreement_assent"

    agreement_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("agreement.id"), primary_key=True))
    version: str = Field(sa_column=Column(String(DIGEST), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))
    assented_at: datetime = Field(sa_column=moment())


class AgreementReviewRow(SQLModel, table=True):
    """One person's answer in one round. Nobody else reads it before everyone has answered."""

    __tablename__ = "agreement_review"

    agreement_id: str = Field(sa_column=_part("agreement_id", references="agreement.id"))
    round: int = Field(sa_column=Column(Integer, primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))
    answer: Choice = Field(sa_column=choice("answer", Choice))
    # Set on every row of the round in the act that completes it.
    outcome: Outcome | None = Field(default=None, sa_column=choice("outcome", Outcome, nullable=True))


class AgreementWeighingRow(SQLModel, table=True):
    """Practice 81: how fair and how keepable one version seems to one person, for that person alone."""

    __tablename__ = "agreement_weighing"

    agreement_id: str = Field(sa_column=_part("agreement_id", references="agreement.id"))
    version: str = Field(sa_column=Column(String(DIGEST), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))
    # Both numbers as JSON, under the person's own key.
    numbers: bytes = Field(sa_column=sealed())


class AgreementPauseRow(SQLModel, table=True):
    """Days on which a ritual rests. Nothing on it says who asked for it."""

    __tablename__ = "agreement_pause"

    id: str = Field(sa_column=key())
    agreement_id: str = Field(sa_column=reference("agreement.id"))
    first_on: date = Field(sa_column=Column(Date(), nullable=False))
    last_on: date = Field(sa_column=Column(Date(), nullable=False))


class LifeEventRow(SQLModel, table=True):
    """Something changed in the life of the two. Nothing on it says who wrote it down."""

    __tablename__ = "life_event"
    __table_args__ = (Index("ix_life_event_couple_id_recorded_at", "couple_id", "recorded_at"),)

    id: str = Field(sa_column=key())
    couple_id: str = Field(sa_column=reference("couple.id", index=False))
    kind: LifeEventKind = Field(sa_column=choice("kind", LifeEventKind))
    happened_on: date | None = Field(default=None, sa_column=Column(Date(), nullable=True))
    # Under the couple's key: it is a note of both.
    note: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
    recorded_at: datetime = Field(sa_column=moment())


class LifeEventAgreementRow(SQLModel, table=True):
    """One agreement that a life event made due."""

    __tablename__ = "life_event_agreement"

    life_event_id: str = Field(sa_column=_part("life_event_id", references="life_event.id"))
    agreement_id: str = Field(
        sa_column=Column(String(ID_LENGTH), ForeignKey("agreement.id"), primary_key=True, index=True)
    )
