"""Read a couple's agreements, and end one's own part in one. Nobody outside the couple learns that there are any."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlmodel import and_, col, func, literal, or_, select

from app.agreements import lifecycle
from app.agreements.lifecycle import TWO, Agreement, Terms, Version
from app.agreements.recording import assenting
from app.agreements.tables import AgreementAssentRow, AgreementRow
from app.agreements.words import read_text
from app.couples.access import require_member, require_record
from app.errors import Conflict, NotFound, Problem
from app.pagination import cut, decode_cursor
from app.wire_time import parse

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.agreements.lifecycle import AgreementCategory, AgreementKind, AgreementScope, AgreementState
    from app.couples.access import Membership, Record
    from app.database.unit_of_work import UnitOfWork
    from app.pagination import Slice
    from app.security.encryption import Keyring

SCOPE = "agreements"


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement as both partners see it: the same for the two, and without a word on who ended it (G-2)."""

    id: str
    kind: AgreementKind
    scope: AgreementScope
    category: AgreementCategory | None
    owner_id: str | None
    state: AgreementState
    version: str
    assented_by_both: bool
    session_id: str | None
    reached_at: datetime
    review_on: date | None
    first_follow_up_on: date | None
    text: str | None = field(repr=False)


def list_agreements(
    db: Session,
    actor: Actor,
    *,
    couple_id: str,
    keyring: Keyring,
    state: AgreementState | None = None,
    kind: AgreementKind | None = None,
    limit: int = 25,
    cursor: str | None = None,
) -> Slice[Agreed]:
    """Return the couple's agreements, the newest first."""
    record = require_record(db, actor, couple_id)
    newest_first = (col(AgreementRow.reached_at).desc(), col(AgreementRow.id).desc())
    query = select(AgreementRow).where(_readable(record)).order_by(*newest_first).limit(limit + 1)
    if state is not None:
        # When the couple is over nothing counts any more, whatever it was when they parted.
        query = query.where(literal(state) == "lapsed" if record.over else col(AgreementRow.state) == state)
    if kind is not None:
        query = query.where(AgreementRow.kind == kind)
    if (place := decode_cursor(SCOPE, cursor)) is not None:
        query = query.where(_behind(place))
    found = [_agreed(db, keyring, row, over=record.over) for row in db.exec(query).all()]
    return cut(found, limit, scope=SCOPE, place=lambda one: f"{one.reached_at.isoformat()} {one.id}")


def read_agreement(db: Session, actor: Actor, *, couple_id: str, agreement_id: str, keyring: Keyring) -> Agreed:
    """Return one agreement of the couple; another couple's is not there."""
    record = require_record(db, actor, couple_id)
    row = db.exec(select(AgreementRow).where(AgreementRow.id == agreement_id, _readable(record))).first()
    if row is None:
        raise NotFound
    return _agreed(db, keyring, row, over=record.over)


def end_agreement(uow: UnitOfWork, actor: Actor, *, couple_id: str, agreement_id: str, keyring: Keyring) -> Agreed:
    """Take back the actor's assent, at once and without a reason (G-2). Ending it twice is the same answer."""
    membership = require_member(uow.db, actor, couple_id)
    row = _row(uow.db, couple_id, agreement_id)
    if row.state != "lapsed":
        ended = lifecycle.end(_standing(uow.db, membership, row), by=actor.account_id)
        if isinstance(ended, lifecycle.Refused):
            # G-5: the other's own limit is theirs to end.
            raise Conflict("not_now")
        row.state = lifecycle.state(ended)
        row.revision += 1
        uow.db.flush()
    return _agreed(uow.db, keyring, row)


def _readable(record: Record) -> ColumnElement[bool]:
    """rules.md 9: what both signed is each one's own, also when the couple is over; so is one's own limit.

    What only one had said yes to, and the other's own limit, were shared with a partner, and are no longer.
    """
    of_couple = col(AgreementRow.couple_id) == record.couple_id
    if not record.over:
        return of_couple
    assents = select(func.count()).where(
        AgreementAssentRow.agreement_id == AgreementRow.id, AgreementAssentRow.version == AgreementRow.version
    )
    signed_by_both = and_(col(AgreementRow.scope) == "shared", assents.scalar_subquery() == TWO)
    own = and_(col(AgreementRow.scope) == "personal", col(AgreementRow.owner_id) == record.account_id)
    return and_(of_couple, or_(signed_by_both, own))


def _behind(place: str) -> ColumnElement[bool]:
    reached_at, _, agreement_id = place.partition(" ")
    try:
        moment = parse(reached_at)
    except ValueError:
        raise Problem("bad_cursor") from None
    same_moment = and_(col(AgreementRow.reached_at) == moment, col(AgreementRow.id) < agreement_id)
    return or_(col(AgreementRow.reached_at) < moment, same_moment)


def _row(db: Session, couple_id: str, agreement_id: str) -> AgreementRow:
    query = select(AgreementRow).where(AgreementRow.id == agreement_id, AgreementRow.couple_id == couple_id)
    row = db.exec(query).first()
    if row is None:
        raise NotFound
    return row


def _standing(db: Session, membership: Membership, row: AgreementRow) -> Agreement:
    """Return the stored agreement as the lifecycle knows it; its words play no part in who may end it."""
    terms = Terms(row.kind, row.scope, row.category, row.owner_id, text="", days=0)
    assents = frozenset(assenting(db, row.id, row.version))
    partners = (membership.account_id, membership.partner_id or "")
    return Agreement(partners, (Version(row.version, terms, assents),))


def _agreed(db: Session, keyring: Keyring, row: AgreementRow, *, over: bool = False) -> Agreed:
    state: AgreementState = "lapsed" if over else row.state
    return Agreed(
        id=row.id,
        kind=row.kind,
        scope=row.scope,
        category=row.category,
        owner_id=row.owner_id,
        state=state,
        version=row.version,
        assented_by_both=state != "lapsed" and len(assenting(db, row.id, row.version)) == TWO,
        session_id=row.session_id,
        reached_at=row.reached_at,
        review_on=row.review_on,
        first_follow_up_on=row.first_follow_up_on,
        text=read_text(db, keyring, row),
    )
