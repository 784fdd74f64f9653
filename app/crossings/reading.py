"""Crossings as one of the two may see them. A private one does not exist for the other: not in a list, not as a 404
of its own, not in the order of anything (attack test 18).
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from sqlmodel import and_, col, or_, select

from app.agreements.standing import standing_of
from app.couples.access import require_record
from app.couples.members import places_beside
from app.crossings.lifecycle import in_force, state
from app.crossings.stored import load_all
from app.crossings.tables import CrossingRow
from app.crossings.words import read_note, read_plan, read_words
from app.errors import NotFound
from app.frozen import dataclass
from app.newest_first import behind
from app.pagination import cut, decode_cursor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.couples.access import Record
    from app.crossings.lifecycle import CrossingState, Plan, RaiseTogether
    from app.crossings.stored import Stored
    from app.pagination import Slice
    from app.security.encryption import Keyring

SCOPE = "crossings"
# rules.md 0: a talk of at most a quarter of an hour.
REPAIR_TEMPLATE = "brief-repair"

# How the agreement stands because of this crossing (G-3); None while nobody but the reporter may know of it.
AgreementShows = Literal["active", "crossed", "redress_planned", "retired"]
SHOWS: dict[CrossingState, AgreementShows] = {
    "crossed": "crossed",
    "redress_planned": "redress_planned",
    "redress_done": "redress_planned",
    "renewed": "active",
    "retired": "retired",
}


@dataclass(frozen=True, slots=True)
class PlanShown:
    """One redress. Whether the other has answered it shows only by its being in force."""

    version: str
    what: str | None = field(repr=False)
    answers: str | None = field(repr=False)
    by: date
    accepted_by_you: bool
    accepted_by_both: bool
    done_by_you: bool
    done_by_both: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One crossing for one viewer. `note` and `together` are the reporter's own and nobody else's."""

    id: str
    agreement_id: str
    reporter_id: str
    state: CrossingState
    agreement_shows: AgreementShows | None
    note: str | None = field(repr=False)
    together: RaiseTogether | None = field(repr=False)
    opening: str | None = field(repr=False)
    other_view: str | None = field(repr=False)
    reported_at: datetime | None
    shared_at: datetime | None
    repair_until: datetime | None
    plan: PlanShown | None
    proposal: PlanShown | None
    renewed_by_you: bool
    listed_at: datetime = field(repr=False)
    revision: int = 1


def list_crossings(
    db: Session,
    actor: Actor,
    *,
    couple_id: str,
    keyring: Keyring,
    at: datetime,
    agreement_id: str | None = None,
    limit: int = 25,
    cursor: str | None = None,
) -> Slice[Shown]:
    """Return what is shared, and one's own private notes; the newest first."""
    record = require_record(db, actor, couple_id)
    newest_first = (col(CrossingRow.listed_at).desc(), col(CrossingRow.id).desc())
    query = select(CrossingRow).where(visible(record)).order_by(*newest_first).limit(limit + 1)
    if agreement_id is not None:
        query = query.where(CrossingRow.agreement_id == agreement_id)
    if (place := decode_cursor(SCOPE, cursor)) is not None:
        query = query.where(_behind(place))
    found = shown_all(db, record, db.exec(query).all(), keyring=keyring, at=at)
    return cut(found, limit, scope=SCOPE, place=lambda one: f"{one.listed_at.isoformat()} {one.id}")


def read_crossing(
    db: Session, actor: Actor, *, couple_id: str, crossing_id: str, keyring: Keyring, at: datetime
) -> Shown:
    """Return one crossing of the couple; the other's private note is not there."""
    record = require_record(db, actor, couple_id)
    row = db.exec(select(CrossingRow).where(CrossingRow.id == crossing_id, visible(record))).first()
    if row is None:
        raise NotFound
    return shown_all(db, record, [row], keyring=keyring, at=at)[0]


