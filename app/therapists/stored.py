"""From rows to links and back. It decides nothing; `lifecycle` does."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlmodel import col, delete, select

from app.couples.members import partners_of
from app.frozen import dataclass
from app.therapists.lifecycle import SCOPES, Consent, Link, access, until_the_end_of
from app.therapists.tables import PracticeConsentRow, PracticeLinkRow, PracticeScopeRow, TherapistProfileRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlmodel import Session

    from app.therapists.lifecycle import Scope


@dataclass(slots=True)
class StoredLink:
    """A link as it lies in the database, and as a value."""

    row: PracticeLinkRow
    link: Link
    consents: Mapping[str, PracticeConsentRow]


def links_of(
    db: Session, *, couple_id: str | None = None, therapist_id: str | None = None, link_id: str | None = None
) -> list[StoredLink]:
    """Return links by what they are asked for, the oldest first."""
    wanted = select(PracticeLinkRow)
    if couple_id is not None:
        wanted = wanted.where(PracticeLinkRow.couple_id == couple_id)
    if therapist_id is not None:
        wanted = wanted.where(PracticeLinkRow.therapist_id == therapist_id)
    if link_id is not None:
        wanted = wanted.where(PracticeLinkRow.id == link_id)
    return _with_consents(db, db.exec(wanted.order_by(col(PracticeLinkRow.invited_at), col(PracticeLinkRow.id))).all())


def save(db: Session, stored: StoredLink, link: Link) -> None:
    """Write down what became of a link; consents have writers of their own."""
    row = stored.row
    row.declined, row.accepted_at, row.ended_at = link.declined, link.accepted_at, link.ended_at
    db.add(row)
    db.flush()
    stored.link = link


def save_consent(db: Session, row: PracticeConsentRow, consent: Consent) -> None:
    """Write one partner's yes in the place of the one before."""
    db.merge(row)
    db.flush()
    of_link, own = col(PracticeScopeRow.link_id) == row.link_id, col(PracticeScopeRow.account_id) == row.account_id
    db.exec(delete(PracticeScopeRow).where(of_link, own))
    for scope, began_at in consent.since.items():
        db.add(PracticeScopeRow(link_id=row.link_id, account_id=row.account_id, scope=scope, began_at=began_at))
    db.flush()


def policy_version_of(db: Session, therapist_id: str) -> int | None:
    """Return the present version of a therapist's secrets policy; None without an open profile."""
    wanted = select(TherapistProfileRow.policy_version).where(
        TherapistProfileRow.account_id == therapist_id, col(TherapistProfileRow.closed_at).is_(None)
    )
    return db.exec(wanted).one_or_none()


def seen_now(db: Session, stored: StoredLink, *, at: datetime) -> Mapping[Scope, datetime]:
    """Return what the therapist of this link may see now, and since when."""
    row = stored.row
    version = policy_version_of(db, row.therapist_id)
    return access(stored.link, partners_of(db, row.couple_id), policy_version=version, at=at)


def _with_consents(db: Session, rows: Sequence[PracticeLinkRow]) -> list[StoredLink]:
    ids = [row.id for row in rows]
    consents = db.exec(select(PracticeConsentRow).where(col(PracticeConsentRow.link_id).in_(ids))).all()
    scopes = db.exec(select(PracticeScopeRow).where(col(PracticeScopeRow.link_id).in_(ids))).all()
    return [_stored(row, [one for one in consents if one.link_id == row.id], scopes) for row in rows]


def _stored(
    row: PracticeLinkRow, consents: Sequence[PracticeConsentRow], scopes: Sequence[PracticeScopeRow]
) -> StoredLink:
    given = {one.account_id: one for one in consents if one.withdrawn_at is None}
    link = Link(
        answer_by=row.answer_by,
        consents={who: _consent(one, scopes) for who, one in given.items()},
        declined=row.declined,
        accepted_at=row.accepted_at,
        ended_at=row.ended_at,
    )
    return StoredLink(row, link, given)


def _consent(row: PracticeConsentRow, scopes: Sequence[PracticeScopeRow]) -> Consent:
    own = {one.scope: one.began_at for one in scopes if (one.link_id, one.account_id) == (row.link_id, row.account_id)}
    since = {scope: own[scope] for scope in SCOPES if scope in own}
    return Consent(since, until_the_end_of(row.expires_on), row.policy_version)


def scopes_in(text: str) -> tuple[Scope, ...]:
    """Return proposed scopes out of their one column."""
    return tuple(cast("Scope", one) for one in text.split(","))
