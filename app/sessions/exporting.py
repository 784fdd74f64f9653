"""A person's talks for their own export: the record that both have and, if asked for, their own marks.

Held turns and the coach's findings are stored nowhere, so they are in no export (rules.md 12, 23).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from app.sessions.own_readings import own_marks
from app.sessions.requests import seen_by
from app.sessions.tables import ObservingConsentRow, SessionRow, TalkRequestRow
from app.sessions.transcript import entries
from app.wire_time import stamp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlmodel import Session as Db

    from app.security.encryption import Keyring

Exported = dict[str, list[dict[str, object]]]
# What settled a step is bookkeeping; these say something about the person.
TELLING: Final = frozenset({"arousal", "felt", "parked", "help", "reason"})


def exported(db: Db, keyring: Keyring, account_id: str, *, couple_ids: tuple[str, ...], private: bool) -> Exported:
    """Return every talk that this person was in; nothing that was private to the other."""
    wanted = select(SessionRow).where(col(SessionRow.couple_id).in_(couple_ids)).order_by(col(SessionRow.id))
    rows = [row for row in db.exec(wanted).all() if account_id in (row.a_id, row.b_id)]
    found: Exported = {"talks": [_talk(db, keyring, row) for row in rows], "talks_watched": _yeses(db, account_id)}
    if private:
        found["talk_marks"] = _marks(db, keyring, account_id, rows)
    return found


def exported_requests(
    db: Db, keyring: Keyring, account_id: str, *, couple_ids: tuple[str, ...], at: datetime
) -> Exported:
    """Return the wishes for a talk as this person sees them: for whoever asked, a no does not exist (S-8)."""
    wanted = select(TalkRequestRow).where(col(TalkRequestRow.couple_id).in_(couple_ids))
    rows = db.exec(wanted.order_by(col(TalkRequestRow.id))).all()
    seen = [seen_by(db, row, account_id, keyring=keyring, at=at) for row in rows]
    return {
        "talk_requests": [
            {
                "id": one.id,
                "couple": one.couple_id,
                "state": one.state,
                "asked_by_you": one.asked_by_you,
                "template": one.template,
                "medium": one.medium,
                "purpose": one.purpose,
                "when": _stamp(one.when),
                "offered": _stamp(one.offered),
                "talk": one.session_id,
                "created_at": stamp(one.created_at),
            }
            for one in seen
        ]
    }


def _talk(db: Db, keyring: Keyring, row: SessionRow) -> dict[str, object]:
    record = entries(db, keyring, row)
    return {
        "id": row.id,
        "couple": row.couple_id,
        "template": row.template_slug,
        "template_version": row.template_version,
        "medium": row.medium,
        "outcome": row.outcome,
        "created_at": stamp(row.created_at),
        "ended_at": _stamp(row.ended_at),
        "record": [
            {"seq": one.seq, "name": one.name, "by": one.by, "at": one.at, "body": one.body, "chain": one.chain}
            for one in record
        ],
    }


def _marks(db: Db, keyring: Keyring, account_id: str, rows: Sequence[SessionRow]) -> list[dict[str, object]]:
    found = own_marks(db, keyring, account_id, [row.id for row in rows])
    return [
        {"talk": row.id, "kind": mark.kind, "at": stamp(mark.at), "value": mark.value}
        for row in rows
        for mark in found[row.id]
        if mark.kind in TELLING
    ]


def _yeses(db: Db, account_id: str) -> list[dict[str, object]]:
    """To which therapist this person said yes, in which talk. The other's yes is the other's."""
    wanted = select(ObservingConsentRow).where(col(ObservingConsentRow.account_id) == account_id)
    return [
        {
            "talk": one.session_id,
            "therapist": one.therapist_id,
            "text_version": one.text_version,
            "given_at": stamp(one.given_at),
        }
        for one in db.exec(wanted.order_by(col(ObservingConsentRow.given_at))).all()
    ]


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)
