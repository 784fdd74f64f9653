"""Which templates a couple may read and start: the library, and what a therapist suggested to them (T-2, T-3).

It asks nobody for their answer; whoever does (the assignments) says here what has become of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from sqlalchemy import delete
from sqlmodel import col, select

from app.couples.members import couples_of
from app.templates.service import published
from app.templates.tables import TemplateOfferRow, TemplateRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.couples.leaving import Leaving
    from app.database.unit_of_work import UnitOfWork
    from app.templates.steps import Template

OfferState: TypeAlias = Literal["offered", "open"]


def connect(leaving: Leaving) -> None:
    leaving.on_leave(_left)


def offer(uow: UnitOfWork, slug: str, couple_id: str, at: datetime) -> None:
    """Let both read the template. What is offered or open already stays as it is."""
    if uow.db.get(TemplateOfferRow, (slug, couple_id)) is None:
        uow.db.add(TemplateOfferRow(slug=slug, couple_id=couple_id, offered_at=at))
        uow.db.flush()


def open_to(uow: UnitOfWork, slug: str, couple_id: str, at: datetime) -> None:
    """Both said yes: they may start it."""
    offer(uow, slug, couple_id, at)
    row = uow.db.get_one(TemplateOfferRow, (slug, couple_id))
    row.opened_at = row.opened_at or at
    uow.db.flush()


def close_to(uow: UnitOfWork, slug: str, couple_id: str, at: datetime) -> None:  # noqa: ARG001 - as its two sisters
    """Take the template back. A session that has begun keeps its version."""
    row = uow.db.get(TemplateOfferRow, (slug, couple_id))
    if row is not None:
        uow.db.delete(row)
        uow.db.flush()


def state_for(db: Session, slug: str, couple_id: str) -> OfferState | None:
    row = db.get(TemplateOfferRow, (slug, couple_id))
    if row is None:
        return None
    return "offered" if row.opened_at is None else "open"


def startable(db: Session, slug: str, couple_id: str) -> Template | None:
    """Return what a new session of this couple gets under the name, or None: asked at the asking and the accepting."""
    row = db.get(TemplateRow, slug)
    if row is None or row.retired_at is not None:
        return None
    if row.owner_id is not None and state_for(db, slug, couple_id) != "open":
        return None
    return published(db, slug)


def readable(db: Session, actor: Actor, slug: str) -> Template | None:
    """Return the template if it is the library's, the actor's own, or offered or open to a couple of theirs."""
    row = db.get(TemplateRow, slug)
    if row is None:
        return None
    if row.owner_id in {None, actor.account_id} or _is_offered_to(db, actor, slug):
        return published(db, slug)
    return None


def _is_offered_to(db: Session, actor: Actor, slug: str) -> bool:
    couple_ids = couples_of(db, actor.account_id)
    offered = select(TemplateOfferRow.slug).where(
        TemplateOfferRow.slug == slug, col(TemplateOfferRow.couple_id).in_(couple_ids)
    )
    return db.exec(offered).first() is not None


def _left(uow: UnitOfWork, couple_id: str, _leaver_id: str, _at: datetime) -> None:
    uow.db.execute(delete(TemplateOfferRow).where(col(TemplateOfferRow.couple_id) == couple_id))
