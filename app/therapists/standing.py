"""What a therapist may see of a couple now. Asked at each request and at each delivery, and never kept (T12).

Whoever is told no learns nothing: unknown couples, other people's, and couples that share nothing are one answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlmodel import col, select

from app.errors import NotFound
from app.frozen import dataclass
from app.therapists.lifecycle import NOTHING, SCOPES, Scope, SecretsPolicy
from app.therapists.stored import links_of, seen_now
from app.therapists.tables import TherapistProfileRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.therapists.stored import StoredLink

__all__ = [
    "SCOPES",
    "Access",
    "Scope",
    "SecretsPolicy",
    "Therapist",
    "access_of",
    "accesses_to",
    "require_scope",
    "require_therapist",
]


@dataclass(frozen=True, slots=True)
class Therapist:
    """The proof that a person has an open therapist profile."""

    account_id: str
    secrets_policy: SecretsPolicy


@dataclass(frozen=True, slots=True)
class Access:
    """What one therapist may see of one couple at one moment. Nothing older than `since[scope]` is readable (I-28)."""

    couple_id: str
    therapist_id: str
    link_id: str | None
    since: Mapping[Scope, datetime]

    def allows(self, scope: Scope) -> bool:
        return scope in self.since


def require_therapist(db: Session, actor: Actor) -> Therapist:
    """Return the actor as a therapist; 404 for everybody else."""
    wanted = select(TherapistProfileRow.secrets_policy).where(
        TherapistProfileRow.account_id == actor.account_id, col(TherapistProfileRow.closed_at).is_(None)
    )
    policy = db.exec(wanted).one_or_none()
    if policy is None:
        raise NotFound
    return Therapist(actor.account_id, cast("SecretsPolicy", policy))


def access_of(db: Session, therapist_id: str, couple_id: str, *, at: datetime) -> Access:
    """Return what the therapist may see of the couple at `at`: nothing, unless both partners say yes to it now."""
    for stored in reversed(links_of(db, couple_id=couple_id, therapist_id=therapist_id)):
        found = _access(db, stored, at=at)
        if found.since:
            return found
    return Access(couple_id, therapist_id, None, NOTHING)


def require_scope(db: Session, actor: Actor, couple_id: str, scope: Scope, *, at: datetime) -> Access:
    """Return the access when it allows this scope; 404 in every other case, the same as for an unknown couple."""
    found = access_of(db, actor.account_id, couple_id, at=at)
    if not found.allows(scope):
        raise NotFound
    return found


def accesses_to(db: Session, couple_id: str, *, at: datetime) -> tuple[Access, ...]:
    """Return every therapist who may see something of this couple at `at`."""
    found = (_access(db, stored, at=at) for stored in links_of(db, couple_id=couple_id))
    return tuple(one for one in found if one.since)


def _access(db: Session, stored: StoredLink, *, at: datetime) -> Access:
    row = stored.row
    return Access(row.couple_id, row.therapist_id, row.id, seen_now(db, stored, at=at))
