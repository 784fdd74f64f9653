"""Rows of what two people share between talks, for this feature only. Words are sealed: a person's own under their key,
what both say yes to under the couple's.

DR-9: no row that both may see changes because of what one of them keeps.
"""

from datetime import date, datetime

from sqlalchemy import Column, Date, ForeignKey, Index, String, text
from sqlmodel import Field, SQLModel

from app.database.columns import ID_LENGTH, choice, counter, key, moment, reference, sealed, short_text
from app.sharing.bright_spots import About, SpotKind, Whose
from app.sharing.joint_text import JointKind, JointState
from app.sharing.steps import StepState

DIGEST = 64
ONE_PICTURE = text("kind = 'future_scene' AND state IN ('proposed', 'active')")


class BrightSpotRow(SQLModel, table=True):
    """One appreciation, small win or kindness. While `shared_at` is empty it is its author's alone."""

    __tablename__ = "bright_spot"
    __table_args__ = (Index("ix_bright_spot_couple_id_kind_shared_at", "couple_id", "kind", "shared_at"),)

    # A private id: when it is shared later, it does not tell when it was written.
    id: str = Field(sa_column=key())
    couple_id: str = Field(sa_column=reference("couple.id", index=False))
    author_id: str = Field(sa_column=reference("account.id"))
    kind: SpotKind = Field(sa_column=choice("kind", SpotKind))
    about: About | None = Field(sa_column=choice("about", About, nullable=True))
    whose: Whose | None = Field(sa_column=choice("whose", Whose, nullable=True))
    words: bytes | None = Field(sa_column=sealed(nullable=True))
    noted_at: datetime = Field(sa_column=moment())
    shared_at: datetime | None = Field(sa_column=moment(nullable=True))


class JointTextRow(SQLModel, table=True):
    """A goal or a picture of the future: the newest words, and those that both said yes to. Nobody is named."""

    __tablename__ = "joint_text"
    __table_args__ = (
        Index("ix_joint_text_couple_id_kind_proposed_at", "couple_id", "kind", "proposed_at"),
        Index(
            "ux_joint_text_one_picture",
            "couple_id",
            unique=True,
            sqlite_where=ONE_PICTURE,
            postgresql_where=ONE_PICTURE,
        ),
    )

    id: str = Field(sa_column=key())
    couple_id: str = Field(sa_column=reference("couple.id", index=False))
    kind: JointKind = Field(sa_column=choice("kind", JointKind))
    state: JointState = Field(sa_column=choice("state", JointState))
    latest: str = Field(sa_column=short_text(DIGEST))
    in_force: str | None = Field(sa_column=short_text(DIGEST, nullable=True))
    # Text and nonce as JSON under the couple's key: words that both sign are both people's (README 4).
    latest_words: bytes = Field(sa_column=sealed())
    in_force_words: bytes | None = Field(sa_column=sealed(nullable=True))
    proposed_at: datetime = Field(sa_column=moment())
    # The fence for whoever decided on an older state.
    revision: int = Field(sa_column=counter(default=1))


class JointAcceptanceRow(SQLModel, table=True):
    """One person's yes to one wording; the key makes a second the same yes."""

    __tablename__ = "joint_acceptance"

    joint_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("joint_text.id"), primary_key=True))
    version: str = Field(sa_column=Column(String(DIGEST), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))


class GoalStepRow(SQLModel, table=True):
    """One step towards a goal, in its author's words."""

    __tablename__ = "goal_step"

    id: str = Field(sa_column=key())
    goal_id: str = Field(sa_column=reference("joint_text.id"))
    author_id: str = Field(sa_column=reference("account.id"))
    state: StepState = Field(sa_column=choice("state", StepState))
    on: date | None = Field(sa_column=Column("on_day", Date(), nullable=True))
    words: bytes = Field(sa_column=sealed())


class StepTakerRow(SQLModel, table=True):
    """Somebody who took a step on."""

    __tablename__ = "goal_step_taker"

    step_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("goal_step.id"), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))


class SceneDraftRow(SQLModel, table=True):
    """One person's own picture of the future: a draft for them alone, and what they showed of it."""

    __tablename__ = "future_scene_draft"

    couple_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("couple.id"), primary_key=True))
    account_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("account.id"), primary_key=True, index=True))
    draft: bytes | None = Field(sa_column=sealed(nullable=True))
    shown: bytes | None = Field(sa_column=sealed(nullable=True))
