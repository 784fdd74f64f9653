"""Expectations as they are kept: the rules are in `ahead`, the pages in `pages`. Only their author sees any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.errors import Conflict
from app.frozen import dataclass
from app.journal import pages
from app.journal.ahead import Ahead, Refused, looked_back, moved, reworded
from app.journal.pages import Kept, Own, Page, Wanted
from app.pagination import Slice
from app.wire_time import parse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlmodel import Session

    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.security.encryption import Keyring


@dataclass(frozen=True, slots=True)
class KeptAhead:
    """An expectation with its place in the list."""

    id: str
    at: datetime
    ahead: Ahead


def own_expectations(account_id: str, keyring: Keyring) -> Own:
    return Own(account_id, "ahead", keyring)


def expect_something(uow: UnitOfWork, own: Own, ahead: Ahead, *, at: datetime, ids: Ids) -> KeptAhead:
    return _kept(pages.add(uow, own, _keep(ahead), at=at, ids=ids))


def change_expectation(uow: UnitOfWork, own: Own, ahead_id: str, changes: Mapping[str, Any]) -> KeptAhead:
    """Change what is named in `changes`, `expected` or `look_on`; not after having looked back."""
    changed: Ahead | Refused = read_expectation(uow.db, own, ahead_id).ahead
    if "expected" in changes and isinstance(changed, Ahead):
        changed = reworded(changed, changes["expected"])
    if "look_on" in changes and isinstance(changed, Ahead):
        changed = moved(changed, changes["look_on"])
    if isinstance(changed, Refused):
        raise Conflict("not_now")
    return _kept(pages.change(uow, own, ahead_id, _keep(changed)))


def look_back(uow: UnitOfWork, own: Own, ahead_id: str, happened: str, *, at: datetime) -> KeptAhead:
    before = read_expectation(uow.db, own, ahead_id).ahead
    return _kept(pages.change(uow, own, ahead_id, _keep(looked_back(before, happened, at=at))))


def read_expectation(db: Session, own: Own, ahead_id: str) -> KeptAhead:
    return _kept(pages.read(db, own, ahead_id))


def list_expectations(db: Session, own: Own, wanted: Wanted) -> Slice[KeptAhead]:
    found = pages.listed(db, own, wanted)
    return Slice(tuple(_kept(page) for page in found.items), found.next_cursor)


def _keep(ahead: Ahead) -> Kept:
    at = ahead.looked_back_at
    words = {
        "expected": ahead.expected,
        "happened": ahead.happened,
        "looked_back_at": None if at is None else at.isoformat(),
    }
    return Kept(words, look_on=ahead.look_on, waits=ahead.state == "open")


def _kept(page: Page) -> KeptAhead:
    at = page.words["looked_back_at"]
    ahead = Ahead(page.words["expected"], page.look_on, page.words["happened"], None if at is None else parse(at))
    return KeptAhead(page.id, page.at, ahead)
