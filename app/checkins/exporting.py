"""What a person may take along of their check-ins: what both shared, and when asked, what stayed their own."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.checkins.tables import CheckInAnswerRow, CheckInRow
from app.checkins.words import opened

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.encryption import Keyring


def exported(
    db: Session, keyring: Keyring, account_id: str, *, couple_ids: tuple[str, ...], private: bool
) -> dict[str, list[dict[str, object]]]:
    """Return the answers that this person may read, the oldest first."""
    wanted = select(CheckInAnswerRow).where(col(CheckInAnswerRow.couple_id).in_(couple_ids))
    rows = db.exec(wanted.order_by(col(CheckInAnswerRow.starts_on), col(CheckInAnswerRow.id))).all()
    shared = {
        (one.couple_id, one.starts_on)
        for one in db.exec(select(CheckInRow).where(col(CheckInRow.couple_id).in_(couple_ids)))
    }
    both = [row for row in rows if (row.couple_id, row.starts_on) in shared]
    own = [row for row in rows if row not in both and row.account_id == account_id]
    found = {"check_ins": [_told(db, keyring, row, account_id) for row in both]}
    if private:
        found["check_in_drafts"] = [_told(db, keyring, row, account_id) for row in own]
    return found


def _told(db: Session, keyring: Keyring, row: CheckInAnswerRow, account_id: str) -> dict[str, object]:
    answer = opened(db, keyring, row)
    return {
        "couple": row.couple_id,
        "week": row.starts_on.isoformat(),
        "yours": row.account_id == account_id,
        "answer": None if answer is None else asdict(answer),
    }
