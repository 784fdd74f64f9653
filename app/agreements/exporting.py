"""Everything about agreements that one person may have: what both share, what is their own, words included."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from app.accounts.actor import Actor
from app.agreements.answering import answers_by
from app.agreements.life_events import all_life_events
from app.agreements.reading import Wording, list_versions, readable_by
from app.agreements.schemas import life_event_out, wording_out
from app.agreements.tables import AgreementRow, AgreementWeighingRow
from app.agreements.weighing import read_weighed
from app.couples.access import require_record

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.encryption import Keyring


def exported(
    db: Session, keyring: Keyring, account_id: str, *, couple_ids: tuple[str, ...], private: bool
) -> dict[str, list[dict[str, object]]]:
    """Return agreements with every version and life events; drafts, kept limits and private answers only if asked."""
    actor = Actor(account_id, "")
    agreements: list[dict[str, object]] = []
    events: list[dict[str, object]] = []
    for couple_id in couple_ids:
        record = require_record(db, actor, couple_id)
        rows = select(AgreementRow).where(readable_by(record)).order_by(col(AgreementRow.reached_at))
        agreements += [
            _agreement(db, keyring, actor, row) for row in db.exec(rows).all() if private or row.private_to is None
        ]
        events += [life_event_out(one).model_dump(mode="json") for one in all_life_events(db, keyring, record)]
    found = {"agreements": agreements, "life_events": events}
    if private:
        found["agreement_answers"] = _answers(db, keyring, account_id)
    return found


def _agreement(db: Session, keyring: Keyring, actor: Actor, row: AgreementRow) -> dict[str, object]:
    versions: list[Wording] = []
    cursor: str | None = None
    while not versions or cursor is not None:
        page = list_versions(
            db, actor, couple_id=row.couple_id, agreement_id=row.id, keyring=keyring, limit=100, cursor=cursor
        )
        versions += page.items
        cursor = page.next_cursor
    return {
        "id": row.id,
        "couple": row.couple_id,
        "kind": row.kind,
        "scope": row.scope,
        "owner": row.owner_id,
        "state": row.state,
        "version": row.version,
        "shared_with_partner": row.private_to is None,
        "versions": [_version(one) for one in reversed(versions)],
    }


def _version(wording: Wording) -> dict[str, object]:
    """Return one version with what its name and its link were computed from, so that anyone can compute them again."""
    made_at = wording.made_at.astimezone(UTC).isoformat()
    return {**wording_out(wording).model_dump(mode="json"), "nonce": wording.nonce, "linked_at": made_at}


def _answers(db: Session, keyring: Keyring, account_id: str) -> list[dict[str, object]]:
    said: list[dict[str, Any]] = [
        {"agreement": agreement_id, "reviews": answers} for agreement_id, answers in answers_by(db, account_id).items()
    ]
    rows = db.exec(select(AgreementWeighingRow).where(AgreementWeighingRow.account_id == account_id)).all()
    key = keyring.open(db, ("account", account_id)) if rows else None
    for row in rows:
        if key is not None:
            weighed = read_weighed(key, row)
            said.append(
                {
                    "agreement": row.agreement_id,
                    "version": row.version,
                    "fair": weighed.fair,
                    "keepable": weighed.keepable,
                }
            )
    return said
