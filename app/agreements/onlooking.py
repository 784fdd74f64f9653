"""Agreements for somebody beside the two: what both said yes to, and own limits that are shown. No offers, no reviews.

An offer would name who has not said yes to it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlmodel import and_, col, select

from app.agreements.history import versions_of
from app.agreements.reading import drawn_from, one_page, readable_by, wordings_page
from app.agreements.tables import AgreementRow, AgreementVersionRow
from app.errors import NotFound

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from app.agreements.reading import Agreed, Wording
    from app.couples.onlooking import Onlooker
    from app.pagination import Slice
    from app.security.encryption import Keyring


def list_agreed(
    db: Session, onlooker: Onlooker, *, keyring: Keyring, today: date, limit: int, cursor: str | None
) -> Slice[Agreed]:
    """Return what counts or once counted between the two, the newest first."""
    wanted = select(AgreementRow).where(_agreed(onlooker))
    return one_page(
        db, wanted, lambda row: _drawn(db, keyring, row, onlooker=onlooker, today=today), limit, cursor=cursor
    )


def read_agreed(db: Session, onlooker: Onlooker, agreement_id: str, *, keyring: Keyring, today: date) -> Agreed:
    return _drawn(db, keyring, _row(db, onlooker, agreement_id), onlooker=onlooker, today=today)


def list_agreed_versions(
    db: Session, onlooker: Onlooker, agreement_id: str, *, keyring: Keyring, limit: int, cursor: str | None
) -> Slice[Wording]:
    """Return every wording that counted, the newest first."""
    row = _row(db, onlooker, agreement_id)
    return wordings_page(db, keyring, row, _versions(db, row, onlooker), limit=limit, cursor=cursor)


def _row(db: Session, onlooker: Onlooker, agreement_id: str) -> AgreementRow:
    row = db.exec(select(AgreementRow).where(AgreementRow.id == agreement_id, _agreed(onlooker))).first()
    if row is None:
        raise NotFound
    return row


def _agreed(onlooker: Onlooker) -> ColumnElement[bool]:
    counted = select(AgreementVersionRow.agreement_id).where(
        AgreementVersionRow.agreement_id == AgreementRow.id,
        col(AgreementVersionRow.in_force_from).is_not(None),
        AgreementVersionRow.made_at >= onlooker.since,
    )
    return and_(readable_by(onlooker.record), counted.exists())


def _versions(db: Session, row: AgreementRow, onlooker: Onlooker) -> list[AgreementVersionRow]:
    # I-28: words from before the consent stay with the two, also where a newer wording has taken their place.
    found = versions_of(db, row)
    return [one for one in found if one.in_force_from is not None and one.made_at >= onlooker.since]


def _drawn(db: Session, keyring: Keyring, row: AgreementRow, *, onlooker: Onlooker, today: date) -> Agreed:
    # G-3: what was raised about it belongs to a crossing, and crossings are in nobody's scope.
    found = drawn_from(db, keyring, row, _versions(db, row, onlooker), over=False, today=today)
    return replace(found, raised=None, proposed=None)
