"""What every feature does when a person is erased, a couple ends or logins end: connected once, here, for the service
and for whoever erases again in restored data. It knows no reasons of any feature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accountability.ending import end_with_couple as end_accountability
from app.accounts.endings import AccountEndings
from app.agreements.endings import connect_agreements
from app.assignments.ending import connect as connect_assignments
from app.authoring.ending import connect as connect_authoring
from app.calendar_feed.ending import connect as connect_calendar
from app.checkins.ending import connect as connect_check_ins
from app.couples.leaving import Leaving
from app.couples.membership import leave_all
from app.crossings.ending import connect as connect_crossings
from app.journal.ending import connect as connect_journal
from app.keeping.ending import connect as connect_keeping
from app.realtime.hub import login_topic
from app.reminders.ending import connect as connect_reminders
from app.sessions.observing.asking import forget_person
from app.sharing.ending import connect as connect_sharing
from app.templates import offering, ownership
from app.therapists.ended import SharingEnded
from app.therapists.ending import connect as connect_therapists

if TYPE_CHECKING:
    from datetime import datetime

    from app.database import UnitOfWork
    from app.hooks import Hooks
    from app.realtime.bus import Bus
    from app.security.encryption import Keyring


def connect(hooks: Hooks, *, keyring: Keyring, bus: Bus) -> None:
    """Bring the part of every feature, in the order in which they must be called."""
    endings, leaving = hooks.of(AccountEndings), hooks.of(Leaving)

    def close_logins(login_ids: frozenset[str]) -> None:
        # Their sockets may be in other processes too; the hub of each listens.
        for login_id in login_ids:
            bus.ring(login_topic(login_id), 0)

    def leave_couples(uow: UnitOfWork, account_id: str, at: datetime) -> None:
        leave_all(uow, account_id, keyring=keyring, at=at, leaving=leaving)

    endings.on_erase(leave_couples)
    # First of those who hear of a couple's end: whoever may see less from now on is sent nothing of it.
    connect_therapists(hooks, bus)
    leaving.on_leave(end_accountability)
    endings.on_logins_ended(close_logins)
    # What is about an agreement goes before the agreement does.
    connect_crossings(endings)
    connect_agreements(endings)
    connect_journal(endings, leaving)
    connect_check_ins(endings)
    connect_sharing(endings)
    ownership.connect(endings)
    connect_authoring(endings)
    offering.connect(leaving)
    connect_keeping(endings)
    connect_assignments(endings, leaving, hooks.of(SharingEnded))
    connect_calendar(endings)
    connect_reminders(endings)
    endings.on_erase(lambda uow, account_id, _at: forget_person(uow, account_id))
