"""Publish a draft as the next version of its template, look at the versions, retire and reinstate it (T-2).

Nothing is published that the check finds fault with, or that was not played to its end exactly as it is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.authoring.drafts import read, row_of
from app.errors import Conflict, FieldError, Problem
from app.templates.ownership import reinstate, retire, versions_of
from app.templates.service import publish

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.authoring.drafts import Desk, Draft
    from app.authoring.examining import Examined
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.templates.ownership import PublishedVersion
    from app.templates.steps import Template

LONGEST_READABLE: Final = 40
SUFFIX: Final = 6
LETTERS: Final = "abcdefghijkmnpqrstuvwxyz"


def require_clean(examined: Examined) -> Template:
    """Return the template, or say everything that the check finds."""
    if examined.template is None or examined.findings:
        raise _not_publishable(*(FieldError(one.where, one.code) for one in examined.findings))
    return examined.template


def publish_draft(uow: UnitOfWork, desk: Desk, draft_id: str, *, revision: int | None, at: datetime, ids: Ids) -> Draft:
    """Make what lies on the desk the version that new sessions get. Publishing the same again changes nothing."""
    draft = read(uow.db, desk, draft_id)
    if revision is not None and revision != draft.revision:
        raise Conflict("wrong_version")
    template = require_clean(draft.examined)
    if draft.rehearsed is None:
        raise _not_publishable(FieldError("", "not_rehearsed"))
    if not draft.rehearsed.finished:
        raise _not_publishable(FieldError("", "rehearsal_not_finished"))
    slug = draft.slug or new_slug(template.title, ids)
    publish(uow, replace(template, slug=slug), at=at, owner_id=desk.account_id)
    row_of(uow.db, desk, draft_id).slug = slug
    uow.db.flush()
    return read(uow.db, desk, draft_id)


def list_versions(db: Session, desk: Desk, draft_id: str) -> tuple[PublishedVersion, ...]:
    slug = row_of(db, desk, draft_id).slug
    return () if slug is None else versions_of(db, slug)


def retire_draft(uow: UnitOfWork, desk: Desk, draft_id: str, *, at: datetime) -> Draft:
    """Let no new session begin with it. Twice is the same as once."""
    retire(uow, _published_slug(uow.db, desk, draft_id), at=at)
    return read(uow.db, desk, draft_id)


def reinstate_draft(uow: UnitOfWork, desk: Desk, draft_id: str) -> Draft:
    reinstate(uow, _published_slug(uow.db, desk, draft_id))
    return read(uow.db, desk, draft_id)


def new_slug(title: str, ids: Ids) -> str:
    """Return a name that can be read and that nobody else has: t-<readable>-<six letters>."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    readable = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_READABLE].strip("-") or "talk"
    number = int(ids.private().replace("-", ""), 16)
    suffix = "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(SUFFIX))
    return f"t-{readable}-{suffix}"


def _published_slug(db: Session, desk: Desk, draft_id: str) -> str:
    slug = row_of(db, desk, draft_id).slug
    if slug is None:
        raise Conflict("not_now", detail="It was never published. You can delete it.")
    return slug


def _not_publishable(*reasons: FieldError) -> Problem:
    return Problem("not_publishable", detail="It cannot be published as it is.", errors=reasons)
