"""A therapist's side of a link: see who asks, accept, end it. Names only while both say yes; no refusal is seen."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from app.accounts.people import names_of
from app.couples.members import in_turn, partners_of
from app.errors import NotFound
from app.frozen import dataclass
from app.pagination import cut, decode_cursor
from app.therapists.lifecycle import accepted, is_shown_to_therapist, left_by_therapist, phase_of
from app.therapists.standing import require_therapist
from app.therapists.stored import links_of, policy_version_of, save, scopes_in, seen_now

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.pagination import Slice
    from app.security.encryption import Keyring
    from app.therapists.ended import SharingEnded
    from app.therapists.lifecycle import Scope
    from app.therapists.stored import StoredLink


@dataclass(frozen=True, slots=True)
class InCare:
    """A couple as its therapist sees it in a list. Without both consents there is nothing but an id."""

    couple_id: str
    link_id: str
    state: Literal["invited", "sharing", "ended"]
    # The names of the two by their ids.
    people: Mapping[str, str] = field(repr=False)
    proposed: tuple[Scope, ...]
    answer_by: datetime | None
    scopes: Mapping[Scope, datetime]


def list_in_care(
    db: Session, actor: Actor, *, keyring: Keyring, at: datetime, limit: int, cursor: str | None
) -> Slice[InCare]:
    """Return the couples whose invitation waits, who share something, or shared something once; by their ids."""
    require_therapist(db, actor)
    latest = {one.row.couple_id: one for one in links_of(db, therapist_id=actor.account_id) if _is_known(db, one, at)}
    after = decode_cursor("couples-in-care", cursor) or ""
    found = [latest[couple_id] for couple_id in sorted(latest) if couple_id > after][: limit + 1]
    shown = [_drawn(db, one, keyring=keyring, at=at) for one in found]
    return cut(shown, limit, scope="couples-in-care", place=lambda one: one.couple_id)


def accept(uow: UnitOfWork, actor: Actor, *, couple_id: str, keyring: Keyring, at: datetime) -> InCare:
    """Begin to work with a couple, once both have said yes. A second time is the same answer."""
    db = uow.db
    require_therapist(db, actor)
    stored = _present(db, actor.account_id, couple_id, at)
    in_turn(db, couple_id)
    version = policy_version_of(db, actor.account_id)
    link = accepted(stored.link, partners_of(db, couple_id), policy_version=version, at=at)
    if isinstance(link, str):
        raise NotFound
    save(db, stored, link)
    return _drawn(db, stored, keyring=keyring, at=at)


def end(uow: UnitOfWork, actor: Actor, *, couple_id: str, sharing: SharingEnded, at: datetime) -> None:
    """End the work, or refuse an invitation; the two cannot tell a refusal from silence."""
    db = uow.db
    require_therapist(db, actor)
    stored = _present(db, actor.account_id, couple_id, at)
    in_turn(db, couple_id)
    seen = seen_now(db, stored, at=at)
    save(db, stored, left_by_therapist(stored.link, at=at))
    if seen:
        sharing.ended(uow, couple_id, therapist_id=actor.account_id, at=at)


def require_present(db: Session, actor: Actor, couple_id: str, *, at: datetime) -> None:
    """Raise 404 unless the actor is a therapist who works with this couple now."""
    require_therapist(db, actor)
    stored = _present(db, actor.account_id, couple_id, at)
    if stored.link.accepted_at is None:
        raise NotFound


def _present(db: Session, therapist_id: str, couple_id: str, at: datetime) -> StoredLink:
    for stored in reversed(links_of(db, couple_id=couple_id, therapist_id=therapist_id)):
        if _is_present(db, stored, at):
            return stored
    raise NotFound


def _is_present(db: Session, stored: StoredLink, at: datetime) -> bool:
    row = stored.row
    version = policy_version_of(db, row.therapist_id)
    return is_shown_to_therapist(stored.link, partners_of(db, row.couple_id), policy_version=version, at=at)


def _is_known(db: Session, stored: StoredLink, at: datetime) -> bool:
    return stored.link.accepted_at is not None or _is_present(db, stored, at)


def _drawn(db: Session, stored: StoredLink, *, keyring: Keyring, at: datetime) -> InCare:
    row = stored.row
    present = _is_present(db, stored, at)
    partners = (partners_of(db, row.couple_id) or ()) if present else ()
    names = names_of(db, keyring, partners)
    waits = present and stored.link.accepted_at is None
    return InCare(
        couple_id=row.couple_id,
        link_id=row.id,
        state="invited" if waits else "sharing" if phase_of(stored.link, at) == "sharing" and present else "ended",
        people={one: names[one] for one in partners},
        proposed=scopes_in(row.proposed) if waits else (),
        answer_by=row.answer_by if waits else None,
        scopes=seen_now(db, stored, at=at),
    )
