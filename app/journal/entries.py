"""Journal entries: one's own words, whether they are about now, and one's own tags. Nothing is read into them."""

from __future__ import annotations

from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from app.due import day_of
from app.frozen import dataclass
from app.journal import pages
from app.journal.pages import Kept, Own, Page, Wanted
from app.journal.patterns import Pattern, patterns
from app.journal.weeks import begins_at
from app.pagination import MAX_LIMIT, Slice
from app.wire_time import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from sqlmodel import Session

    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.security.encryption import Keyring

About = Literal["now", "past", "both", "unsure"]

# The newest of the window; more than anybody writes, and little enough to open at once.
MOST_COUNTED: Final = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What its author wrote. Everything of it is sealed, the answer to "is this about now?" too."""

    text: str = field(repr=False)
    about: About | None = field(default=None, repr=False)
    tags: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry with its place in the journal."""

    id: str
    at: datetime
    changed_at: datetime | None
    entry: Entry


@dataclass(frozen=True, slots=True)
class Patterns:
    """The tags of a window, from one day to another."""

    since: date
    until: date
    found: tuple[Pattern, ...]


def own_entries(account_id: str, keyring: Keyring) -> Own:
    return Own(account_id, "entry", keyring)


def write_entry(uow: UnitOfWork, own: Own, entry: Entry, *, at: datetime, ids: Ids) -> KeptEntry:
    return _kept(pages.add(uow, own, Kept(_words(entry, changed_at=None)), at=at, ids=ids))


def change_entry(uow: UnitOfWork, own: Own, entry_id: str, changes: Mapping[str, object], *, at: datetime) -> KeptEntry:
    """Change what is named in `changes`; the earlier words are gone, as on paper that one tears out."""
    words = {**pages.read(uow.db, own, entry_id).words, **changes, "changed_at": at.isoformat()}
    return _kept(pages.change(uow, own, entry_id, Kept(words)))


def read_entry(db: Session, own: Own, entry_id: str) -> KeptEntry:
    return _kept(pages.read(db, own, entry_id))


def list_entries(db: Session, own: Own, wanted: Wanted) -> Slice[KeptEntry]:
    found = pages.listed(db, own, wanted)
    return Slice(tuple(_kept(page) for page in found.items), found.next_cursor)


def read_patterns(db: Session, own: Own, *, days: int, at: datetime, timezone: str) -> Patterns:
    """Return the author's own tags of the last days, today included."""
    until = day_of(at, timezone)
    since = until - timedelta(days=days - 1)
    marked = (
        (day_of(one.at, timezone), one.entry.tags)
        for one in _newest(db, own, since=begins_at(since, timezone))
        if one.entry.tags
    )
    return Patterns(since, until, patterns(marked))


def _newest(db: Session, own: Own, *, since: datetime) -> Iterator[KeptEntry]:
    cursor = None
    for _ in range(MOST_COUNTED // MAX_LIMIT):
        found = list_entries(db, own, Wanted(limit=MAX_LIMIT, cursor=cursor, since=since))
        yield from found.items
        cursor = found.next_cursor
        if cursor is None:
            return


def _words(entry: Entry, *, changed_at: str | None) -> dict[str, object]:
    return {"text": entry.text, "about": entry.about, "tags": entry.tags, "changed_at": changed_at}


def _kept(page: Page) -> KeptEntry:
    words = page.words
    changed_at = words["changed_at"]
    entry = Entry(words["text"], words["about"], tuple(words["tags"]))
    return KeptEntry(page.id, page.at, None if changed_at is None else parse(changed_at), entry)
