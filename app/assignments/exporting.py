"""What a person may take along: what was suggested to the two; their own part of it if asked for; and, of a therapist,
what they themselves gave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.assignments.doing import seen_by
from app.assignments.parts import own_parts
from app.assignments.tables import AssignmentAnswerRow, AssignmentRow, PracticeRow
from app.assignments.words import read_report, read_text
from app.wire_time import stamp

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.encryption import Keyring

Told = list[dict[str, object]]


def exported(
    db: Session, keyring: Keyring, account_id: str, *, couple_ids: tuple[str, ...], private: bool
) -> dict[str, Told]:
    """Return it, the oldest first. One's own answers and reports are nobody else's, so they come only if asked for."""
    found = {
        "assignments": _assignments(db, account_id, couple_ids, private=private),
        "practices": _practices(db, keyring, account_id, couple_ids, private=private),
    }
    given = {"assignments_given": _suggested(db, account_id), "practices_given": _given(db, keyring, account_id)}
    # Only therapists give anything; nobody else's file mentions it.
    return found | {name: rows for name, rows in given.items() if rows}


def _assignments(db: Session, account_id: str, couple_ids: tuple[str, ...], *, private: bool) -> Told:
    wanted = select(AssignmentRow).where(col(AssignmentRow.couple_id).in_(couple_ids))
    mine = select(AssignmentAnswerRow).where(AssignmentAnswerRow.account_id == account_id)
    answers = {one.assignment_id: one.yes for one in db.exec(mine)} if private else {}
    return [
        _assignment(row) | ({"your_answer": answers.get(row.id)} if private else {})
        for row in db.exec(wanted.order_by(col(AssignmentRow.created_at), col(AssignmentRow.id)))
    ]


def _practices(db: Session, keyring: Keyring, account_id: str, couple_ids: tuple[str, ...], *, private: bool) -> Told:
    wanted = select(PracticeRow).where(col(PracticeRow.couple_id).in_(couple_ids), seen_by(account_id))
    if not private:
        wanted = wanted.where(col(PracticeRow.shown_to_both).is_(True))
    rows = db.exec(wanted.order_by(col(PracticeRow.given_at), col(PracticeRow.id))).all()
    parts = own_parts(db, [row.id for row in rows], account_id) if private else {}
    found: Told = []
    for row in rows:
        told = _practice(db, keyring, row)
        if (part := parts.get(row.id)) is not None:
            told |= {
                "taken_on": part.taken_on,
                "outcome": part.outcome,
                "words": read_report(db, keyring, part),
                "therapist_told": part.told,
            }
        found.append(told)
    return found


def _suggested(db: Session, account_id: str) -> Told:
    wanted = select(AssignmentRow).where(AssignmentRow.therapist_id == account_id)
    rows = db.exec(wanted.order_by(col(AssignmentRow.created_at), col(AssignmentRow.id))).all()
    # How a couple answered is theirs, and a therapist's to read only while they share it: no state is in this file.
    return [{"couple": row.couple_id, "template": row.template_slug, "at": stamp(row.created_at)} for row in rows]


def _given(db: Session, keyring: Keyring, account_id: str) -> Told:
    wanted = select(PracticeRow).where(PracticeRow.therapist_id == account_id)
    rows = db.exec(wanted.order_by(col(PracticeRow.given_at), col(PracticeRow.id))).all()
    return [_practice(db, keyring, row) for row in rows]


def _assignment(row: AssignmentRow) -> dict[str, object]:
    return {
        "id": row.id,
        "couple": row.couple_id,
        "template": row.template_slug,
        "version": row.template_version,
        "at": stamp(row.created_at),
        "until": stamp(row.expires_at),
        "opened_at": None if row.opened_at is None else stamp(row.opened_at),
    }


def _practice(db: Session, keyring: Keyring, row: PracticeRow) -> dict[str, object]:
    return {
        "id": row.id,
        "couple": row.couple_id,
        "for": "both" if row.person_id is None else row.person_id,
        "due_on": row.due_on.isoformat(),
        "at": stamp(row.given_at),
        "text": read_text(db, keyring, row),
    }
