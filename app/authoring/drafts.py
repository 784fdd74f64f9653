"""Keep, find, change and delete one therapist's templates. What is not the caller's own is not there (V-2)."""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from sqlalchemy import delete
from sqlmodel import col, func, select

from app.authoring import rehearsals
from app.authoring.examining import Content, Examined, examined, settled, written
from app.authoring.tables import TemplateDraftRow
from app.errors import Conflict, NotFound, TooLarge
from app.frozen import dataclass
from app.newest_first import behind
from app.pagination import cut, decode_cursor
from app.templates.check import MAX_BYTES
from app.templates.ownership import standings_of
from app.therapists.standing import require_therapist

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.authoring.rehearsals import Rehearsed
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.pagination import Slice
    from app.security.encryption import DataKey, Keyring
    from app.templates.ownership import Standing

# DR-20: everything is bounded.
MOST_DRAFTS: Final = 50
SCOPE: Final = "own_templates"
TABLE: Final = "template_draft"

DraftState: TypeAlias = Literal["draft", "published", "changed", "retired"]


@dataclass(frozen=True, slots=True)
class Draft:
    """One template as its author has it, opened and looked at."""

    id: str
    slug: str | None
    revision: int
    changed_at: datetime
    content: Content = field(repr=False)
    examined: Examined = field(repr=False)
    standing: Standing | None
    # Of exactly this content; an older one is no rehearsal of it.
    rehearsed: Rehearsed | None = field(repr=False)

    @property
    def state(self) -> DraftState:
        if self.standing is None:
            return "draft"
        if self.standing.retired_at is not None:
            return "retired"
        return "published" if self.examined.named(self.slug) == self.standing.version else "changed"


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose templates, and the keyring that opens them. Made by `desk_of` alone, so it is a therapist's."""

    account_id: str
    keyring: Keyring = field(repr=False)


def desk_of(db: Session, actor: Actor, keyring: Keyring) -> Desk:
    """Return the desk of a therapist; nobody else has one, and is told that there is nothing here."""
    return Desk(require_therapist(db, actor).account_id, keyring)


def begin(uow: UnitOfWork, desk: Desk, content: Mapping[str, Any], *, at: datetime, ids: Ids) -> Draft:
    """Put a new template on the desk."""
    mine = select(func.count()).select_from(TemplateDraftRow).where(TemplateDraftRow.account_id == desk.account_id)
    if uow.db.exec(mine).one() >= MOST_DRAFTS:
        raise Conflict("limit_reached")
    row = TemplateDraftRow(id=ids.private(), account_id=desk.account_id, revision=1, changed_at=at, content=b"")
    _write(uow.db, desk, row, content)
    uow.db.add(row)
    uow.db.flush()
    return _opened(uow.db, desk, [row])[0]


def read(db: Session, desk: Desk, draft_id: str) -> Draft:
    return _opened(db, desk, [row_of(db, desk, draft_id)])[0]


def change(
    uow: UnitOfWork, desk: Desk, draft_id: str, content: Mapping[str, Any], *, revision: int, at: datetime
) -> Draft:
    """Put another content in place of the revision that the author had before them."""
    row = row_of(uow.db, desk, draft_id)
    if row.revision != revision:
        # Two devices, or two pages: nobody's work is written over unseen.
        raise Conflict("wrong_version")
    _write(uow.db, desk, row, content)
    row.revision, row.changed_at = revision + 1, at
    uow.db.flush()
    return _opened(uow.db, desk, [row])[0]


def remove(uow: UnitOfWork, desk: Desk, draft_id: str) -> None:
    """Delete what was never published; what was, couples may be using, and it is retired instead."""
    row = row_of(uow.db, desk, draft_id)
    if row.slug is not None:
        raise Conflict("not_now", detail="It was published, so it stays. You can retire it.")
    uow.db.delete(row)
    uow.db.flush()


