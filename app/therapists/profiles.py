"""A therapist's profile: opened by invitation, changed and closed by its owner. Nothing in it is verified (T-7)."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, cast

from sqlmodel import select

from app.accounts.logins import keep_logins_brief
from app.errors import Conflict, NotFound
from app.frozen import dataclass
from app.therapists.invitations import use_up
from app.therapists.lifecycle import left_by_therapist
from app.therapists.naming import Said, read_said, seal_said
from app.therapists.stored import links_of, save, seen_now
from app.therapists.tables import TherapistProfileRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.security.encryption import Keyring
    from app.therapists.ended import SharingEnded
    from app.therapists.lifecycle import SecretsPolicy


@dataclass(frozen=True, slots=True)
class TherapistProfile:
    """An open profile, as its owner and whoever has its handle see it."""

    account_id: str
    handle: str
    said: Said = field(repr=False)
    secrets_policy: SecretsPolicy
    policy_version: int


@dataclass(frozen=True, slots=True)
class Opening:
    """What a profile is opened with. `anybody` is for development, where no code is needed."""

    said: Said = field(repr=False)
    secrets_policy: SecretsPolicy
    invitation: str | None = field(repr=False)
    anybody: bool


def open_profile(
    uow: UnitOfWork, actor: Actor, *, opening: Opening, keyring: Keyring, at: datetime, ids: Ids
) -> TherapistProfile:
    """Open a profile with an operator's code. One that was closed begins anew, under another handle."""
    db = uow.db
    row = db.get(TherapistProfileRow, actor.account_id, with_for_update=True)
    if row is not None and row.closed_at is None:
        raise Conflict
    if not (opening.anybody and opening.invitation is None):
        use_up(uow, opening.invitation, at=at)
    version = 1 if row is None else row.policy_version + 1
    db.merge(
        TherapistProfileRow(
            account_id=actor.account_id,
            handle=_new_handle(ids),
            words=seal_said(db, keyring, opening.said, account_id=actor.account_id),
            secrets_policy=opening.secrets_policy,
            # V-4: whoever said yes to what was declared before did not say yes to this.
            policy_version=version,
            opened_at=at,
            closed_at=None,
        )
    )
    db.flush()
    keep_logins_brief(uow, actor.account_id, brief=True)
    return read_own(db, actor.account_id, keyring=keyring)


def read_own(db: Session, account_id: str, *, keyring: Keyring) -> TherapistProfile:
    row = _open_row(db, account_id)
    return _drawn(db, row, keyring=keyring)


def read_by_handle(db: Session, handle: str, *, keyring: Keyring) -> TherapistProfile:
    """Return the open profile behind a handle; closed and unknown ones are one answer."""
    row = db.exec(select(TherapistProfileRow).where(TherapistProfileRow.handle == handle.lower())).one_or_none()
    if row is None or row.closed_at is not None:
        raise NotFound
    return _drawn(db, row, keyring=keyring)


def change_own(
    uow: UnitOfWork,
    actor: Actor,
    *,
    changes: Mapping[str, object],
    keyring: Keyring,
    sharing: SharingEnded,
    at: datetime,
) -> TherapistProfile:
    """Change what is sent. Nobody has said yes to another secrets policy yet, so it ends all sharing."""
    row = _open_row(uow.db, actor.account_id)
    told = {name: value for name, value in changes.items() if name != "secrets_policy"}
    said = replace(read_said(uow.db, keyring, row), **cast("dict[str, Any]", told))
    row.words = seal_said(uow.db, keyring, said, account_id=row.account_id)
    policy = cast("SecretsPolicy", changes.get("secrets_policy", row.secrets_policy))
    if policy != row.secrets_policy:
        shared = _sharing_with(uow.db, row.account_id, at=at)
        row.secrets_policy, row.policy_version = policy, row.policy_version + 1
        uow.db.flush()
        _tell(uow, shared, row.account_id, sharing=sharing, at=at)
    uow.db.add(row)
    uow.db.flush()
    return _drawn(uow.db, row, keyring=keyring)


def close_own(uow: UnitOfWork, actor: Actor, *, sharing: SharingEnded, at: datetime) -> None:
    """Close the profile: every link ends at once. One's own notes stay one's own."""
    row = _open_row(uow.db, actor.account_id)
    end_links(uow, actor.account_id, sharing=sharing, at=at)
    row.closed_at = at
    uow.db.add(row)
    uow.db.flush()
    keep_logins_brief(uow, actor.account_id, brief=False)


def end_links(uow: UnitOfWork, therapist_id: str, *, sharing: SharingEnded, at: datetime) -> None:
    """End every link of a therapist, and let go what waits for an answer."""
    shared = _sharing_with(uow.db, therapist_id, at=at)
    for stored in links_of(uow.db, therapist_id=therapist_id):
        save(uow.db, stored, left_by_therapist(stored.link, at=at))
    _tell(uow, shared, therapist_id, sharing=sharing, at=at)


def _sharing_with(db: Session, therapist_id: str, *, at: datetime) -> list[str]:
    found = links_of(db, therapist_id=therapist_id)
    return [stored.row.couple_id for stored in found if seen_now(db, stored, at=at)]


def _tell(uow: UnitOfWork, shared: list[str], therapist_id: str, *, sharing: SharingEnded, at: datetime) -> None:
    """Call the hooks once it has ended: whoever is called asks `standing` what may still be seen."""
    for couple_id in shared:
        sharing.ended(uow, couple_id, therapist_id=therapist_id, at=at)


def _open_row(db: Session, account_id: str) -> TherapistProfileRow:
    row = db.get(TherapistProfileRow, account_id)
    if row is None or row.closed_at is not None:
        raise NotFound
    return row


def _drawn(db: Session, row: TherapistProfileRow, *, keyring: Keyring) -> TherapistProfile:
    said = read_said(db, keyring, row)
    return TherapistProfile(row.account_id, row.handle, said, row.secrets_policy, row.policy_version)


def _new_handle(ids: Ids) -> str:
    """Return eight random signs that can be read aloud and typed."""
    return "-".join(ids.code().split("-")[:2]).lower()
