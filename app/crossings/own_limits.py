"""How often one's own limits were crossed, for their author alone (practice 91): about limits, never about a person."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from app.agreements.standing import standings_of
from app.couples.access import require_record
from app.crossings.tables import CrossingRow
from app.frozen import dataclass
from app.pagination import cut, decode_cursor

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.agreements.standing import AgreementKind
    from app.pagination import Slice

SCOPE: Final = "own-limits"
DAYS: Final = 90
LIMITS: Final[tuple[AgreementKind, ...]] = ("boundary",)


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """One personal limit, and how often its author wrote down in the last days that it was crossed."""

    agreement_id: str
    crossed: int
    days: int = DAYS


def list_own_limits(
    db: Session, actor: Actor, *, couple_id: str, at: datetime, limit: int = 25, cursor: str | None = None
) -> Slice[OwnLimit]:
    """Return the actor's own limits with what they wrote down themselves; nobody else's notes are in it."""
    record = require_record(db, actor, couple_id)
    after = decode_cursor(SCOPE, cursor) or ""
    own = sorted(
        one.id
        for one in standings_of(db, couple_id, kinds=LIMITS, in_force_only=False)
        if one.scope == "personal" and one.owner_id == record.account_id and one.id > after
    )
    wanted = select(CrossingRow.agreement_id).where(
        CrossingRow.couple_id == couple_id,
        CrossingRow.reporter_id == record.account_id,
        col(CrossingRow.reported_at) > at - timedelta(days=DAYS),
    )
    counted = Counter(db.exec(wanted))
    found = [OwnLimit(one, counted[one]) for one in own[: limit + 1]]
    return cut(found, limit, scope=SCOPE, place=lambda one: one.agreement_id)
