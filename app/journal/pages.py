"""Keep, find and delete one person's pages, whatever kind they are. What is not the caller's own is not there."""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete
from sqlmodel import and_, col, select

from app.errors import Conflict, NotFound
from app.frozen import dataclass
from app.journal.tables import JournalRow, PageRow
from app.newest_first import behind
from app.pagination import cut, decode_cursor

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.journal.tables import PageKind
    from app.pagination import Slice
    from app.security.encryption import Keyring

# DR-20: everything is bounded. Decades of daily writing fit.
MOST_PAGES: Final = 20_000
MOST_BYTES: Final = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """One page, opened. `words` is whatever its kind keeps in it."""

    id: str
    at: datetime
    slot: str | None
    look_on: date | None
    weekdays: int
    waits: bool
    words: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is to be kept of a page: the sealed part, and what lists and due dates need in the clear."""

    words: Mapping[str, Any] = field(repr=False)
    look_on: date | None = None
    weekdays: int = 0
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """Whose pages, of which kind, and the keyring that opens them."""

    account_id: str
    kind: PageKind
    keyring: Keyring = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages of a list: from one moment until another, and where the page before ended."""

    limit: int = 25
    cursor: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    waits: bool | None = None


def add(uow: UnitOfWork, own: Own, kept: Kept, *, at: datetime, ids: Ids, slot: str | None = None) -> Page:
    row = PageRow(id=ids.private(), account_id=own.account_id, kind=own.kind, slot=slot, at=at, words=b"")
    _write(uow.db, own, row, kept)
    _take_room(uow.db, own.account_id, pages=1, size=len(row.words))
    uow.db.add(row)
    uow.db.flush()
    return _opened(uow.db, own, row)


def change(uow: UnitOfWork, own: Own, page_id: str, kept: Kept) -> Page:
    row = _row(uow.db, own, page_id)
    before = len(row.words)
    _write(uow.db, own, row, kept)
    _take_room(uow.db, own.account_id, pages=0, size=len(row.words) - before)
    uow.db.flush()
    return _opened(uow.db, own, row)


def remove(uow: UnitOfWork, own: Own, page_id: str) -> None:
    """Delete a page; nothing of it is left, not even that it was."""
    row = _row(uow.db, own, page_id)
    _take_room(uow.db, own.account_id, pages=-1, size=-len(row.words))
    uow.db.delete(row)
    uow.db.flush()


def read(db: Session, own: Own, page_id: str) -> Page:
    return _opened(db, own, _row(db, own, page_id))


def find_in_slot(db: Session, own: Own, slot: str) -> Page | None:
    row = db.exec(select(PageRow).where(_own(own), col(PageRow.slot) == slot)).first()
    return None if row is None else _opened(db, own, row)


def listed(db: Session, own: Own, wanted: Wanted) -> Slice[Page]:
    """Return pages, the newest first."""
    scope = f"pages_{own.kind}"
    query = select(PageRow).where(_own(own), *_chosen(wanted))
    if (place := decode_cursor(scope, wanted.cursor)) is not None:
        query = query.where(_behind(place))
    newest_first = query.order_by(col(PageRow.at).desc(), col(PageRow.id).desc()).limit(wanted.limit + 1)
    found = [_opened(db, own, row) for row in db.exec(newest_first)]
    return cut(found, wanted.limit, scope=scope, place=lambda page: f"{page.at.isoformat()} {page.id}")


def forget_all(uow: UnitOfWork, account_id: str) -> None:
    """Delete every page of a person who is being erased."""
    uow.db.exec(delete(PageRow).where(col(PageRow.account_id) == account_id))
    uow.db.exec(delete(JournalRow).where(col(JournalRow.account_id) == account_id))


def asks_weekly(db: Session, account_id: str) -> bool:
    row = db.get(JournalRow, account_id)
    return row is not None and row.asks_weekly


def ask_weekly(uow: UnitOfWork, account_id: str, *, on: bool) -> None:
    _journal(uow.db, account_id).asks_weekly = on
    uow.db.flush()


def _journal(db: Session, account_id: str) -> JournalRow:
    row = db.get(JournalRow, account_id)
    if row is None:
        row = JournalRow(account_id=account_id, pages=0, size=0, asks_weekly=False)
        db.add(row)
    return row


def _take_room(db: Session, account_id: str, *, pages: int, size: int) -> None:
    journal = _journal(db, account_id)
    journal.pages += pages
    journal.size += size
    # What makes room is always possible.
    is_full = journal.pages > MOST_PAGES or journal.size > MOST_BYTES
    if is_full and (pages > 0 or size > 0):
        raise Conflict("limit_reached")


def _write(db: Session, own: Own, row: PageRow, kept: Kept) -> None:
    key = own.keyring.open(db, ("account", own.account_id))
    text = json.dumps(kept.words, ensure_ascii=False).encode()
    row.words = key.seal(text, table="journal_page", column="words", row=row.id)
    row.look_on, row.weekdays, row.waits = kept.look_on, kept.weekdays, kept.waits


def _opened(db: Session, own: Own, row: PageRow) -> Page:
    key = own.keyring.open(db, ("account", own.account_id))
    words = json.loads(key.unseal(row.words, table="journal_page", column="words", row=row.id))
    return Page(row.id, row.at, row.slot, row.look_on, row.weekdays, row.waits, words)


def _row(db: Session, own: Own, page_id: str) -> PageRow:
    # One query for foreign, deleted and unknown ids alike (V-2).
    row = db.exec(select(PageRow).where(_own(own), col(PageRow.id) == page_id)).first()
    if row is None:
        raise NotFound
    return row


def _own(own: Own) -> ColumnElement[bool]:
    return and_(col(PageRow.account_id) == own.account_id, col(PageRow.kind) == own.kind)


def _chosen(wanted: Wanted) -> tuple[ColumnElement[bool], ...]:
    since = () if wanted.since is None else (col(PageRow.at) >= wanted.since,)
    until = () if wanted.until is None else (col(PageRow.at) < wanted.until,)
    waits = () if wanted.waits is None else (col(PageRow.waits) == wanted.waits,)
    return (*since, *until, *waits)


def _behind(place: str) -> ColumnElement[bool]:
    return behind(place, col(PageRow.at), col(PageRow.id))
