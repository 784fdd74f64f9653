"""Note, share, list and take away appreciations, small wins and kindnesses. What is kept is its author's alone."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from sqlmodel import col, select

from app.accounts.people import people_by_id
from app.couples.access import require_partner, require_record
from app.errors import Conflict, NotFound
from app.frozen import dataclass
from app.newest_first import behind
from app.pagination import cut, decode_cursor
from app.sharing.bright_spots import BrightSpot, Refused, may_take_away, note, share
from app.sharing.tables import BrightSpotRow
from app.sharing.words import seal, unseal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.pagination import Slice
    from app.security.encryption import Keyring
    from app.sharing.bright_spots import About, SpotKind, Whose

View = Literal["shared", "own"]


@dataclass(frozen=True, slots=True)
class Noted:
    """What a person says of one, on its way in."""

    kind: SpotKind
    text: str | None = field(repr=False)
    about: About | None = None
    whose: Whose | None = None
    share_now: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """One as its reader may see it. `at` is when it was shared; in one's own list, when it was written."""

    id: str
    kind: SpotKind
    author_id: str
    about: About | None
    whose: Whose | None
    shared: bool
    at: datetime
    text: str | None = field(repr=False)


def locale_for(db: Session, actor: Actor, *, couple_id: str, keyring: Keyring) -> str:
    """Return the language that this member writes in; 404 for whoever is none."""
    require_partner(db, actor, couple_id)
    return people_by_id(db, keyring, [actor.account_id])[actor.account_id].locale


def note_spot(
    uow: UnitOfWork, actor: Actor, *, couple_id: str, noted: Noted, keyring: Keyring, ids: Ids, at: datetime
) -> Spot:
    """Write one down, kept or shared at once."""
    require_partner(uow.db, actor, couple_id)
    spot = _allowed(note(noted.kind, by=actor.account_id, share_now=noted.share_now, whose=noted.whose))
    row = BrightSpotRow(
        id=ids.private(),
        couple_id=couple_id,
        author_id=actor.account_id,
        kind=noted.kind,
        about=noted.about,
        whose=noted.whose,
        words=None,
        noted_at=at,
        shared_at=at if spot.shared else None,
    )
    if noted.text is not None:
        row.words = seal(uow.db, keyring, ("account", row.author_id), noted.text, place=_place(row))
    uow.db.add(row)
    uow.db.flush()
    return _spot(uow.db, keyring, row, at=at)


def outgoing(
    db: Session, actor: Actor, *, couple_id: str, kind: SpotKind, spot_id: str, keyring: Keyring
) -> str | None:
    """Return the words of a kept one of the actor's own, for the coach to read before the partner does."""
    require_partner(db, actor, couple_id)
    row = _own_row(db, actor, couple_id=couple_id, kind=kind, spot_id=spot_id)
    _allowed(share(_value(row), by=actor.account_id))
    return unseal(db, keyring, ("account", row.author_id), row.words, place=_place(row))


def share_spot(
    uow: UnitOfWork, actor: Actor, *, couple_id: str, kind: SpotKind, spot_id: str, keyring: Keyring, at: datetime
) -> Spot:
    """Show a kept one to the partner. It takes its place in the list by when it is shared."""
    require_partner(uow.db, actor, couple_id)
    row = _own_row(uow.db, actor, couple_id=couple_id, kind=kind, spot_id=spot_id)
    _allowed(share(_value(row), by=actor.account_id))
    row.shared_at = row.shared_at or at
    uow.db.add(row)
    uow.db.flush()
    return _spot(uow.db, keyring, row, at=row.shared_at)


def drop_spot(uow: UnitOfWork, actor: Actor, *, couple_id: str, kind: SpotKind, spot_id: str) -> None:
    """Take one's own away, without a trace."""
    record = require_record(uow.db, actor, couple_id)
    row = _own_row(uow.db, actor, couple_id=couple_id, kind=kind, spot_id=spot_id)
    if not may_take_away(_value(row), by=actor.account_id, over=record.over):
        raise NotFound
    uow.db.delete(row)
    uow.db.flush()


def list_spots(
    db: Session,
    actor: Actor,
    *,
    couple_id: str,
    kind: SpotKind,
    view: View,
    keyring: Keyring,
    limit: int,
    cursor: str | None,
) -> Slice[Spot]:
    """Return what is shared, the same for both, or what the actor wrote; the newest first."""
    require_record(db, actor, couple_id)
    scope = f"{kind}/{view}"
    moment = col(BrightSpotRow.shared_at if view == "shared" else BrightSpotRow.noted_at)
    theirs = (
        col(BrightSpotRow.shared_at).is_not(None) if view == "shared" else BrightSpotRow.author_id == actor.account_id
    )
    wanted = select(BrightSpotRow).where(BrightSpotRow.couple_id == couple_id, BrightSpotRow.kind == kind, theirs)
    if (place := decode_cursor(scope, cursor)) is not None:
        wanted = wanted.where(behind(place, moment, col(BrightSpotRow.id)))
    rows = db.exec(wanted.order_by(moment.desc(), col(BrightSpotRow.id).desc()).limit(limit + 1)).all()
    found = [_spot(db, keyring, row, at=(row.shared_at if view == "shared" else None) or row.noted_at) for row in rows]
    return cut(found, limit, scope=scope, place=lambda one: f"{one.at.isoformat()} {one.id}")


def _own_row(db: Session, actor: Actor, *, couple_id: str, kind: SpotKind, spot_id: str) -> BrightSpotRow:
    # The other's are not there for changing, shared or not: one answer for all that is not one's own.
    wanted = select(BrightSpotRow).where(
        BrightSpotRow.id == spot_id,
        BrightSpotRow.couple_id == couple_id,
        BrightSpotRow.kind == kind,
        BrightSpotRow.author_id == actor.account_id,
    )
    row = db.exec(wanted).one_or_none()
    if row is None:
        raise NotFound
    return row


def _value(row: BrightSpotRow) -> BrightSpot:
    return BrightSpot(row.kind, row.author_id, shared=row.shared_at is not None, whose=row.whose)


def _allowed(result: BrightSpot | Refused) -> BrightSpot:
    if isinstance(result, Refused):
        raise Conflict("not_offered", detail="A kindness of your own is for your own list.")
    return result


def _spot(db: Session, keyring: Keyring, row: BrightSpotRow, *, at: datetime) -> Spot:
    text = unseal(db, keyring, ("account", row.author_id), row.words, place=_place(row))
    return Spot(row.id, row.kind, row.author_id, row.about, row.whose, row.shared_at is not None, at, text)


def _place(row: BrightSpotRow) -> tuple[str, str, str]:
    return "bright_spot", "words", row.id
