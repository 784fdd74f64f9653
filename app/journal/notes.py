"""Kind notes to oneself: a list of what does good, a word of worth, and a card for a hard belief. Private, unjudged."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

from app.errors import FieldError, Invalid
from app.frozen import dataclass
from app.journal import pages
from app.journal.pages import Kept, Own, Page, Wanted
from app.pagination import Slice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlmodel import Session

    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.security.encryption import Keyring

# care: what does me good. worth: a word to come back to. card: a belief, what speaks for and against it, a kinder one.
NoteKind = Literal["care", "worth", "card"]


@dataclass(frozen=True, slots=True)
class Note:
    """One note. `weekdays` are the days, 0 for Monday, on which its author wants to see it; none is the usual case."""

    kind: NoteKind = field(repr=False)
    text: str = field(repr=False)
    evidence: str | None = field(default=None, repr=False)
    kinder: str | None = field(default=None, repr=False)
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note with its place in the list."""

    id: str
    at: datetime
    note: Note


def own_notes(account_id: str, keyring: Keyring) -> Own:
    return Own(account_id, "note", keyring)


def write_note(uow: UnitOfWork, own: Own, note: Note, *, at: datetime, ids: Ids) -> KeptNote:
    return _kept(pages.add(uow, own, _keep(_words(note), note.weekdays), at=at, ids=ids))


def change_note(uow: UnitOfWork, own: Own, note_id: str, changes: Mapping[str, Any]) -> KeptNote:
    before = pages.read(uow.db, own, note_id)
    if before.words["kind"] != "card" and (changes.get("evidence") or changes.get("kinder")):
        raise Invalid(FieldError("/body", "only_a_card_has_this"))
    weekdays = changes.get("weekdays", days_in(before.weekdays))
    words = {**before.words, **{name: value for name, value in changes.items() if name != "weekdays"}}
    return _kept(pages.change(uow, own, note_id, _keep(words, weekdays)))


def read_note(db: Session, own: Own, note_id: str) -> KeptNote:
    return _kept(pages.read(db, own, note_id))


def list_notes(db: Session, own: Own, wanted: Wanted) -> Slice[KeptNote]:
    found = pages.listed(db, own, wanted)
    return Slice(tuple(_kept(page) for page in found.items), found.next_cursor)


def days_in(bits: int) -> tuple[int, ...]:
    return tuple(day for day in range(7) if bits >> day & 1)


def as_bits(weekdays: Iterable[int]) -> int:
    return sum(1 << day for day in set(weekdays))


def _keep(words: Mapping[str, Any], weekdays: Iterable[int]) -> Kept:
    return Kept(words, weekdays=as_bits(weekdays))


def _words(note: Note) -> dict[str, object]:
    return {"kind": note.kind, "text": note.text, "evidence": note.evidence, "kinder": note.kinder}


def _kept(page: Page) -> KeptNote:
    words = page.words
    note = Note(words["kind"], words["text"], words["evidence"], words["kinder"], days_in(page.weekdays))
    return KeptNote(page.id, page.at, note)
