"""Each person's own part of a practice, between its row and the lifecycle. It decides nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, cast

from sqlmodel import col, select

from app.assignments.tables import PracticePartRow
from app.assignments.taking_on import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from app.assignments.taking_on import Outcome


def part_of(row: PracticePartRow | None) -> Part:
    if row is None:
        return Part()
    return Part(row.taken_on, cast("Outcome | None", row.outcome), row.told)


def parts_of(db: Session, ids: Sequence[str]) -> defaultdict[str, list[PracticePartRow]]:
    """Return everybody's parts, for what a person wanted the therapist to know; for nothing else."""
    found: defaultdict[str, list[PracticePartRow]] = defaultdict(list)
    for row in db.exec(select(PracticePartRow).where(col(PracticePartRow.practice_id).in_(ids))):
        found[row.practice_id].append(row)
    return found


def own_parts(db: Session, ids: Sequence[str], account_id: str) -> dict[str, PracticePartRow]:
    wanted = select(PracticePartRow).where(
        col(PracticePartRow.practice_id).in_(ids), PracticePartRow.account_id == account_id
    )
    return {row.practice_id: row for row in db.exec(wanted)}


def save(db: Session, practice_id: str, account_id: str, part: Part) -> PracticePartRow:
    """Write one person's part; the other's row is another row, and nothing that both share moves."""
    row = db.get(PracticePartRow, (practice_id, account_id)) or PracticePartRow(
        practice_id=practice_id, account_id=account_id
    )
    row.taken_on, row.outcome, row.told = part.taken_on, part.outcome, part.told
    db.add(row)
    db.flush()
    return row
