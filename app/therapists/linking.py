"""What each partner does about a therapist: invite, say yes, say yes to less, take it back. Each alone (V-3, S-8)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from app.couples.access import require_member, require_partner
from app.couples.members import in_turn
from app.errors import Conflict, FieldError, Invalid, NotFound
from app.frozen import dataclass
from app.pagination import cut, decode_cursor
from app.therapists.lifecycle import (
    ANSWER_WITHIN,
    LONGEST,
    Link,
    consented,
    is_over,
    phase_of,
    until_the_end_of,
    withdrawn,
)
from app.therapists.naming import therapist_names
from app.therapists.profiles import read_by_handle
from app.therapists.stored import StoredLink, links_of, save, save_consent, scopes_in, seen_now
from app.therapists.tables import PracticeConsentRow, PracticeLinkRow, TherapistProfileRow
from app.therapists.texts import PURPOSE_KEY, TEXT_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.pagination import Slice
    from app.security.encryption import Keyring
    from app.therapists.ended import SharingEnded
    from app.therapists.lifecycle import Phase, Scope, SecretsPolicy

MOST_OPEN: Final = 5


@dataclass(frozen=True, slots=True)
class Yes:
    """What one person says yes to, and what they had read when they did."""

    scopes: tuple[Scope, ...]
    expires_on: date
    secrets_policy: SecretsPolicy
    text_version: str


@dataclass(frozen=True, slots=True)
class OwnConsent:
    """One's own yes. `outdated`: the therapist has declared something else since, so it counts for nothing now."""

    scopes: tuple[Scope, ...]
    expires_on: date
    secrets_policy: SecretsPolicy
    text_version: str
    given_at: datetime
    outdated: bool


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A link as one of the two sees it: what was proposed, their own yes, and what both allow together. No more."""

    id: str
    therapist_id: str
    handle: str | None
    name: str = field(repr=False)
    secrets_policy: SecretsPolicy | None
    state: Phase
    proposed: tuple[Scope, ...]
    invited_by_you: bool
    answer_by: datetime
    scopes: Mapping[Scope, datetime]
    consent: OwnConsent | None
    sharing_changed: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """Who acts in which couple, when, and with what."""

    actor: Actor
    couple_id: str
    keyring: Keyring = field(repr=False)
    sharing: SharingEnded = field(repr=False)
    at: datetime


def invite(uow: UnitOfWork, desk: Desk, *, handle: str, yes: Yes, ids: Ids) -> LinkShown:
    """Ask a therapist to work with the two, and by that say yes oneself. The other reads it and answers alone."""
    db, at = uow.db, desk.at
    member, partner_id = require_partner(db, desk.actor, desk.couple_id)
    in_turn(db, desk.couple_id)
    therapist = read_by_handle(db, handle, keyring=desk.keyring)
    if therapist.account_id in {member.account_id, partner_id}:
        raise Invalid(FieldError("/body/handle", "not_usable"))
    _same_as_read(yes, therapist.secrets_policy)
    going_on = [one for one in links_of(db, couple_id=desk.couple_id) if not is_over(one.link, at)]
    if any(one.row.therapist_id == therapist.account_id for one in going_on):
        raise Conflict("invitation_open")
    if len(going_on) >= MOST_OPEN:
        raise Conflict("limit_reached")
    row = PracticeLinkRow(
        id=ids.private(),
        couple_id=desk.couple_id,
        therapist_id=therapist.account_id,
        invited_by=member.account_id,
        proposed=",".join(yes.scopes),
        invited_at=at,
        answer_by=at + ANSWER_WITHIN,
    )
    db.add(row)
    db.flush()
    stored = StoredLink(row, Link(answer_by=row.answer_by), {})
    _say_yes(uow, desk, stored, yes=yes, policy_version=therapist.policy_version)
    return read_link(db, desk, link_id=row.id)


def consent(uow: UnitOfWork, desk: Desk, *, link_id: str, yes: Yes) -> LinkShown:
    """Say yes, or say anew to what and until when. It is one's own yes alone that changes."""
    db = uow.db
    require_partner(db, desk.actor, desk.couple_id)
    in_turn(db, desk.couple_id)
    stored = _found(db, desk, link_id)
    profile = _open_profile(db, stored.row.therapist_id)
    if profile is None or is_over(stored.link, desk.at):
        raise Conflict("ended")
    _same_as_read(yes, profile.secrets_policy)
    before = seen_now(db, stored, at=desk.at)
    _say_yes(uow, desk, stored, yes=yes, policy_version=profile.policy_version)
    _tell_if_less(uow, desk, stored, before)
    return read_link(db, desk, link_id=link_id)


