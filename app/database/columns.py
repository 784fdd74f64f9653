"""Column makers for tables: ids, UTC moments, checked enums, sealed bytes. No table lives here.

Every maker returns a fresh `Column`, because a column object belongs to one table only. Use them as
`Field(sa_column=moment())`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, get_args

from sqlalchemy import Boolean, Column, DateTime, Enum, ForeignKey, Integer, LargeBinary, String, false
from sqlalchemy.types import TypeDecorator

from app.database.naming import apply_naming

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

apply_naming()

ID_LENGTH = 36
ENUM_LENGTH = 32


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, UTC out, on every database. A naive moment is a bug and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; a naive one is a bug."""
    if moment.tzinfo is None:
        msg = "a naive moment cannot be stored"
        raise ValueError(msg)
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def as_sqlite_keeps_it(moment: datetime) -> str:
    """Return what SQLAlchemy writes into such a column on SQLite, which has text for moments."""
    return in_utc(moment).replace(tzinfo=None).isoformat(" ", "microseconds")


def key() -> Column[str]:
    """Return the primary key column: an id in canonical UUID text."""
    return Column(String(ID_LENGTH), primary_key=True)


def reference(to: str, *, nullable: bool = False, index: bool = True, on_delete: str | None = None) -> Column[str]:
    """Return a foreign key such as `reference("couple.id")`."""
    return Column(String(ID_LENGTH), ForeignKey(to, ondelete=on_delete), nullable=nullable, index=index)


def plain_id(*, nullable: bool = False, index: bool = False) -> Column[str]:
    """Return a column for an id without a foreign key, for example of something that may be erased."""
    return Column(String(ID_LENGTH), nullable=nullable, index=index)


def short_text(length: int, *, nullable: bool = False, unique: bool = False, index: bool = False) -> Column[str]:
    """Return a column for our own codes and hashes; never for what a person wrote."""
    return Column(String(length), nullable=nullable, unique=unique or None, index=index or None)


def moment(*, nullable: bool = False, index: bool = False) -> Column[datetime]:
    return Column(UtcDateTime(), nullable=nullable, index=index)


def sealed(*, nullable: bool = False) -> Column[bytes]:
    """Return a column for words: bytes that `DataKey.seal` made, never text."""
    return Column(LargeBinary(), nullable=nullable)


def choice(name: str, literal: object, *, default: str | None = None, nullable: bool = False) -> Column[str]:
    """Return a checked VARCHAR for a `Literal[...]`; no native enum, because PostgreSQL never drops those.

    `name` must be the name of the column.
    """
    values = Enum(
        *get_args(literal),
        name=f"{name}_is_known",
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=ENUM_LENGTH,
    )
    return Column(name, values, nullable=nullable, default=default)


def flag() -> Column[bool]:
    """Return a yes or no that is no for rows older than the column, and for releases that do not know it."""
    return Column(Boolean(), nullable=False, default=False, server_default=false())


def counter(*, default: int = 0) -> Column[int]:
    return Column(Integer, nullable=False, default=default)
