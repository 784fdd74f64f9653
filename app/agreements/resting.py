"""Let a ritual rest for some days, or take it up again. Either may, alone, and nothing says who (practice 95)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.agreements.pausing import pauses_of
from app.agreements.tables import AgreementPauseRow
from app.agreements.taking import take
from app.errors import Conflict, FieldError, Invalid, NotFound

if TYPE_CHECKING:
    from datetime import date

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids

# A pause has an end that one can see coming; who wants no end lets the ritual go.
LONGEST: Final = timedelta(days=184)
FURTHEST: Final = timedelta(days=366)
MAX_PAUSES: Final = 10


def rest(
    uow: UnitOfWork,
    actor: Actor,
    *,
    couple_id: str,
    agreement_id: str,
    first_on: date,
    last_on: date,
    ids: Ids,
    today: date,
) -> None:
    """Let it rest from one day to another, both included."""
    # A day before, for whoever is behind UTC.
    if not today - timedelta(days=1) <= first_on <= today + FURTHEST:
        raise Invalid(FieldError("/first_on", "out_of_range"))
    if not first_on <= last_on <= first_on + LONGEST:
        raise Invalid(FieldError("/last_on", "out_of_range"))
    taken = take(uow, actor, couple_id=couple_id, agreement_id=agreement_id)
    if taken.row.kind != "ritual" or taken.row.state != "active":
        raise Conflict("not_now")
    known = pauses_of(uow.db, [agreement_id], since=today).get(agreement_id, ())
    if any((one.first_on, one.last_on) == (first_on, last_on) for one in known):
        return
    if len(known) >= MAX_PAUSES:
        raise Conflict("limit_reached")
    uow.db.add(AgreementPauseRow(id=ids.private(), agreement_id=agreement_id, first_on=first_on, last_on=last_on))
    taken.row.revision += 1
    uow.db.flush()


def take_up(uow: UnitOfWork, actor: Actor, *, couple_id: str, agreement_id: str, pause_id: str, today: date) -> None:
    """End a pause from today on; days that have passed stay days of rest."""
    taken = take(uow, actor, couple_id=couple_id, agreement_id=agreement_id)
    row = uow.db.get(AgreementPauseRow, pause_id)
    if row is None or row.agreement_id != agreement_id:
        raise NotFound
    if row.first_on >= today:
        uow.db.delete(row)
    else:
        row.last_on = min(row.last_on, today - timedelta(days=1))
    taken.row.revision += 1
    uow.db.flush()
