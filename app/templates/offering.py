"""Which templates a couple may read and start: the library, and what a therapist suggested to them (T-2, T-3).

It asks nobody for their answer; whoever does (the assignments) says here what has become of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from sqlalchemy import delete
from sqlmodel import col, select

from app.couples.members import couples_of
from app.templates.service import published, version
from app.templates.tables import TemplateOfferRow, TemplateRow
from app.therapists.standing import access_of

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
    """Let both read the template, in the version of now. What is offered or open already stays as it is."""
    if uow.db.get(TemplateOfferRow, (slug, couple_id)) is None:
        current = uow.db.get_one(TemplateRow, slug).version
        uow.db.add(TemplateOfferRow(slug=slug, couple_id=couple_id, version=current, offered_at=at))
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


def startable(db: Session, slug: str, couple_id: str, *, at: datetime) -> Template | None:
    """Return what a new session of this couple gets under the name, or None: asked at the asking and the accepting."""
    row = db.get(TemplateRow, slug)
    if row is None or row.retired_at is not None:
        return None
    if row.owner_id is None:
        return published(db, slug)
    taken_up = opened(db, couple_id, at=at).get(slug)
    return None if taken_up is None else version(db, taken_up)


def opened(db: Session, couple_id: str, *, at: datetime) -> dict[str, str]:
    """Return the therapists' templates that both said yes to, by name, each in the version that they said yes to.

    Only as long as they let that therapist suggest things. What the therapist publishes later is suggested anew, or
    somebody's yes would stand under words that they never read.
    """
    found = _still_offered(db, (couple_id,), at=at)
    return {row.slug: row.version or current for row, current in found if row.opened_at is not None}


def readable(db: Session, actor: Actor, slug: str, *, at: datetime) -> Template | None:
    """Return the template if it is the library's, the actor's own, or offered or open to a couple of theirs."""
    row = db.get(TemplateRow, slug)
    if row is None:
        return None
    if row.owner_id in {None, actor.account_id}:
        return published(db, slug)
    offered = _still_offered(db, couples_of(db, actor.account_id), at=at)
    return next((version(db, one.version or current) for one, current in offered if one.slug == slug), None)


def _still_offered(db: Session, couple_ids: tuple[str, ...], *, at: datetime) -> list[tuple[TemplateOfferRow, str]]:
    """Return what is offered to these couples by somebody who may suggest to them now, beside its current version.

    T12: asked anew each time, for a consent that runs out tells nobody.
    I-28: a new yes is no yes to what was before it.
    """
    owned = (
        select(TemplateOfferRow, TemplateRow)
        .join(TemplateRow, col(TemplateRow.slug) == TemplateOfferRow.slug)
        .where(col(TemplateOfferRow.couple_id).in_(couple_ids))
    )
    found = []
    for row, template in db.exec(owned).all():
        since = access_of(db, template.owner_id or "", row.couple_id, at=at).since.get("assign")
        if since is not None and since <= row.offered_at:
            found.append((row, template.version))
    return found


def _left(uow: UnitOfWork, couple_id: str, _leaver_id: str, _at: datetime) -> None:
    uow.db.execute(delete(TemplateOfferRow).where(col(TemplateOfferRow.couple_id) == couple_id))
