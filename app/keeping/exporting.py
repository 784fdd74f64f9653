"""What a person may take with them: how things went by each one's own word, and what was noticed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.accounts.actor import Actor
from app.agreements.standing import is_readable, standings_of
from app.couples.access import require_record
from app.keeping.calendar import KINDS
from app.keeping.stored import read_notice, said_between

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.keeping.stored import Said
    from app.security.encryption import Keyring


def exported(
    db: Session, keyring: Keyring, account_id: str, *, couple_ids: tuple[str, ...], private: bool
) -> dict[str, list[dict[str, object]]]:
    """Return what was said about occurrences; when one meant to try again only if private things are asked for."""
    found = [one for couple_id in couple_ids for one in _of_couple(db, keyring, account_id, couple_id, private=private)]
    return {"occurrences": found}


def _of_couple(
    db: Session, keyring: Keyring, account_id: str, couple_id: str, *, private: bool
) -> list[dict[str, object]]:
    require_record(db, Actor(account_id, login_id=""), couple_id)
    readable = {
        one.id for one in standings_of(db, couple_id, kinds=KINDS, in_force_only=False) if is_readable(one, account_id)
    }
    said = said_between(db, couple_id, first=date.min, last=date.max)
    return [
        {"couple": couple_id, "agreement": agreement_id, "on": on.isoformat()}
        | _told(db, keyring, said[agreement_id, on], account_id, private=private)
        for agreement_id, on in sorted(said, key=lambda key: (key[1], key[0]))
        if agreement_id in readable
    ]


def _told(db: Session, keyring: Keyring, said: Said, account_id: str, *, private: bool) -> dict[str, object]:
    mine = said.reports.get(account_id)
    told: dict[str, object] = {
        "reports": {who: row.outcome for who, row in sorted(said.reports.items())},
        "excused_by": sorted(said.excused_by),
        "noticed": {who: read_notice(db, keyring, row) for who, row in sorted(said.notices.items())},
    }
    if private and mine is not None and mine.new_date is not None:
        told["your_new_date"] = mine.new_date.isoformat()
    return told
