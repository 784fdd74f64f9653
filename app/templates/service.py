"""Publish templates and find them again. A version that was published stays as it was; nothing here clamps it."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam
from sqlmodel import col, select

from app.templates.builtin import builtin_templates
from app.templates.check import check
from app.templates.content import content, identified
from app.templates.document import from_json
from app.templates.steps import clamped
from app.templates.tables import TemplateRow, TemplateVersionRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
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
    _store(uow.db, _library(), at=at)


def publish(uow: UnitOfWork, template: Template, *, at: datetime, place: int = 0, owner_id: str | None = None) -> str:
    """Check the template, store its version unless it is there, and make it the one that new sessions get."""
    named = _checked(template)
    _store(uow.db, (named,), at=at, place=place, owner_id=owner_id)
    return named.version


@cache
def _library() -> tuple[Template, ...]:
    # Neither the library nor the check changes while a process lives.
    return tuple(_checked(one) for one in builtin_templates())


def _checked(template: Template) -> Template:
    """Return the template with the name of its version."""
    findings = check(template)
    if findings:
        raise TemplateRefused(template.slug, findings)
    return identified(template)


def _store(
    db: Session, templates: Sequence[Template], *, at: datetime, place: int = 0, owner_id: str | None = None
) -> None:
    """Store the versions that are not there, and make each the one that new sessions get, in this order."""
    slugs = [one.slug for one in templates]
    _store_versions(db, templates, at=at)
    known = {row.slug: row for row in db.exec(select(TemplateRow).where(col(TemplateRow.slug).in_(slugs)))}
    for number, one in enumerate(templates, place):
        row = known.get(one.slug) or TemplateRow(slug=one.slug, place=number, version=one.version, owner_id=owner_id)
        if row.owner_id != owner_id:
            # A name belongs to whoever published under it first, and the library's to nobody.
            raise NotTheirs(one.slug)
        row.version = one.version
        row.place = number if owner_id is None else AFTER_THE_LIBRARY
        db.add(row)
    db.flush()


def _store_versions(db: Session, templates: Sequence[Template], *, at: datetime) -> None:
    slugs, versions = [one.slug for one in templates], [one.version for one in templates]
    mine = col(TemplateVersionRow.slug).in_(slugs) | col(TemplateVersionRow.version).in_(versions)
    there = dict(db.exec(select(TemplateVersionRow.version, TemplateVersionRow.slug).where(mine)).all())
    earlier = Counter(there.values())
    db.add_all(
        TemplateVersionRow(
            version=one.version,
            slug=one.slug,
            number=earlier[one.slug] + 1,
            content=content(one).decode(),
            published_at=at,
        )
        for one in templates
        if one.version not in there
    )
    db.flush()


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
