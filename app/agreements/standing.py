"""How a couple's agreements stand, for other features: structure only, and words one at a time. It changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlmodel import col, select

from app.agreements.tables import AgreementRow
from app.agreements.words import read_text
from app.couples.access import require_record
from app.couples.members import partners_of
from app.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime, time

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.security.encryption import Keyring

AgreementKind = Literal["base_agreement", "benchmark", "boundary", "commitment", "ritual"]
AgreementCategory = Literal["time", "privacy", "disclosure", "personal_space", "other"]
AgreementState = Literal["draft", "proposed", "active", "review_due", "lapsed", "retired"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a ritual, or a promise that repeats, comes round. `rrule` is a checked subset and holds no words."""

    rrule: str
    starts_on: date
    at: time | None
    timezone: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One agreement as it stands, without its words. `owner_id` is whose it is; None means both."""

    id: str
    couple_id: str
    kind: AgreementKind
    scope: Literal["shared", "personal"]
    category: AgreementCategory | None
    owner_id: str | None
    shared_with_partner: bool
    state: AgreementState
    in_force: str | None
    latest: str
    schedule: Schedule | None
    due_on: date | None
    in_force_since: datetime | None
    review_on: date | None
    first_follow_up_on: date | None
    revision: int


def standing_of(db: Session, couple_id: str, agreement_id: str) -> Standing | None:
    """Return one agreement of the couple; whoever asks has seen to it that it may be seen."""
    row = db.get(AgreementRow, agreement_id)
    if row is None or row.couple_id != couple_id:
        return None
    return _standing(row, together=partners_of(db, couple_id) is not None)


def standings_of(
    db: Session, couple_id: str, *, kinds: Collection[AgreementKind] | None = None, in_force_only: bool = True
) -> tuple[Standing, ...]:
    """Return the couple's agreements, the oldest first; a personal limit that is not shared among them."""
    query = select(AgreementRow).where(AgreementRow.couple_id == couple_id)
    query = query.order_by(col(AgreementRow.reached_at), col(AgreementRow.id))
    if kinds is not None:
        query = query.where(col(AgreementRow.kind).in_(kinds))
    together = partners_of(db, couple_id) is not None
    found = (_standing(row, together=together) for row in db.exec(query).all())
    return tuple(one for one in found if one.in_force is not None or not in_force_only)


def require_readable(db: Session, actor: Actor, couple_id: str, agreement_id: str) -> Standing:
    """Return one agreement that the actor may read; 404 for what is unknown, foreign, or the other's own (G-5)."""
    require_record(db, actor, couple_id)
    found = standing_of(db, couple_id, agreement_id)
    if found is None or not is_readable(found, actor.account_id):
        raise NotFound
    return found


def is_readable(standing: Standing, account_id: str) -> bool:
    """Tell whether one of the two may know of it: what is shared, and what is their own."""
    return standing.shared_with_partner or standing.owner_id == account_id


def text_of(db: Session, keyring: Keyring, standing: Standing) -> str | None:
    """Return the words that count now, or the newest while none count; None once they were erased."""
    row = db.get(AgreementRow, standing.id)
    return None if row is None else read_text(db, keyring, row)


def _standing(row: AgreementRow, *, together: bool) -> Standing:
    in_force = together and row.state == "active"
    return Standing(
        id=row.id,
        couple_id=row.couple_id,
        kind=row.kind,
        scope=row.scope,
        category=row.category,
        owner_id=row.owner_id,
        shared_with_partner=True,
        state=row.state if together else "lapsed",
        in_force=row.version if in_force else None,
        latest=row.version,
        schedule=None,
        due_on=None,
        in_force_since=row.reached_at if in_force else None,
        review_on=row.review_on,
        first_follow_up_on=row.first_follow_up_on,
        revision=row.revision,
    )
