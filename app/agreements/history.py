"""The stored versions of an agreement: read them as terms, add one, chain it. It decides nothing about who may."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.agreements.lifecycle import Agreement, Terms, Version
from app.agreements.reviews import look_again_on
from app.agreements.tables import AgreementAssentRow, AgreementRow, AgreementVersionRow
from app.agreements.terms import DEFAULT_DAYS, GENESIS, Schedule, link_of, within_days

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session


def versions_of(db: Session, row: AgreementRow) -> list[AgreementVersionRow]:
    """Return every version, the oldest first.

    A release before versions were kept stores none, and may run beside this one; its agreement has the one it says.
    """
    query = select(AgreementVersionRow).where(AgreementVersionRow.agreement_id == row.id)
    found = list(db.exec(query.order_by(col(AgreementVersionRow.number))).all())
    return found or [_only(row)]


def keep_history(db: Session, row: AgreementRow) -> list[AgreementVersionRow]:
    """Return every version, having seen to it that they are stored; before anything of the agreement changes."""
    found = versions_of(db, row)
    if found[0] not in db:
        db.add(found[0])
        db.flush()
    return found


def add_version(
    db: Session, row: AgreementRow, terms: Terms, *, version: str, sealed: bytes, at: datetime
) -> AgreementVersionRow:
    """Store one more wording, chained to the one before."""
    earlier = keep_history(db, row)[-1]
    fresh = version_row(row.id, terms, number=earlier.number + 1, version=version, sealed=sealed, at=at)
    fresh.link = link_of(earlier.link, agreement_id=row.id, number=fresh.number, version=version, at=at)
    db.add(fresh)
    db.flush()
    return fresh


def first_version(row: AgreementRow, terms: Terms, *, at: datetime) -> AgreementVersionRow:
    """Return the first wording of what is only now begun."""
    fresh = version_row(row.id, terms, number=1, version=row.version, sealed=row.terms, at=at)
    fresh.link = link_of(GENESIS, agreement_id=row.id, number=1, version=row.version, at=at)
    return fresh


def version_row(
    agreement_id: str, terms: Terms, *, number: int, version: str, sealed: bytes, at: datetime
) -> AgreementVersionRow:
    schedule = terms.schedule
    return AgreementVersionRow(
        agreement_id=agreement_id,
        number=number,
        version=version,
        link="",
        made_at=at,
        terms=sealed,
        category=terms.category,
        days=terms.days,
        cadence=terms.cadence,
        due_on=terms.due_on,
        rrule=schedule.rrule if schedule else None,
        starts_on=schedule.starts_on if schedule else None,
        wall_time=schedule.at.strftime("%H:%M") if schedule and schedule.at is not None else None,
        timezone=schedule.timezone if schedule else None,
        minutes=schedule.minutes if schedule else None,
    )


def structure_of(row: AgreementRow, version: AgreementVersionRow) -> Terms:
    """Return the terms of one version without their words, which stay sealed."""
    return Terms(
        row.kind,
        row.scope,
        version.category,
        row.owner_id,
        text="",
        days=version.days,
        cadence=version.cadence,
        due_on=version.due_on,
        schedule=schedule_of(version),
    )


def schedule_of(version: AgreementVersionRow) -> Schedule | None:
    if version.rrule is None or version.starts_on is None or version.timezone is None:
        return None
    at = None if version.wall_time is None else time.fromisoformat(version.wall_time)
    return Schedule(version.rrule, version.starts_on, at, version.timezone, version.minutes)


def agreement_of(
    db: Session, row: AgreementRow, versions: list[AgreementVersionRow], *, partners: tuple[str, str]
) -> Agreement:
    """Return the stored agreement as the lifecycle knows it; its words play no part in who may do what."""
    known = (Version(one.version, structure_of(row, one), assents_to(db, row.id, one.version)) for one in versions)
    return Agreement(
        partners,
        tuple(known),
        ended=row.state == "lapsed",
        drafted_by=row.private_to if row.state == "draft" else None,
        retired=row.state == "retired",
    )


def assents_to(db: Session, agreement_id: str, version: str) -> frozenset[str]:
    """Return who said yes to this version."""
    assents = select(AgreementAssentRow.account_id).where(
        AgreementAssentRow.agreement_id == agreement_id, col(AgreementAssentRow.version) == version
    )
    return frozenset(db.exec(assents).all())


def _only(row: AgreementRow) -> AgreementVersionRow:
    on = look_again_on(review_on=row.review_on, first_follow_up_on=row.first_follow_up_on)
    days = DEFAULT_DAYS[row.kind] if on is None else within_days(row.kind, (on - row.reached_at.date()).days)
    terms = Terms(row.kind, row.scope, row.category, row.owner_id, text="", days=days)
    fresh = first_version(row, terms, at=row.reached_at)
    fresh.in_force_from = row.reached_at if row.state == "active" else None
    return fresh
