"""Records for somebody beside the two: what both of them see, and nobody's own yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.accountability.reading import one_page, updates_page
from app.accountability.shown import Viewer, show
from app.accountability.stored import Place, find, load
from app.accountability.tables import AccountabilityRow
from app.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlmodel import Session

    from app.accountability.reading import ToldUpdate
    from app.accountability.shown import Shown
    from app.couples.onlooking import Onlooker
    from app.pagination import Slice
    from app.security.encryption import Keyring


def list_shared_records(
    db: Session,
    onlooker: Onlooker,
    *,
    but_of: Collection[str],
    keyring: Keyring,
    at: datetime,
    limit: int,
    cursor: str | None,
) -> Slice[Shown]:
    """Return what was taken on, the newest first, but of these sessions: they had begun before the consent did."""
    wanted = select(AccountabilityRow).where(
        AccountabilityRow.couple_id == onlooker.couple_id,
        AccountabilityRow.recorded_at >= onlooker.since,
        col(AccountabilityRow.session_id).not_in(but_of),
    )
    return one_page(db, wanted, _viewer(onlooker), keyring=keyring, at=at, limit=limit, cursor=cursor)


def read_shared_record(
    db: Session, onlooker: Onlooker, place: Place, *, but_of: Collection[str], keyring: Keyring, at: datetime
) -> Shown:
    [stored] = load(db, keyring, [_find(db, onlooker, place, but_of)], at=at)
    return show(db, keyring, stored, _viewer(onlooker))


def list_shared_updates(
    db: Session,
    onlooker: Onlooker,
    place: Place,
    *,
    but_of: Collection[str],
    keyring: Keyring,
    at: datetime,
    limit: int,
    cursor: str | None,
) -> Slice[ToldUpdate]:
    """Return how a step went, the newest first."""
    [stored] = load(db, keyring, [_find(db, onlooker, place, but_of)], at=at)
    return updates_page(db, keyring, stored, place.step_id, limit=limit, cursor=cursor)


def _find(db: Session, onlooker: Onlooker, place: Place, but_of: Collection[str]) -> AccountabilityRow:
    row = find(db, place)
    # I-28: what was said before the consent stays with the two.
    if row.recorded_at < onlooker.since or row.session_id in but_of:
        raise NotFound
    return row


def _viewer(onlooker: Onlooker) -> Viewer:
    # Whether a crossing waits for its answer is in nobody's scope, and only settling would ask.
    return Viewer(onlooker.account_id, over=False, redress_open=True)
