"""An operator's invitations to therapists: made at the command line, kept as a hash, used once."""

from __future__ import annotations

from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlmodel import select

from app.errors import Conflict
from app.frozen import dataclass
from app.ids import read_code
from app.security.tokens import digest
from app.therapists.tables import TherapistInvitationRow

if TYPE_CHECKING:
    from datetime import datetime

    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids

# rules.md 0, `invite.expiry`: up to 14 days.
EXPIRY: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class TherapistInvitation:
    """A fresh code, on its way to the operator. This is the only moment at which it exists here."""

    code: str = field(repr=False)
    expires_at: datetime


def invite_therapist(uow: UnitOfWork, *, at: datetime, ids: Ids) -> TherapistInvitation:
    code = ids.code()
    row = TherapistInvitationRow(id=ids.private(), code_hash=_hash(code), created_at=at, expires_at=at + EXPIRY)
    uow.db.add(row)
    uow.db.flush()
    return TherapistInvitation(code, row.expires_at)


def use_up(uow: UnitOfWork, code: str | None, *, at: datetime) -> None:
    """Use a code. Missing, wrong, used and expired are one answer."""
    wanted = select(TherapistInvitationRow).where(TherapistInvitationRow.code_hash == _hash(code or ""))
    row = uow.db.exec(wanted.with_for_update()).one_or_none()
    if row is None or row.used_at is not None or at >= row.expires_at:
        raise Conflict("invitation_invalid")
    row.used_at = at
    uow.db.add(row)
    uow.db.flush()


def _hash(code: str) -> str:
    return digest(read_code(code))
