"""Everything of one's own pages, for their author's export. Without the private area there is nothing (rules.md 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

from app.journal.entries import list_entries, own_entries
from app.journal.expectations import list_expectations, own_expectations
from app.journal.notes import list_notes, own_notes
from app.journal.own_weeks import list_weeks, own_pages
from app.journal.pages import Wanted
from app.journal.schemas import entry_out, expectation_out, note_out, week_out
from app.journal.step_back_schemas import step_back_answer
from app.journal.stepping_back import rests_of
from app.pagination import MAX_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlmodel import Session

    from app.journal.pages import Own
    from app.pagination import Slice
    from app.security.encryption import Keyring

    Exported: TypeAlias = dict[str, list[dict[str, object]]]

T = TypeVar("T")


def exported(
    db: Session,
    keyring: Keyring,
    account_id: str,
    *,
    couple_ids: tuple[str, ...],  # noqa: ARG001 - the form of every feature's `exported`; these pages know no couple
    private: bool,
) -> Exported:
    if not private:
        return {}
    entries = _all(db, own_entries(account_id, keyring), list_entries)
    expectations = _all(db, own_expectations(account_id, keyring), list_expectations)
    weeks = _all(db, own_pages(account_id, keyring), list_weeks)
    notes = _all(db, own_notes(account_id, keyring), list_notes)
    return {
        "journal": [entry_out(one).model_dump(mode="json") for one in entries],
        "looking_ahead": [expectation_out(one).model_dump(mode="json") for one in expectations],
        "weeks": [week_out(one).model_dump(mode="json") for one in weeks],
        "resting": [one.model_dump(mode="json") for one in step_back_answer(rests_of(db, account_id)).resting],
        "notes": [note_out(one).model_dump(mode="json") for one in notes],
    }


def _all(db: Session, own: Own, some: Callable[[Session, Own, Wanted], Slice[T]]) -> Iterator[T]:
    cursor = None
    while True:
        found = some(db, own, Wanted(limit=MAX_LIMIT, cursor=cursor))
        yield from found.items
        cursor = found.next_cursor
        if cursor is None:
            return
