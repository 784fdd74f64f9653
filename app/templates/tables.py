"""Rows of templates, of their published versions and of whom they are offered to, for this feature only.

A version never changes and never goes.
"""

from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, Text, UniqueConstraint, event, text
from sqlmodel import Field, SQLModel

from app.database.columns import ID_LENGTH, moment, reference, short_text

SLUG_LENGTH = 64
DIGEST = 64
IMMUTABLE = "a published template version never changes"
POSTGRESQL_FUNCTION = (
    "CREATE FUNCTION refuse_template_version_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{IMMUTABLE}'; END $$"
)
POSTGRESQL_TRIGGER = (
    "CREATE TRIGGER template_version_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON template_version "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_template_version_change()"
)


class TemplateVersionRow(SQLModel, table=True):
    """One published content, named by its hash; running sessions pin it (I-08)."""

    __tablename__ = "template_version"
    __table_args__ = (UniqueConstraint("slug", "number"),)

    version: str = Field(sa_column=Column(String(DIGEST), primary_key=True))
    slug: str = Field(sa_column=short_text(SLUG_LENGTH))
    number: int = Field(sa_column=Column(Integer(), nullable=False))
    content: str = Field(sa_column=Column(Text(), nullable=False))
    published_at: datetime = Field(sa_column=moment())


class TemplateRow(SQLModel, table=True):
    """One template: which of its versions new sessions get, whose it is, and since when nobody can start it."""

    __tablename__ = "template"

    slug: str = Field(sa_column=Column(String(SLUG_LENGTH), primary_key=True))
    place: int = Field(sa_column=Column(Integer(), nullable=False))
    version: str = Field(sa_column=Column(String(DIGEST), ForeignKey("template_version.version"), nullable=False))
    # Nobody's is the built-in library.
    owner_id: str | None = Field(default=None, sa_column=reference("account.id", nullable=True))
    # T-2: it blocks new starts only; whoever is in a session stays in it.
    retired_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))


class TemplateOfferRow(SQLModel, table=True):
    """A therapist's template that a couple may read, and may start once both have said yes (T-3).

    Nothing here tells who has answered what: it is one row about the two.
    """

    __tablename__ = "template_offer"

    slug: str = Field(sa_column=Column(String(SLUG_LENGTH), ForeignKey("template.slug"), primary_key=True))
    couple_id: str = Field(sa_column=Column(String(ID_LENGTH), ForeignKey("couple.id"), primary_key=True, index=True))
    # Which words it is about: a newer version is another thing to say yes to. Null for what was offered before this.
    version: str | None = Field(default=None, sa_column=short_text(DIGEST, nullable=True))
    offered_at: datetime = Field(sa_column=moment())
    opened_at: datetime | None = Field(default=None, sa_column=moment(nullable=True))


def triggers(dialect_name: str) -> list[str]:
    """Return the statements that forbid changing or deleting a version, for the migration to run.

    T-2 in the database itself: a slip in the code, or a hand in the data, must not reword what two people are in.
    """
    if dialect_name == "sqlite":
        return [_sqlite_trigger(act) for act in ("UPDATE", "DELETE")]
    return [POSTGRESQL_FUNCTION, POSTGRESQL_TRIGGER]


def drop_triggers(dialect_name: str) -> list[str]:
    """Return the statements for the way back."""
    if dialect_name == "sqlite":
        return [f"DROP TRIGGER template_version_no_{act}" for act in ("update", "delete")]
    return [
        "DROP TRIGGER template_version_is_immutable ON template_version",
        "DROP FUNCTION refuse_template_version_change()",
    ]


def _guard(_table: Table, connection: Connection, **_options: object) -> None:
    for statement in triggers(connection.dialect.name):
        connection.execute(text(statement))


# Whoever makes this table from the metadata gets its guard; a migration runs `triggers` itself.
event.listen(SQLModel.metadata.tables["template_version"], "after_create", _guard)


def _sqlite_trigger(act: str) -> str:
    return (
        f"CREATE TRIGGER template_version_no_{act.lower()} BEFORE {act} ON template_version "
        f"BEGIN SELECT RAISE(ABORT, '{IMMUTABLE}'); END"
    )
