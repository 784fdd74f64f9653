"""What a person may take with them of crossings: what both see and, if asked for, their own notes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from app.accounts.actor import Actor
from app.couples.access import require_record
from app.crossings.reading import shown_all, visible
from app.crossings.tables import CrossingRow
from app.wire_time import stamp

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.crossings.reading import PlanShown, Shown
    from app.security.encryption import Keyring

# An export offers nothing to do now, so no moment matters to it.
AFTERWARDS: Final = datetime.max.replace(tzinfo=UTC)


def exported(
    db: Session, keyring: Keyring, account_id: str, *, couple_ids: tuple[str, ...], private: bool
) -> dict[str, list[dict[str, object]]]:
    """Return the crossings of these couples; private notes, and the private part of shared ones, only if asked for."""
    found = [one for couple_id in couple_ids for one in _of_couple(db, keyring, account_id, couple_id, private=private)]
    return {"crossings": found}


def _of_couple(
    db: Session, keyring: Keyring, account_id: str, couple_id: str, *, private: bool
) -> list[dict[str, object]]:
    record = require_record(db, Actor(account_id, login_id=""), couple_id)
    wanted = select(CrossingRow).where(visible(record))
    if not private:
        wanted = wanted.where(col(CrossingRow.shared_at).is_not(None))
    rows = db.exec(wanted.order_by(col(CrossingRow.listed_at), col(CrossingRow.id))).all()
    shown = shown_all(db, record, rows, keyring=keyring, at=AFTERWARDS)
    return [_out(one, couple_id) | (_private(one) if private else {}) for one in shown]


def _out(shown: Shown, couple_id: str) -> dict[str, object]:
    return {
        "id": shown.id,
        "couple": couple_id,
        "agreement": shown.agreement_id,
        "reported_by": shown.reporter_id,
        "state": shown.state,
        "opening": shown.opening,
        "other_view": shown.other_view,
        "shared_at": stamp(shown.shared_at) if shown.shared_at else None,
        "plan": _plan(shown.plan),
        "proposal": _plan(shown.proposal),
    }


def _private(shown: Shown) -> dict[str, object]:
    return {
        "note": shown.note,
        "raise_together": shown.together,
        "reported_at": stamp(shown.reported_at) if shown.reported_at else None,
    }


def _plan(plan: PlanShown | None) -> dict[str, object] | None:
    if plan is None:
        return None
    return {"version": plan.version, "what": plan.what, "answers": plan.answers, "by": plan.by.isoformat()}
