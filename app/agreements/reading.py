"""Read a couple's agreements. Nobody outside the couple learns that there are any, and no partner learns of a draft."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from sqlmodel import and_, col, func, or_, select

from app.agreements.history import assents_to, structure_of, versions_of
from app.agreements.lifecycle import TWO
from app.agreements.pausing import Pause, pauses_of
from app.agreements.reviews import is_due, look_again_on
from app.agreements.tables import OVER, AgreementAssentRow, AgreementRow
from app.agreements.words import key_of, unseal_words, with_words
from app.couples.access import require_record
from app.errors import NotFound, Problem
from app.frozen import dataclass
from app.newest_first import behind
from app.pagination import cut, decode_cursor

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session
    from sqlmodel.sql.expression import SelectOfScalar

    from app.accounts.actor import Actor
    from app.agreements.annotating import Raised
    from app.agreements.lifecycle import AgreementKind, AgreementState
    from app.agreements.tables import AgreementVersionRow
    from app.agreements.terms import Terms
    from app.couples.access import Record
    from app.pagination import Slice
    from app.security.encryption import DataKey, Keyring

SCOPE = "agreements"
VERSIONS = "agreement versions"


@dataclass(frozen=True, slots=True)
class Wording:
    """One version as whoever may read the agreement sees it. `terms` is None once the words were erased."""

    number: int
    version: str
    link: str
    made_at: datetime
    in_force_from: datetime | None
    assents: tuple[str, ...]
    structure: Terms
    terms: Terms | None = field(repr=False)
    # Sealed with the words: whoever may have them may compute their name again.
    nonce: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement as both partners see it: the same for the two, and without a word on who ended it (G-2)."""

    id: str
    state: AgreementState
    session_id: str | None
    reached_at: datetime
    review_on: date | None
    first_follow_up_on: date | None
    shared_with_partner: bool
    wording: Wording
    # The newest wording, while another one counts or one of the two still has to say yes.
    proposed: Wording | None
    pauses: tuple[Pause, ...]
    # G-3: what both see about it from elsewhere; see `annotating`.
    raised: Raised | None = None

    @property
    def assented_by_both(self) -> bool:
        return self.state not in OVER and len(self.wording.assents) == TWO


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which agreements are wanted."""

    state: AgreementState | None = None
    kind: AgreementKind | None = None


EVERYTHING = Narrowed()


def list_agreements(
    db: Session,
    actor: Actor,
    *,
    couple_id: str,
    keyring: Keyring,
    today: date,
    narrowed: Narrowed = EVERYTHING,
    limit: int = 25,
    cursor: str | None = None,
) -> Slice[Agreed]:
    """Return the couple's agreements, the newest first."""
    record = require_record(db, actor, couple_id)
    query = select(AgreementRow).where(readable_by(record))
    if narrowed.state is not None:
        query = query.where(_stands(narrowed.state, record=record, today=today))
    if narrowed.kind is not None:
        query = query.where(AgreementRow.kind == narrowed.kind)
    return one_page(db, query, lambda row: drawn(db, keyring, row, record=record, today=today), limit, cursor=cursor)


def one_page(
    db: Session,
    wanted: SelectOfScalar[AgreementRow],
    draw: Callable[[AgreementRow], Agreed],
    limit: int,
    *,
    cursor: str | None,
) -> Slice[Agreed]:
    """Return one page of the agreements that are wanted, the newest first."""
    newest_first = (col(AgreementRow.reached_at).desc(), col(AgreementRow.id).desc())
    if (place := decode_cursor(SCOPE, cursor)) is not None:
        wanted = wanted.where(_behind(place))
    found = [draw(row) for row in db.exec(wanted.order_by(*newest_first).limit(limit + 1)).all()]
    return cut(found, limit, scope=SCOPE, place=lambda one: f"{one.reached_at.isoformat()} {one.id}")


def read_agreement(
    db: Session, actor: Actor, *, couple_id: str, agreement_id: str, keyring: Keyring, today: date
) -> Agreed:
    """Return one agreement of the couple; another couple's is not there."""
    record = require_record(db, actor, couple_id)
    return drawn(db, keyring, readable_row(db, record, agreement_id), record=record, today=today)


def list_versions(
    db: Session, actor: Actor, *, couple_id: str, agreement_id: str, keyring: Keyring, limit: int, cursor: str | None
) -> Slice[Wording]:
    """Return every wording there was, the newest first, each with what chains it to the one before."""
    record = require_record(db, actor, couple_id)
    row = readable_row(db, record, agreement_id)
    return wordings_page(db, keyring, row, _visible(db, row, record), limit=limit, cursor=cursor)


