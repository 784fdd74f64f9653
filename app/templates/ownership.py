"""Whose a published template is, its versions, and its retirement: that blocks new starts only (T-2).

It publishes nothing and shows nobody anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlmodel import col, select

from app.frozen import dataclass
from app.templates.service import version
from app.templates.tables import TemplateRow, TemplateVersionRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.endings import AccountEndings
    from app.database.unit_of_work import UnitOfWork
    from app.templates.steps import Template


@dataclass(frozen=True, slots=True)
class Standing:
    """What has become of a published template."""

    slug: str
    version: str
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """One version, in the order in which they were first published: 1, 2, …"""

    version: str
    number: int
    published_at: datetime
    current: bool
    template: Template


def connect(endings: AccountEndings) -> None:
    endings.on_erase(_erased)


def owner_of(db: Session, slug: str) -> str | None:
    """Return the account that published it; None for the library, and for what is not there."""
    row = db.get(TemplateRow, slug)
    return None if row is None else row.owner_id


def standings_of(db: Session, slugs: Iterable[str]) -> dict[str, Standing]:
    rows = db.exec(select(TemplateRow).where(col(TemplateRow.slug).in_(tuple(slugs)))).all()
    return {row.slug: Standing(row.slug, row.version, row.retired_at) for row in rows}


def versions_of(db: Session, slug: str) -> tuple[PublishedVersion, ...]:
    """Return every version that was ever published under the name, the latest number first."""
    current = db.get_one(TemplateRow, slug).version
    query = select(TemplateVersionRow).where(TemplateVersionRow.slug == slug)
    return tuple(
        PublishedVersion(one.version, one.number, one.published_at, one.version == current, version(db, one.version))
        for one in db.exec(query.order_by(col(TemplateVersionRow.number).desc())).all()
    )


def retire(uow: UnitOfWork, slug: str, *, at: datetime) -> None:
    """No new session begins with it from now on. Whoever is in one stays in it."""
    row = uow.db.get_one(TemplateRow, slug)
    row.retired_at = row.retired_at or at
    uow.db.flush()


def reinstate(uow: UnitOfWork, slug: str) -> None:
    uow.db.get_one(TemplateRow, slug).retired_at = None
    uow.db.flush()


def _erased(uow: UnitOfWork, account_id: str, at: datetime) -> None:
    """rules.md 9: what two people talked through stays theirs, so the versions stay; nobody starts them again."""
    mine = update(TemplateRow).where(col(TemplateRow.owner_id) == account_id, col(TemplateRow.retired_at).is_(None))
    uow.db.execute(mine.values(retired_at=at))
