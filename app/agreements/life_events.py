"""Write down a change of life, by either and naming nobody, and make what hangs on it due (practice 82)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from sqlmodel import and_, col, delete, select

from app.agreements.history import keep_history
from app.agreements.life import is_linked
from app.agreements.reading import readable_by
from app.agreements.reviews import brought_forward, look_again_on
from app.agreements.tables import AgreementRow, LifeEventAgreementRow, LifeEventRow
from app.agreements.taking import present
from app.couples.access import require_partner, require_record
from app.errors import NotFound
from app.frozen import dataclass
from app.newest_first import behind
from app.pagination import cut, decode_cursor
from app.security.encryption import KeyDestroyed

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.agreements.life import LifeEventKind
    from app.agreements.terms import AgreementCategory
    from app.couples.access import Record
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.pagination import Slice
    from app.security.encryption import Keyring

SCOPE = "life events"


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """A change, as both see it. `agreements` are those of the linked ones that whoever reads may know of."""

    id: str
    kind: LifeEventKind
    happened_on: date | None
    recorded_at: datetime
    agreements: tuple[str, ...]
    note: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody writes down, and what hangs on it."""

    kind: LifeEventKind
    happened_on: date | None = None
    note: str | None = field(default=None, repr=False)
    agreements: tuple[str, ...] = ()
    categories: tuple[AgreementCategory, ...] = ()


def record_life_event(
    uow: UnitOfWork,
    actor: Actor,
    *,
    couple_id: str,
    change: Change,
    keyring: Keyring,
    ids: Ids,
    at: datetime,
) -> LifeEvent:
    """Every linked agreement is to be looked at now: the chosen ones, those of a category, or all boundaries."""
    membership, _ = require_partner(uow.db, actor, couple_id)
    linked = _linked(uow.db, present(membership), chosen=change.agreements, categories=change.categories)
    row = LifeEventRow(
        id=ids.public(), couple_id=couple_id, kind=change.kind, happened_on=change.happened_on, recorded_at=at
    )
    if change.note is not None:
        key = keyring.open(uow.db, ("couple", couple_id))
        row.note = key.seal(change.note.encode(), table="life_event", column="note", row=row.id)
    uow.db.add(row)
    uow.db.flush()
    for one in linked:
        # Before its day moves: how long it was to last is told by its versions alone from now on.
        keep_history(uow.db, one)
        due_on = look_again_on(review_on=one.review_on, first_follow_up_on=one.first_follow_up_on)
        one.review_on = brought_forward(due_on, today=at.date())
        # A limit that one keeps to oneself moves nothing that the other could see.
        one.revision += one.private_to is None
        uow.db.add(LifeEventAgreementRow(life_event_id=row.id, agreement_id=one.id))
    uow.db.flush()
    return _drawn(uow.db, keyring, [row], present(membership))[0]


def list_life_events(
    db: Session, actor: Actor, *, couple_id: str, keyring: Keyring, limit: int, cursor: str | None
) -> Slice[LifeEvent]:
    """Return what was written down, the newest first."""
    record = require_record(db, actor, couple_id)
    query = select(LifeEventRow).where(LifeEventRow.couple_id == couple_id)
    if (place := decode_cursor(SCOPE, cursor)) is not None:
        query = query.where(_behind(place))
    rows = db.exec(query.order_by(col(LifeEventRow.recorded_at).desc(), col(LifeEventRow.id).desc()).limit(limit + 1))
    found = _drawn(db, keyring, list(rows.all()), record)
    return cut(found, limit, scope=SCOPE, place=lambda one: f"{one.recorded_at.isoformat()} {one.id}")


def all_life_events(db: Session, keyring: Keyring, record: Record) -> list[LifeEvent]:
    """Return all of them, the oldest first."""
    query = select(LifeEventRow).where(LifeEventRow.couple_id == record.couple_id)
    rows = db.exec(query.order_by(col(LifeEventRow.recorded_at), col(LifeEventRow.id))).all()
    return _drawn(db, keyring, list(rows), record)


def forget_life_event(uow: UnitOfWork, actor: Actor, *, couple_id: str, life_event_id: str) -> None:
    """Take it out again, by either; what it made due stays due."""
    require_partner(uow.db, actor, couple_id)
    row = uow.db.get(LifeEventRow, life_event_id)
    if row is None or row.couple_id != couple_id:
        raise NotFound
    uow.db.exec(delete(LifeEventAgreementRow).where(col(LifeEventAgreementRow.life_event_id) == row.id))
    uow.db.delete(row)
    uow.db.flush()


def _linked(
    db: Session, record: Record, *, chosen: Collection[str], categories: Collection[AgreementCategory]
) -> list[AgreementRow]:
    """The chosen must be ones that the actor may know of. By category also the other's own, which only they see."""
    counts = and_(col(AgreementRow.couple_id) == record.couple_id, col(AgreementRow.state) == "active")
    if chosen:
        found = db.exec(select(AgreementRow).where(counts, readable_by(record), col(AgreementRow.id).in_(chosen))).all()
        if len(found) != len(set(chosen)):
            raise NotFound
        return list(found)
    rows = db.exec(select(AgreementRow).where(counts).order_by(col(AgreementRow.id))).all()
    return [one for one in rows if is_linked(one.kind, one.category, categories=categories)]


def _drawn(db: Session, keyring: Keyring, rows: list[LifeEventRow], record: Record) -> list[LifeEvent]:
    query = (
        select(LifeEventAgreementRow.life_event_id, LifeEventAgreementRow.agreement_id)
        .join(AgreementRow, col(AgreementRow.id) == LifeEventAgreementRow.agreement_id)
        .where(col(LifeEventAgreementRow.life_event_id).in_([row.id for row in rows]), readable_by(record))
        .order_by(col(LifeEventAgreementRow.agreement_id))
    )
    links = db.exec(query).all() if rows else []
    return [
        LifeEvent(
            id=row.id,
            kind=row.kind,
            happened_on=row.happened_on,
            recorded_at=row.recorded_at,
            agreements=tuple(agreement_id for event_id, agreement_id in links if event_id == row.id),
            note=_note(db, keyring, row),
        )
        for row in rows
    ]


def _note(db: Session, keyring: Keyring, row: LifeEventRow) -> str | None:
    if row.note is None:
        return None
    try:
        key = keyring.open(db, ("couple", row.couple_id))
    except KeyDestroyed:
        return None
    return key.unseal(row.note, table="life_event", column="note", row=row.id).decode()


def _behind(place: str) -> ColumnElement[bool]:
    return behind(place, col(LifeEventRow.recorded_at), col(LifeEventRow.id))