def withdraw(uow: UnitOfWork, desk: Desk, *, link_id: str) -> None:
    """Take one's own yes back, alone, at once, without a reason; a second time changes nothing."""
    db = uow.db
    require_member(db, desk.actor, desk.couple_id)
    in_turn(db, desk.couple_id)
    stored = _found(db, desk, link_id)
    own = stored.consents.get(desk.actor.account_id)
    if own is None:
        return
    before = seen_now(db, stored, at=desk.at)
    own.withdrawn_at = desk.at
    db.add(own)
    save(db, stored, withdrawn(stored.link, desk.actor.account_id, at=desk.at))
    _tell_if_less(uow, desk, stored, before)


def list_links(db: Session, desk: Desk, *, limit: int, cursor: str | None) -> Slice[LinkShown]:
    """Return the therapists of this couple, also those whose time is over; the newest first."""
    require_member(db, desk.actor, desk.couple_id)
    scope = f"therapists {desk.couple_id}"
    found = [_drawn(db, desk, one) for one in reversed(links_of(db, couple_id=desk.couple_id))]
    after = decode_cursor(scope, cursor)
    places = [one.id for one in found]
    first = places.index(after) + 1 if after in places else 0
    return cut(found[first:], limit, scope=scope, place=lambda one: one.id)


def read_link(db: Session, desk: Desk, *, link_id: str) -> LinkShown:
    require_member(db, desk.actor, desk.couple_id)
    return _drawn(db, desk, _found(db, desk, link_id))


def _found(db: Session, desk: Desk, link_id: str) -> StoredLink:
    found = links_of(db, couple_id=desk.couple_id, link_id=link_id)
    if not found:
        raise NotFound
    return found[0]


def _say_yes(uow: UnitOfWork, desk: Desk, stored: StoredLink, *, yes: Yes, policy_version: int) -> None:
    today = desk.at.date()
    if not today <= yes.expires_on <= today + LONGEST:
        raise Invalid(FieldError("/body/expires_on", "out_of_range"))
    me, until = desk.actor.account_id, until_the_end_of(yes.expires_on)
    link = consented(stored.link, me, scopes=yes.scopes, until=until, policy_version=policy_version, at=desk.at)
    if isinstance(link, str):
        raise Conflict("ended")
    row = PracticeConsentRow(
        link_id=stored.row.id,
        account_id=me,
        purpose=PURPOSE_KEY,
        text_version=yes.text_version,
        secrets_policy=yes.secrets_policy,
        policy_version=policy_version,
        expires_on=yes.expires_on,
        given_at=desk.at,
        withdrawn_at=None,
    )
    save_consent(uow.db, row, link.consents[me])
    stored.link = link


def _same_as_read(yes: Yes, policy: SecretsPolicy) -> None:
    """V-4: nobody says yes to other words than those they read."""
    if yes.secrets_policy != policy or yes.text_version != TEXT_VERSION:
        raise Conflict("wrong_version")


def _tell_if_less(uow: UnitOfWork, desk: Desk, stored: StoredLink, before: Mapping[Scope, datetime]) -> None:
    if before.keys() - seen_now(uow.db, stored, at=desk.at).keys():
        desk.sharing.ended(uow, desk.couple_id, therapist_id=stored.row.therapist_id, at=desk.at)


def _open_profile(db: Session, therapist_id: str) -> TherapistProfileRow | None:
    wanted = select(TherapistProfileRow).where(
        TherapistProfileRow.account_id == therapist_id, col(TherapistProfileRow.closed_at).is_(None)
    )
    return db.exec(wanted).one_or_none()


def _drawn(db: Session, desk: Desk, stored: StoredLink) -> LinkShown:
    row, me = stored.row, desk.actor.account_id
    profile = _open_profile(db, row.therapist_id)
    scopes = seen_now(db, stored, at=desk.at)
    own = _own(stored, me, profile=profile)
    state = phase_of(stored.link, desk.at)
    return LinkShown(
        id=row.id,
        therapist_id=row.therapist_id,
        handle=None if profile is None else profile.handle,
        name=therapist_names(db, desk.keyring, [row.therapist_id])[row.therapist_id],
        secrets_policy=None if profile is None else profile.secrets_policy,
        state=state,
        proposed=scopes_in(row.proposed),
        invited_by_you=row.invited_by == me,
        answer_by=row.answer_by,
        scopes=scopes,
        consent=own,
        # The same sentence whoever did what: less is shared than this person said yes to.
        sharing_changed=state in {"sharing", "ended"} and own is not None and not set(own.scopes) <= scopes.keys(),
    )


def _own(stored: StoredLink, account_id: str, *, profile: TherapistProfileRow | None) -> OwnConsent | None:
    row = stored.consents.get(account_id)
    if row is None:
        return None
    return OwnConsent(
        scopes=tuple(stored.link.consents[account_id].since),
        expires_on=row.expires_on,
        secrets_policy=row.secrets_policy,
        text_version=row.text_version,
        given_at=row.given_at,
        outdated=profile is not None and profile.policy_version != row.policy_version,
    )
