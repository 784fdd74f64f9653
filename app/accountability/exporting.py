"""Everything of accountability that one person may take with them: what both see, and their own yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, or_, select

from app.accountability.reading import told
from app.accountability.stored import changes_of
from app.accountability.tables import (
    AccountabilityRow,
    AccountabilityStepRow,
    AccountabilityUpdateRow,
    AccountabilityWordingRow,
)
from app.accountability.words import Author
from app.agreements.standing import is_readable, standing_of
from app.wire_time import stamp

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from app.security.encryption import Keyring

MOST_CHANGES = 1000


def exported(
    db: Session,
    keyring: Keyring,
    account_id: str,
    *,
    couple_ids: tuple[str, ...],
    private: bool,  # noqa: ARG001 - nothing here is a private area
) -> dict[str, list[dict[str, object]]]:
    """Return the records of these couples with every wording and every update, the oldest first."""
    query = select(AccountabilityRow).where(
        col(AccountabilityRow.couple_id).in_(couple_ids),
        or_(AccountabilityRow.hurt_id == account_id, AccountabilityRow.accountable_id == account_id),
    )
    rows = db.exec(query.order_by(col(AccountabilityRow.recorded_at), col(AccountabilityRow.id))).all()
    return {"accountabilities": [_record(db, keyring, row, account_id) for row in rows]}


def _record(db: Session, keyring: Keyring, row: AccountabilityRow, account_id: str) -> dict[str, object]:
    hurt, accountable = (Author(db, keyring, one) for one in (row.hurt_id, row.accountable_id))
    bound = {"table": "accountability", "row": row.id}
    own_yes = row.hurt_confirms if account_id == row.hurt_id else row.accountable_confirms
    return {
        "id": row.id,
        "couple": row.couple_id,
        "session": row.session_id,
        "hurt": row.hurt_id,
        "accountable": row.accountable_id,
        "impact": hurt.unseal(row.impact, column="impact", **bound),
        "ownership": accountable.unseal(row.ownership, column="ownership", **bound),
        "apology": accountable.unseal(row.apology, column="apology", **bound),
        "reply": row.reply,
        "still_needed": hurt.unseal(row.still_needed, column="still_needed", **bound),
        "state": row.state,
        "settled_by_you": own_yes,
        "changes": [
            {"kind": one.kind, "at": stamp(one.changed_at)} for one in changes_of(db, row.id, most=MOST_CHANGES)
        ],
        "steps": [_step(db, step, accountable, account_id, row.couple_id) for step in _steps(db, row.id)],
        "recorded_at": stamp(row.recorded_at),
    }


def _steps(db: Session, accountability_id: str) -> list[AccountabilityStepRow]:
    query = select(AccountabilityStepRow).where(AccountabilityStepRow.accountability_id == accountability_id)
    return list(db.exec(query.order_by(col(AccountabilityStepRow.place))).all())


def _step(
    db: Session, step: AccountabilityStepRow, author: Author, account_id: str, couple_id: str
) -> dict[str, object]:
    wordings = select(AccountabilityWordingRow).where(AccountabilityWordingRow.step_id == step.id)
    updates = select(AccountabilityUpdateRow).where(AccountabilityUpdateRow.step_id == step.id)
    standing = standing_of(db, couple_id, step.agreement_id) if step.agreement_id else None
    return {
        "id": step.id,
        "kind": step.kind,
        "due_on": _day(step.due_on),
        "done_at": None if step.done_at is None else stamp(step.done_at),
        "agreement": step.agreement_id if standing and is_readable(standing, account_id) else None,
        "wordings": [
            _wording(author, one) for one in db.exec(wordings.order_by(col(AccountabilityWordingRow.number))).all()
        ],
        "updates": [
            _update(author, one) for one in db.exec(updates.order_by(col(AccountabilityUpdateRow.number))).all()
        ],
    }


def _wording(author: Author, row: AccountabilityWordingRow) -> dict[str, object]:
    parts = author.unseal_parts(row.words, table="accountability_wording", row=row.id) or {}
    return {"if": parts.get("sign"), "then": parts.get("act"), "at": stamp(row.worded_at)}


def _update(author: Author, row: AccountabilityUpdateRow) -> dict[str, object]:
    one = told(author, row)
    return {
        "what_happened": one.what_happened,
        "what_next": one.what_next,
        "about": _day(one.about),
        "new_date": _day(one.new_date),
        "given_at": stamp(one.given_at),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
