"""What was said about occurrences, between its rows and the lifecycle. It decides nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import field
from typing import TYPE_CHECKING, Any

from sqlmodel import col, delete, select

from app.frozen import dataclass
from app.keeping.calendar import occurrence_id
from app.keeping.lifecycle import Occurrence, Report
from app.keeping.tables import OccurrenceExcuseRow, OccurrenceNoticeRow, OccurrenceReportRow
from app.security.encryption import KeyDestroyed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from app.agreements.standing import Standing
    from app.security.encryption import Keyring

Key = tuple[str, "date"]


Row = OccurrenceReportRow | OccurrenceExcuseRow | OccurrenceNoticeRow


@dataclass(frozen=True, slots=True)
class Place:
    """Which occurrence of which couple a row is about."""

    couple_id: str
    agreement_id: str
    on: date

    @property
    def id(self) -> str:
        return occurrence_id(self.agreement_id, self.on)

    def columns(self) -> dict[str, Any]:  # Any: the values of three columns
        return {"couple_id": self.couple_id, "agreement_id": self.agreement_id, "on_day": self.on}


@dataclass(slots=True)
class Said:
    """All that was said about one occurrence, as it is stored."""

    reports: dict[str, OccurrenceReportRow] = field(default_factory=dict)
    excused_by: set[str] = field(default_factory=set)
    notices: dict[str, OccurrenceNoticeRow] = field(default_factory=dict)

    def occurrence(self, standing: Standing, on: date, *, partners: frozenset[str]) -> Occurrence:
        return Occurrence(
            partners=partners,
            owners=partners if standing.owner_id is None else frozenset({standing.owner_id}),
            on=on,
            reports={who: Report(row.outcome, row.new_date) for who, row in self.reports.items()},
            excused_by=frozenset(self.excused_by),
            noticed_by=frozenset(self.notices),
        )


def said_between(db: Session, couple_id: str, *, first: date, last: date) -> dict[Key, Said]:
    """Return what was said about the couple's occurrences from one day to another, both included."""
    found: defaultdict[Key, Said] = defaultdict(Said)
    for row in _rows(db, lambda of: (of.couple_id == couple_id, col(of.on_day) >= first, col(of.on_day) <= last)):
        _keep(found[row.agreement_id, row.on_day], row)
    return dict(found)


def said_of(db: Session, agreement_id: str, on: date) -> Said:
    """Return what was said about one occurrence."""
    said = Said()
    for row in _rows(db, lambda of: (of.agreement_id == agreement_id, of.on_day == on)):
        _keep(said, row)
    return said


def save(db: Session, said: Said, changed: Occurrence, *, by: str, place: Place, at: datetime) -> None:
    """Write what one person's act has changed; an act never changes more than that person's own rows."""
    mine = changed.reports.get(by)
    if mine is not None:
        _save_report(db, said.reports.get(by), mine, by=by, place=place, at=at)
    if by in changed.excused_by and by not in said.excused_by:
        db.add(OccurrenceExcuseRow(account_id=by, **place.columns()))
    if by in said.excused_by and by not in changed.excused_by:
        db.exec(delete(OccurrenceExcuseRow).where(*_own(OccurrenceExcuseRow, place, by)))
    if by in said.notices and by not in changed.noticed_by:
        db.exec(delete(OccurrenceNoticeRow).where(*_own(OccurrenceNoticeRow, place, by)))
    db.flush()


def save_notice(db: Session, keyring: Keyring, said: Said, text: str | None, *, by: str, place: Place) -> None:
    """Write what was noticed, with or without words; in place of an earlier note."""
    key = keyring.open(db, ("account", by))
    words = key.seal(text.encode(), table="occurrence_notice", column="words", row=place.id) if text else None
    row = said.notices.get(by)
    if row is None:
        db.add(OccurrenceNoticeRow(account_id=by, words=words, **place.columns()))
    else:
        row.words = words
    db.flush()


def read_notice(db: Session, keyring: Keyring, row: OccurrenceNoticeRow) -> str | None:
    """Return the words; None where there are none, or once the key of who wrote them is gone."""
    if row.words is None:
        return None
    try:
        key = keyring.open(db, ("account", row.account_id))
    except KeyDestroyed:
        return None
    name = occurrence_id(row.agreement_id, row.on_day)
    return key.unseal(row.words, table="occurrence_notice", column="words", row=name).decode()


def _save_report(
    db: Session, row: OccurrenceReportRow | None, mine: Report, *, by: str, place: Place, at: datetime
) -> None:
    if row is None:
        db.add(
            OccurrenceReportRow(
                account_id=by,
                outcome=mine.outcome,
                new_date=mine.new_date,
                reported_at=at,
                revision=1,
                **place.columns(),
            )
        )
    elif (row.outcome, row.new_date) != (mine.outcome, mine.new_date):
        row.outcome, row.new_date, row.reported_at = mine.outcome, mine.new_date, at
        row.revision += 1


def _own(
    table: type[OccurrenceExcuseRow | OccurrenceNoticeRow], place: Place, by: str
) -> tuple[ColumnElement[bool], ...]:
    return (
        col(table.agreement_id) == place.agreement_id,
        col(table.on_day) == place.on,
        col(table.account_id) == by,
    )


def _rows(db: Session, where: Callable[[type[Row]], tuple[ColumnElement[bool] | bool, ...]]) -> Iterator[Row]:
    yield from db.exec(select(OccurrenceReportRow).where(*where(OccurrenceReportRow)))
    yield from db.exec(select(OccurrenceExcuseRow).where(*where(OccurrenceExcuseRow)))
    yield from db.exec(select(OccurrenceNoticeRow).where(*where(OccurrenceNoticeRow)))


def _keep(said: Said, row: Row) -> None:
    match row:
        case OccurrenceReportRow():
            said.reports[row.account_id] = row
        case OccurrenceNoticeRow():
            said.notices[row.account_id] = row
        case OccurrenceExcuseRow():
            said.excused_by.add(row.account_id)
