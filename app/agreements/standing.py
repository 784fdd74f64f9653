"""How a couple's agreements stand, for other features: structure only, and words one at a time. It changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sqlmodel import col, select

from app.agreements.history import schedule_of, versions_of
from app.agreements.pausing import Pause, pauses_of
from app.agreements.reviews import is_due, look_again_on
from app.agreements.tables import AgreementRow
from app.agreements.terms import AgreementCategory, AgreementKind, Schedule
from app.agreements.words import key_of, unseal_words
from app.couples.access import require_record
from app.couples.members import partners_of
from app.errors import NotFound
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.agreements.lifecycle import AgreementState
    from app.agreements.tables import AgreementVersionRow
    from app.security.encryption import Keyring

__all__ = [
    "AgreementCategory",
    "AgreementKind",
    "Pause",
    "Schedule",
    "Standing",
    "is_readable",
    "pauses_of",
    "require_readable",
    "standing_of",
    "standings_of",
    "text_of",
]


@dataclass(frozen=True, slots=True)
class Standing:
    """One agreement as it stands, without its words. `owner_id` is whose it is; None means both.

    `state` says `review_due` only where the day was given with the question. What is private is in `private_to`.
    """

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
    private_to: str | None = None


def standing_of(db: Session, couple_id: str, agreement_id: str, *, today: date | None = None) -> Standing | None:
    """Return one agreement of the couple; whoever asks has seen to it that it may be seen."""
    row = db.get(AgreementRow, agreement_id)
    if row is None or row.couple_id != couple_id:
        return None
    return _standing(db, row, together=partners_of(db, couple_id) is not None, today=today)


def standings_of(
    db: Session,
    couple_id: str,
    *,
    kinds: Collection[AgreementKind] | None = None,
    in_force_only: bool = True,
    today: date | None = None,
) -> tuple[Standing, ...]:
    """Return the couple's agreements, the oldest first; drafts and limits that are not shared among them.

    Whoever shows them to somebody asks `is_readable` of each (G-5).
    """
    query = select(AgreementRow).where(AgreementRow.couple_id == couple_id)
    query = query.order_by(col(AgreementRow.reached_at), col(AgreementRow.id))
    if kinds is not None:
        query = query.where(col(AgreementRow.kind).in_(kinds))
    if in_force_only:
        query = query.where(AgreementRow.state == "active")
    together = partners_of(db, couple_id) is not None
    if in_force_only and not together:
        return ()
    return tuple(_standing(db, row, together=together, today=today) for row in db.exec(query).all())


def require_readable(db: Session, actor: Actor, couple_id: str, agreement_id: str) -> Standing:
    """Return one agreement that the actor may read; 404 for what is unknown, foreign, or the other's own (G-5)."""
    require_record(db, actor, couple_id)
    found = standing_of(db, couple_id, agreement_id)
    if found is None or not is_readable(found, actor.account_id):
        raise NotFound
    return found


def is_readable(standing: Standing, account_id: str) -> bool:
    """Tell whether one of the two may know of it: not of the other's draft, nor of a limit that they keep."""
    return standing.private_to in (None, account_id)


def text_of(db: Session, keyring: Keyring, standing: Standing) -> str | None:
    """Return the words that count now, or the newest while none count; None once they were erased."""
    row = db.get(AgreementRow, standing.id)
    key = key_of(db, keyring, row) if row is not None else None
    return None if row is None or key is None else str(unseal_words(key, row.terms, agreement_id=row.id)["text"])


def _standing(db: Session, row: AgreementRow, *, together: bool, today: date | None) -> Standing:
    versions = versions_of(db, row)
    shown = next((one for one in versions if one.version == row.version), versions[-1])
    in_force = together and row.state == "active"
    return Standing(
        id=row.id,
        couple_id=row.couple_id,
        kind=row.kind,
        scope=row.scope,
        category=row.category,
        owner_id=row.owner_id,
        shared_with_partner=row.private_to is None,
        state=_state(row, today=today) if together else "lapsed",
        in_force=row.version if in_force else None,
        latest=versions[-1].version,
        schedule=schedule_of(shown),
        due_on=shown.due_on,
        in_force_since=_since(row, shown) if in_force else None,
        review_on=row.review_on,
        first_follow_up_on=row.first_follow_up_on,
        revision=row.revision,
        private_to=row.private_to,
    )


def _state(row: AgreementRow, *, today: date | None) -> AgreementState:
    on = look_again_on(review_on=row.review_on, first_follow_up_on=row.first_follow_up_on)
    return "review_due" if today and row.state == "active" and is_due(on, today=today) else row.state


def _since(row: AgreementRow, version: AgreementVersionRow) -> datetime:
    return version.in_force_from or row.reached_at
