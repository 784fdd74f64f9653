"""Read a couple's records and how the steps went. Nobody outside the couple learns that there are any."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.accountability.shown import Viewer, show
from app.accountability.stored import find, load
from app.accountability.tables import AccountabilityRow, AccountabilityUpdateRow
from app.accountability.words import Author
from app.couples.access import require_record
from app.crossings.standing import open_redress
from app.errors import Problem
from app.frozen import dataclass
from app.newest_first import behind
from app.pagination import Slice, cut, decode_cursor

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session
    from sqlmodel.sql.expression import SelectOfScalar

    from app.accountability.shown import Shown
    from app.accountability.stored import Place, Stored
    from app.accounts.actor import Actor
    from app.couples.access import Record
    from app.security.encryption import Keyring

SCOPE = "accountabilities"
UPDATES = "progress_updates"


@dataclass(frozen=True, slots=True)
class ToldUpdate:
    """One update, the same for both."""

    id: str
    number: int
    what_happened: str | None = field(repr=False)
    what_next: str | None = field(repr=False)
    about: date | None
    new_date: date | None
    given_at: datetime


def list_records(
    db: Session, actor: Actor, *, couple_id: str, keyring: Keyring, at: datetime, limit: int, cursor: str | None
) -> Slice[Shown]:
    """Return the couple's records, the newest first; nothing that happens to one moves it in the list."""
    record = require_record(db, actor, couple_id)
    wanted = select(AccountabilityRow).where(AccountabilityRow.couple_id == couple_id)
    return one_page(db, wanted, _viewer(db, record), keyring=keyring, at=at, limit=limit, cursor=cursor)


def one_page(
    db: Session,
    wanted: SelectOfScalar[AccountabilityRow],
    viewer: Viewer,
    *,
    keyring: Keyring,
    at: datetime,
    limit: int,
    cursor: str | None,
) -> Slice[Shown]:
    """Return one page of the records that are wanted, the newest first."""
    newest_first = (col(AccountabilityRow.recorded_at).desc(), col(AccountabilityRow.id).desc())
    if (place := decode_cursor(SCOPE, cursor)) is not None:
        wanted = wanted.where(_behind(place))
    rows = db.exec(wanted.order_by(*newest_first).limit(limit + 1)).all()
    page = cut(rows, limit, scope=SCOPE, place=lambda row: f"{row.recorded_at.isoformat()} {row.id}")
    shown = tuple(show(db, keyring, stored, viewer) for stored in load(db, keyring, page.items, at=at))
    return Slice(shown, page.next_cursor)


def read_record(db: Session, actor: Actor, place: Place, *, keyring: Keyring, at: datetime) -> Shown:
    """Return one record of the couple; another couple's is not there."""
    record = require_record(db, actor, place.couple_id)
    [stored] = load(db, keyring, [find(db, place)], at=at)
    return show(db, keyring, stored, _viewer(db, record))


def list_updates(
    db: Session,
    actor: Actor,
    place: Place,
    *,
    keyring: Keyring,
    at: datetime,
    limit: int,
    cursor: str | None,
) -> Slice[ToldUpdate]:
    """Return how a step went, the newest first."""
    require_record(db, actor, place.couple_id)
    [stored] = load(db, keyring, [find(db, place)], at=at)
    return updates_page(db, keyring, stored, place.step_id, limit=limit, cursor=cursor)


def updates_page(
    db: Session, keyring: Keyring, stored: Stored, step_id: str, *, limit: int, cursor: str | None
) -> Slice[ToldUpdate]:
    """Return one page of how a step of this record went, the newest first."""
    stored.step_row(step_id)
    query = select(AccountabilityUpdateRow).where(AccountabilityUpdateRow.step_id == step_id)
    if (behind := decode_cursor(UPDATES, cursor)) is not None:
        query = query.where(col(AccountabilityUpdateRow.number) < _number(behind))
    rows = db.exec(query.order_by(col(AccountabilityUpdateRow.number).desc()).limit(limit + 1)).all()
    author = Author(db, keyring, stored.row.accountable_id)
    return cut([told(author, row) for row in rows], limit, scope=UPDATES, place=lambda one: str(one.number))


def told(author: Author, row: AccountabilityUpdateRow) -> ToldUpdate:
    parts = author.unseal_parts(row.words, table="accountability_update", row=row.id) or {}
    return ToldUpdate(
        id=row.id,
        number=row.number,
        what_happened=parts.get("what_happened"),
        what_next=parts.get("what_next"),
        about=row.about,
        new_date=row.new_date,
        given_at=row.given_at,
    )


def _viewer(db: Session, record: Record) -> Viewer:
    return Viewer(record.account_id, record.over, open_redress(db, record.couple_id))


def _behind(place: str) -> ColumnElement[bool]:
    return behind(place, col(AccountabilityRow.recorded_at), col(AccountabilityRow.id))


def _number(place: str) -> int:
    if not place.isascii() or not place.isdigit() or len(place) > len(str(2**31)) - 1:
        raise Problem("bad_cursor")
    return int(place)