def wordings_page(
    db: Session,
    keyring: Keyring,
    row: AgreementRow,
    versions: list[AgreementVersionRow],
    *,
    limit: int,
    cursor: str | None,
) -> Slice[Wording]:
    """Return one page of these wordings of an agreement, the newest first."""
    place = decode_cursor(VERSIONS, cursor)
    if place is not None and not place.isdecimal():
        raise Problem("bad_cursor")
    below = int(place) if place else None
    rows = [one for one in versions if below is None or one.number < below]
    key = key_of(db, keyring, row)
    found = [_wording(db, row, one, key) for one in reversed(rows)][: limit + 1]
    return cut(found, limit, scope=VERSIONS, place=lambda one: str(one.number))


def drawn(db: Session, keyring: Keyring, row: AgreementRow, *, record: Record, today: date) -> Agreed:
    return drawn_from(db, keyring, row, _visible(db, row, record), over=record.over, today=today)


def drawn_from(
    db: Session, keyring: Keyring, row: AgreementRow, versions: list[AgreementVersionRow], *, over: bool, today: date
) -> Agreed:
    """Return the agreement as somebody sees it who may read these of its wordings."""
    key = key_of(db, keyring, row)
    counts = next((one for one in reversed(versions) if one.version == row.version), versions[-1])
    newest = versions[-1]
    open_still = newest is not counts and not over and row.state not in OVER
    return Agreed(
        id=row.id,
        state=_state(row, over=over, today=today),
        session_id=row.session_id,
        reached_at=row.reached_at,
        review_on=row.review_on,
        first_follow_up_on=row.first_follow_up_on,
        shared_with_partner=row.private_to is None,
        wording=_wording(db, row, counts, key),
        proposed=_wording(db, row, newest, key) if open_still else None,
        pauses=pauses_of(db, [row.id], since=today).get(row.id, ()),
    )


def readable_row(db: Session, record: Record, agreement_id: str) -> AgreementRow:
    row = db.exec(select(AgreementRow).where(AgreementRow.id == agreement_id, readable_by(record))).first()
    if row is None:
        raise NotFound
    return row


def readable_by(record: Record) -> ColumnElement[bool]:
    """G-5: not the other's draft, nor a limit that they keep to themselves.

    rules.md 9: what both signed is each one's own, also when the couple is over; so is one's own limit. What only one
    had said yes to, and the other's own limit, were shared with a partner, and are no longer.
    """
    of_couple = col(AgreementRow.couple_id) == record.couple_id
    own_alone = col(AgreementRow.private_to) == record.account_id
    if not record.over:
        return and_(of_couple, or_(col(AgreementRow.private_to).is_(None), own_alone))
    assents = select(func.count()).where(
        AgreementAssentRow.agreement_id == AgreementRow.id, AgreementAssentRow.version == AgreementRow.version
    )
    signed_by_both = and_(col(AgreementRow.scope) == "shared", assents.scalar_subquery() == TWO)
    own = and_(col(AgreementRow.scope) == "personal", col(AgreementRow.owner_id) == record.account_id)
    return and_(of_couple, or_(signed_by_both, own, own_alone))


def _visible(db: Session, row: AgreementRow, record: Record) -> list[AgreementVersionRow]:
    """Once the couple is over, only what once counted: the other's last offer was made to a partner."""
    versions = versions_of(db, row)
    if not record.over or row.private_to is not None:
        return versions
    return [one for one in versions if one.in_force_from is not None or one.version == row.version]


def _wording(db: Session, row: AgreementRow, version: AgreementVersionRow, key: DataKey | None) -> Wording:
    structure = structure_of(row, version)
    # Nobody is named on what has ended: it would tell who took their yes back (G-2).
    assents = () if row.state in OVER else tuple(sorted(assents_to(db, row.id, version.version)))
    words = None if key is None else unseal_words(key, version.terms, agreement_id=row.id)
    return Wording(
        number=version.number,
        version=version.version,
        link=version.link,
        made_at=version.made_at,
        in_force_from=version.in_force_from,
        assents=assents,
        structure=structure,
        terms=None if words is None else with_words(structure, words),
        nonce=None if words is None else str(words["nonce"]),
    )


def _state(row: AgreementRow, *, over: bool, today: date) -> AgreementState:
    if over:
        return "lapsed"
    on = look_again_on(review_on=row.review_on, first_follow_up_on=row.first_follow_up_on)
    return "review_due" if row.state == "active" and is_due(on, today=today) else row.state


def _stands(state: AgreementState, *, record: Record, today: date) -> ColumnElement[bool]:
    stored = col(AgreementRow.state)
    if record.over:
        # When the couple is over nothing counts any more, whatever it was when they parted.
        return stored.is_not(None) if state == "lapsed" else stored.is_(None)
    due = func.coalesce(col(AgreementRow.review_on), col(AgreementRow.first_follow_up_on)) <= today
    if state == "review_due":
        return and_(stored == "active", due)
    return and_(stored == "active", ~due) if state == "active" else stored == state


def _behind(place: str) -> ColumnElement[bool]:
    return behind(place, col(AgreementRow.reached_at), col(AgreementRow.id))
