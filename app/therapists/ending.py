"""What becomes of therapists' things when a couple ends or a person is erased, and who hears that sharing ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, delete, update

from app.accounts.endings import AccountEndings
from app.couples.leaving import Leaving
from app.therapists.ended import SharingEnded, sharing_topic
from app.therapists.lifecycle import ended, is_over
from app.therapists.profiles import end_links
from app.therapists.stored import links_of, save, seen_now
from app.therapists.tables import (
    PracticeConsentRow,
    PracticeLinkRow,
    PracticeScopeRow,
    TherapistNoteRow,
    TherapistProfileRow,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.database.unit_of_work import UnitOfWork
    from app.hooks import Hooks
    from app.realtime.bus import Bus


def connect(hooks: Hooks, bus: Bus) -> None:
    """Bring this feature's part to the registries of one process."""
    sharing = hooks.of(SharingEnded)

    def tell(uow: UnitOfWork, _couple_id: str, therapist_id: str, _at: datetime) -> None:
        uow.after_commit(lambda: bus.ring(sharing_topic(therapist_id), 0))

    def left(uow: UnitOfWork, couple_id: str, _leaver_id: str, at: datetime) -> None:
        for stored in links_of(uow.db, couple_id=couple_id):
            if is_over(stored.link, at):
                continue
            seen = seen_now(uow.db, stored, at=at)
            save(uow.db, stored, ended(stored.link, at=at))
            # Afterwards: whoever is called asks `standing` what may still be seen.
            if seen:
                sharing.ended(uow, couple_id, therapist_id=stored.row.therapist_id, at=at)

    def erased(uow: UnitOfWork, account_id: str, at: datetime) -> None:
        _forget_therapist(uow, account_id, sharing=sharing, at=at)
        _forget_partner(uow, account_id)

    sharing.on_end(tell)
    hooks.of(Leaving).on_leave(left)
    hooks.of(AccountEndings).on_erase(erased)


def end_every_link(db: Session, *, at: datetime) -> None:
    """End what restored data says is shared: a yes that was taken back since the backup must not come back to life."""
    db.exec(update(PracticeLinkRow).where(col(PracticeLinkRow.ended_at).is_(None)).values(ended_at=at, declined=True))


def _forget_therapist(uow: UnitOfWork, account_id: str, *, sharing: SharingEnded, at: datetime) -> None:
    """The links stay, ended and without a name, and so does what was read: that is the couples' to know."""
    end_links(uow, account_id, sharing=sharing, at=at)
    uow.db.exec(delete(TherapistNoteRow).where(col(TherapistNoteRow.therapist_id) == account_id))
    uow.db.exec(delete(TherapistProfileRow).where(col(TherapistProfileRow.account_id) == account_id))


def _forget_partner(uow: UnitOfWork, account_id: str) -> None:
    """What a person once said yes to is theirs alone, and goes with them; their couples have ended before this."""
    uow.db.exec(delete(PracticeScopeRow).where(col(PracticeScopeRow.account_id) == account_id))
    uow.db.exec(delete(PracticeConsentRow).where(col(PracticeConsentRow.account_id) == account_id))
