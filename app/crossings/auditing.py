"""Audit of crossings: what is private says nothing in the clear, and a plan is named by exactly its sealed words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, func, select

from app.crossings.lifecycle import Redress, redress_hash
from app.crossings.reading import plan_row
from app.crossings.tables import CrossingRow, RedressPlanRow, RenewalRow
from app.crossings.words import read_plan
from app.security.auditing import AT_ONCE, key_if_any
from app.security.encryption import Unreadable

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.auditing import Audit
    from app.security.encryption import Keyring


def audit_crossings(db: Session, keyring: Keyring, audit: Audit, *, after: str) -> str | None:
    """Look at some crossings; where to go on, or None at the end."""
    wanted = select(CrossingRow).where(col(CrossingRow.id) > after).order_by(col(CrossingRow.id)).limit(AT_ONCE)
    last = None
    for row in db.exec(wanted).all():
        last = row.id
        audit.looked_at["crossings"] += 1
        plans = db.exec(select(RedressPlanRow).where(RedressPlanRow.crossing_id == row.id)).all()
        private = row.shared_at is None
        audit.faults["private_crossing_with_traces"] += private and bool(
            plans or row.opening or row.other_view or row.renewed
        )
        audit.faults["renewal_without_signature"] += row.renewed and not _signatures(db, row)
        if key_if_any(db, keyring, ("couple", row.couple_id)) is not None:
            audit.faults["redress_unreadable"] += sum(
                not _is_named_by_its_words(db, keyring, row, one) for one in plans
            )
    return last


def _signatures(db: Session, row: CrossingRow) -> int:
    signed = select(func.count()).select_from(RenewalRow).where(RenewalRow.crossing_id == row.id)
    return db.exec(signed).one()


def _is_named_by_its_words(db: Session, keyring: Keyring, row: CrossingRow, plan: RedressPlanRow) -> bool:
    try:
        words = read_plan(db, keyring, plan.words, couple_id=row.couple_id, row=plan_row(row.id, plan.place))
    except Unreadable:
        return False
    if words is None:
        return True
    return plan.version == redress_hash(Redress(words.what, words.answers, plan.due_on), words.nonce)
