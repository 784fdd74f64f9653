"""`rejoin verify` looks at own pages too: a page that does not open, or a wrong count, is told as a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlmodel import text

from app.operations.verify import verify
from tests.journal.writing import write_everything

if TYPE_CHECKING:
    from app.resources import Resources
    from app.security.auditing import Audit
    from tests.builders import PairOfPeople


async def audited(resources: Resources, *changes: str) -> Audit:
    def change(db: object) -> None:
        for one in changes:
            db.exec(text(one))  # type: ignore[attr-defined]

    await resources.database.write(lambda uow: change(uow.db))
    return verify(resources.database, resources.master_key)


async def test_pages_that_were_written_changed_and_deleted_are_whole(resources: Resources, pair: PairOfPeople) -> None:
    written = await write_everything(pair.ada)
    await pair.ada.delete(f"/me/notes/{written['note']['id']}")
    audit = await audited(resources)
    assert audit.sound
    assert audit.looked_at["own pages"] == 3


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE journal SET pages = pages + 1", "own_pages_miscounted"),
        ("UPDATE journal SET size = size - 1", "own_pages_miscounted"),
        ("UPDATE journal_page SET words = (SELECT min(words) FROM journal_page)", "own_page_unreadable"),
    ],
)
async def test_what_was_changed_behind_the_service_is_found(
    resources: Resources, pair: PairOfPeople, change: str, fault: str
) -> None:
    await write_everything(pair.ada)
    assert (await audited(resources, change)).faults[fault] > 0
