"""How many commitments one person carries at once, counted where nobody else can add one meanwhile (rules.md 0)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from sqlmodel import select

from app.agreements.history import assents_to
from app.agreements.tables import AgreementRow
from app.couples.members import in_turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from app.agreements.terms import Terms

# rules.md 0: commitments.active_per_person. What holds outside sessions; a template may set another for its own.
MAX_COMMITMENTS: Final = 3


def active_commitments(db: Session, couple_id: str) -> dict[str, int]:
    """Return how many active commitments each person carries; one without an owner is carried by both."""
    active = select(AgreementRow.id, AgreementRow.version, AgreementRow.owner_id).where(
        AgreementRow.couple_id == couple_id, AgreementRow.kind == "commitment", AgreementRow.state == "active"
    )
    carried: Counter[str] = Counter()
    for agreement_id, version, owner_id in db.exec(active).all():
        carried.update(sorted(assents_to(db, agreement_id, version)) if owner_id is None else (owner_id,))
    return dict(carried)


def has_room(
    db: Session, terms: Terms, *, couple_id: str, partners: Sequence[str], most: int = MAX_COMMITMENTS
) -> bool:
    """Tell whether whoever would carry it can carry one more; to the end of the transaction nobody else adds any.

    A session and a request, or two requests, would otherwise both find the last place empty.
    """
    if terms.kind != "commitment":
        return True
    in_turn(db, couple_id)
    carried = active_commitments(db, couple_id)
    owners = partners if terms.owner_id is None else (terms.owner_id,)
    return all(carried.get(one, 0) < most for one in owners)
