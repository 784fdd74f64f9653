"""Publish templates and find them again. A version that was published stays as it was; nothing here clamps it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam
from sqlmodel import col, func, select

from app.templates.builtin import builtin_templates
from app.templates.check import check
from app.templates.content import content, identified
from app.templates.document import from_json
from app.templates.steps import clamped
from app.templates.tables import TemplateRow, TemplateVersionRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from app.database.unit_of_work import UnitOfWork
    from app.templates.findings import Finding
    from app.templates.steps import Template

# What a therapist suggested is listed behind what everybody has.
AFTER_THE_LIBRARY = 1000
# Asked for every session that is read, so it is put together once.
_CONTENT: Final = select(TemplateVersionRow.content).where(col(TemplateVersionRow.version) == bindparam("named"))


class TemplateRefused(Exception):  # noqa: N818 - a refusal, as the domain says it
    """The template breaks rules, so it is not published."""

    def __init__(self, slug: str, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        reasons = "; ".join(f"{one.where or '/'}: {one.code}. {one.detail}" for one in findings)
        super().__init__(f"The template {slug!r} cannot be published. {reasons}")


class UnknownVersion(LookupError):  # noqa: N818 - a fact about the data, not a fault of the caller
    """No version of that name was ever published here."""


class NotTheirs(Exception):  # noqa: N818 - a refusal, as the domain says it
    """The name is another's."""


def publish_builtin(uow: UnitOfWork, at: datetime) -> None:
    """Publish what is new in the built-in library; a built-in that fails the check stops the start."""
    for place, template in enumerate(builtin_templates()):
        publish(uow, template, at=at, place=place)


def publish(uow: UnitOfWork, template: Template, *, at: datetime, place: int = 0, owner_id: str | None = None) -> str:
    """Check the template, store its version unless it is there, and make it the one that new sessions get."""
    findings = check(template)
    if findings:
        raise TemplateRefused(template.slug, findings)
    named = identified(template)
    if uow.db.get(TemplateVersionRow, named.version) is None:
        uow.db.add(_version_row(uow.db, named, at=at))
        uow.db.flush()
    row = uow.db.get(TemplateRow, named.slug) or TemplateRow(
        slug=named.slug, place=place, version=named.version, owner_id=owner_id
    )
    if row.owner_id != owner_id:
        # A name belongs to whoever published under it first, and the library's to nobody.
        raise NotTheirs(named.slug)
    row.version = named.version
    row.place = place if owner_id is None else AFTER_THE_LIBRARY
    uow.db.add(row)
    uow.db.flush()
    return named.version


def published(db: Session, slug: str) -> Template | None:
    """Return the current version under this name, whosever it is and retired or not; who may see it is not asked."""
    row = db.get(TemplateRow, slug)
    return None if row is None else version(db, row.version)


def version(db: Session, name: str) -> Template:
    """Return a version as it is stored. What is to be run is `runnable`: these limits may be of another day."""
    return _read(_stored(db, name), name)


def runnable(db: Session, name: str) -> Template:
    """Return a version inside the limits of today: the same object for all who run it, as long as it is stored so."""
    return _clamped(_stored(db, name), name)


def catalogue(
    db: Session, *, also: Mapping[str, str] | None = None, after: str | None = None, limit: int | None = None
) -> tuple[Template, ...]:
    """Return the library in the order of the catalogue, from behind `after`; `also` what is open to a couple.

    `also` are names with the version that is open to them, which may be older than the current one.
    """
    opened = also or {}
    query = (
        select(TemplateRow.slug, TemplateRow.version)
        .order_by(col(TemplateRow.place), col(TemplateRow.slug))
        .limit(limit)
    )
    query = query.where(col(TemplateRow.owner_id).is_(None) | _is_one_of(opened))
    if after is not None:
        place = select(TemplateRow.place).where(TemplateRow.slug == after).scalar_subquery()
        query = query.where(
            (col(TemplateRow.place) > place) | ((col(TemplateRow.place) == place) & (col(TemplateRow.slug) > after))
        )
    return tuple(version(db, opened.get(slug, current)) for slug, current in db.exec(query).all())


def _is_one_of(slugs: Collection[str]) -> ColumnElement[bool]:
    return col(TemplateRow.retired_at).is_(None) & col(TemplateRow.slug).in_(slugs)


def _version_row(db: Session, template: Template, *, at: datetime) -> TemplateVersionRow:
    earlier = db.exec(
        select(func.count()).select_from(TemplateVersionRow).where(TemplateVersionRow.slug == template.slug)
    ).one()
    return TemplateVersionRow(
        version=template.version,
        slug=template.slug,
        number=earlier + 1,
        content=content(template).decode(),
        published_at=at,
    )


def _stored(db: Session, name: str) -> str:
    stored: str | None = db.connection().execute(_CONTENT, {"named": name}).scalar_one_or_none()
    if stored is None:
        raise UnknownVersion(name)
    return stored


@lru_cache(maxsize=64)
def _read(stored: str, name: str) -> Template:
    # Keyed by the stored text itself, so an edited row is read anew and meets the engine's clamp (attack test 6).
    return from_json(stored, version=name)


@lru_cache(maxsize=64)
def _clamped(stored: str, name: str) -> Template:
    return clamped(_read(stored, name))