def visible(record: Record) -> ColumnElement[bool]:
    """V-1: the one place that says which crossings a person may know of."""
    shared = col(CrossingRow.shared_at).is_not(None)
    return and_(col(CrossingRow.couple_id) == record.couple_id, or_(shared, _own(record)))


def shown_all(
    db: Session, record: Record, rows: Sequence[CrossingRow], *, keyring: Keyring, at: datetime
) -> list[Shown]:
    """Draw rows that the viewer may see."""
    two = places_beside(db, record.account_id).get(record.couple_id, [])
    partners = {one: next((other for other in two if other != one), one) for one in two}
    stands = {
        agreement_id: not record.over and _stands(db, record.couple_id, agreement_id)
        for agreement_id in {row.agreement_id for row in rows}
    }
    stored = load_all(db, rows, partners=partners)
    return [_shown(db, record, one, keyring=keyring, at=at, stands=stands[one.row.agreement_id]) for one in stored]


def _own(record: Record) -> ColumnElement[bool]:
    return col(CrossingRow.reporter_id) == record.account_id


def _stands(db: Session, couple_id: str, agreement_id: str) -> bool:
    standing = standing_of(db, couple_id, agreement_id)
    return standing is not None and standing.in_force is not None


def _shown(db: Session, record: Record, stored: Stored, *, keyring: Keyring, at: datetime, stands: bool) -> Shown:
    row, crossing, viewer = stored.row, stored.crossing, record.account_id
    mine = row.reporter_id == viewer
    note = read_note(db, keyring, row.note, author=viewer, row=row.id) if mine else None
    now = state(crossing, stands=stands)
    plan = in_force(crossing)
    newest = crossing.plans[-1] if crossing.plans else None
    # What only one had put forward was for a partner, and is no part of the record of two who parted (decision 25).
    proposal = None if newest is None or newest == plan or record.over else newest
    offered = now == "crossed" and row.repair_until is not None and at < row.repair_until
    return Shown(
        id=row.id,
        agreement_id=row.agreement_id,
        reporter_id=row.reporter_id,
        state=now,
        agreement_shows=SHOWS.get(now),
        note=note.text if note else None,
        together=note.together if note else None,
        opening=read_words(db, keyring, row.opening, author=row.reporter_id, column="opening", row=row.id),
        other_view=read_words(db, keyring, row.other_view, author=crossing.partner, column="other_view", row=row.id),
        # When it was first written down stays the reporter's own: it may have waited for long.
        reported_at=row.reported_at if mine else None,
        shared_at=row.shared_at,
        repair_until=row.repair_until if offered else None,
        plan=_plan_shown(db, keyring, stored, plan, viewer=viewer) if plan else None,
        proposal=_plan_shown(db, keyring, stored, proposal, viewer=viewer) if proposal else None,
        renewed_by_you=any(by == viewer for by, _ in crossing.renewals),
        listed_at=row.listed_at,
        revision=row.revision,
    )


def _plan_shown(db: Session, keyring: Keyring, stored: Stored, plan: Plan, *, viewer: str) -> PlanShown:
    row = stored.plans[plan.hash]
    words = read_plan(db, keyring, row.words, couple_id=stored.row.couple_id, row=plan_row(row.crossing_id, row.place))
    partners = stored.crossing.partners
    return PlanShown(
        version=plan.hash,
        what=words.what if words else None,
        answers=words.answers if words else None,
        by=row.due_on,
        accepted_by_you=viewer in plan.accepted,
        accepted_by_both=plan.accepted >= partners,
        done_by_you=viewer in plan.done,
        done_by_both=plan.done >= partners,
    )


def plan_row(crossing_id: str, place: int) -> str:
    """Return the name of a plan's row, to which its words are bound."""
    return f"{crossing_id}/{place}"


def _behind(place: str) -> ColumnElement[bool]:
    return behind(place, col(CrossingRow.listed_at), col(CrossingRow.id))
