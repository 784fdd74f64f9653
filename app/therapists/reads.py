"""The record of what therapists read. Both partners can see all of it; it holds no words, and is never left out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from app.couples.access import require_record
from app.frozen import dataclass
from app.newest_first import behind
from app.pagination import cut, decode_cursor
from app.therapists.naming import therapist_names
from app.therapists.tables import TherapistReadRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.pagination import Slice
    from app.security.encryption import Keyring
    from app.therapists.lifecycle import Scope
    from app.therapists.standing import Access

# Looking at one thing again within this time is the same reading.
ONE_READING: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ReadShown:
    """One reading, as the two see it."""

    id: str
    therapist_id: str
    therapist_name: str
    scope: Scope
    kind: str
    thing_id: str | None
    at: datetime


def record_read(
    uow: UnitOfWork, *, access: Access, scope: Scope, kind: str, thing_id: str | None, at: datetime, ids: Ids
) -> None:
    """Write down that a therapist reads this, in the transaction that reads it (attack test 22)."""
    same = select(TherapistReadRow.id).where(
        TherapistReadRow.couple_id == access.couple_id,
        TherapistReadRow.therapist_id == access.therapist_id,
        TherapistReadRow.scope == scope,
        TherapistReadRow.kind == kind,
        col(TherapistReadRow.thing_id).is_(None) if thing_id is None else TherapistReadRow.thing_id == thing_id,
        col(TherapistReadRow.at) > at - ONE_READING,
    )
    if uow.db.exec(same.limit(1)).first() is not None:
        return
    uow.db.add(
        TherapistReadRow(
            id=ids.private(),
            couple_id=access.couple_id,
            therapist_id=access.therapist_id,
            scope=scope,
            kind=kind,
            thing_id=thing_id,
            at=at,
        )
    )
    uow.db.flush()


def list_reads(
    db: Session, actor: Actor, *, couple_id: str, keyring: Keyring, limit: int, cursor: str | None
) -> Slice[ReadShown]:
    """Return what therapists read of this couple, the newest first; also for the two who have parted."""
    require_record(db, actor, couple_id)
    scope = f"therapist-reads {couple_id}"
    wanted = select(TherapistReadRow).where(TherapistReadRow.couple_id == couple_id)
    after = decode_cursor(scope, cursor)
    if after is not None:
        wanted = wanted.where(_behind(after))
    rows = db.exec(
        wanted.order_by(col(TherapistReadRow.at).desc(), col(TherapistReadRow.id).desc()).limit(limit + 1)
    ).all()
    names = therapist_names(db, keyring, {row.therapist_id for row in rows})
    shown = [
        ReadShown(row.id, row.therapist_id, names[row.therapist_id], row.scope, row.kind, row.thing_id, row.at)
        for row in rows
    ]
    return cut(shown, limit, scope=scope, place=lambda one: f"{one.at.isoformat()} {one.id}")


def _behind(place: str) -> ColumnElement[bool]:
    return behind(place, col(TherapistReadRow.at), col(TherapistReadRow.id))