def listed(db: Session, desk: Desk, *, limit: int, cursor: str | None) -> Slice[Draft]:
    """Return the therapist's templates, what was changed last first."""
    query = select(TemplateDraftRow).where(TemplateDraftRow.account_id == desk.account_id)
    if (place := decode_cursor(SCOPE, cursor)) is not None:
        query = query.where(_behind(place))
    latest_first = query.order_by(col(TemplateDraftRow.changed_at).desc(), col(TemplateDraftRow.id).desc())
    found = _opened(db, desk, list(db.exec(latest_first.limit(limit + 1))))
    return cut(found, limit, scope=SCOPE, place=lambda draft: f"{draft.changed_at.isoformat()} {draft.id}")


def keep_rehearsal(uow: UnitOfWork, desk: Desk, draft_id: str, rehearsed: Rehearsed) -> Draft:
    """Keep what was played, if it is still what lies on the desk; otherwise it says nothing about it."""
    row = row_of(uow.db, desk, draft_id)
    draft = _opened(uow.db, desk, [row])[0]
    if draft.examined.hash == rehearsed.hash:
        row.rehearsal = _key(uow.db, desk).seal(
            rehearsals.stored(rehearsed), table=TABLE, column="rehearsal", row=row.id
        )
        uow.db.flush()
    return _opened(uow.db, desk, [row])[0]


def row_of(db: Session, desk: Desk, draft_id: str) -> TemplateDraftRow:
    # One query for foreign, deleted and unknown ids alike.
    mine = select(TemplateDraftRow).where(
        TemplateDraftRow.account_id == desk.account_id, TemplateDraftRow.id == draft_id
    )
    row = db.exec(mine).first()
    if row is None:
        raise NotFound
    return row


def all_of(db: Session, account_id: str, keyring: Keyring) -> list[Draft]:
    """Return every template of a person, for their export; whoever is no therapist any more keeps their work."""
    mine = select(TemplateDraftRow).where(TemplateDraftRow.account_id == account_id).order_by(TemplateDraftRow.id)
    return _opened(db, Desk(account_id, keyring), list(db.exec(mine)))


def forget_all(uow: UnitOfWork, account_id: str) -> None:
    """Delete the drafts of a person who is being erased. What was published is retired by the templates."""
    uow.db.execute(delete(TemplateDraftRow).where(col(TemplateDraftRow.account_id) == account_id))


def _write(db: Session, desk: Desk, row: TemplateDraftRow, content: Mapping[str, Any]) -> None:
    text = written(settled(content)).encode()
    if len(text) > MAX_BYTES:
        raise TooLarge
    row.content = _key(db, desk).seal(text, table=TABLE, column="content", row=row.id)


def _opened(db: Session, desk: Desk, rows: list[TemplateDraftRow]) -> list[Draft]:
    if not rows:
        return []
    key = _key(db, desk)
    standings = standings_of(db, [row.slug for row in rows if row.slug])
    return [_draft(key, row, standings.get(row.slug or "")) for row in rows]


def _draft(key: DataKey, row: TemplateDraftRow, standing: Standing | None) -> Draft:
    text = key.unseal(row.content, table=TABLE, column="content", row=row.id).decode()
    found = examined(text)
    return Draft(
        id=row.id,
        slug=row.slug,
        revision=row.revision,
        changed_at=row.changed_at,
        content=json.loads(text),
        examined=found,
        standing=standing,
        rehearsed=_rehearsed(key, row, of=found.hash),
    )


def _rehearsed(key: DataKey, row: TemplateDraftRow, *, of: str | None) -> Rehearsed | None:
    if row.rehearsal is None:
        return None
    kept = rehearsals.read(key.unseal(row.rehearsal, table=TABLE, column="rehearsal", row=row.id))
    return kept if kept.hash == of else None


def _key(db: Session, desk: Desk) -> DataKey:
    return desk.keyring.open(db, ("account", desk.account_id))


def _behind(place: str) -> ColumnElement[bool]:
    return behind(place, col(TemplateDraftRow.changed_at), col(TemplateDraftRow.id))
