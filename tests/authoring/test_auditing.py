"""`rejoin verify` looks at desks too: a template that does not open is told as a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.operations.verify import verify
from tests.builders import expect

if TYPE_CHECKING:
    from app.database import UnitOfWork
    from app.resources import Resources
    from tests.authoring.writing import Writer


@pytest.mark.parametrize("column", [None, "content", "rehearsal"])
async def test_what_was_changed_behind_the_service_is_found(
    writer: Writer, resources: Resources, column: str | None
) -> None:
    for _ in range(2):
        begun = await writer.begin()
        expect(await writer.act(begun["id"], "rehearse"), 200)

    def swap(uow: UnitOfWork) -> None:
        if column is not None:
            other = f"(SELECT min({column}) FROM template_draft)"  # noqa: S608 - a name of ours
            uow.db.execute(text(f"UPDATE template_draft SET {column} = {other}"))  # noqa: S608 - a name of ours

    await resources.database.write(swap)
    audit = verify(resources.database, resources.master_key)
    assert audit.looked_at["templates on desks"] == 2
    assert audit.faults["template_unreadable"] == (0 if column is None else 1)
    assert audit.sound == (column is None)
