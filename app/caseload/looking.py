"""One look of a therapist at something of a couple: may they, what is it, and that it was read, in one transaction.

There is no other way in. It never decides what a feature shows; the feature's own `onlooking` does (V-1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar, get_args

from app.couples.onlooking import Onlooker
from app.frozen import dataclass
from app.sessions.subjects import Subject
from app.therapists.reads import record_read
from app.therapists.standing import require_scope

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.therapists.standing import Access, Scope

T = TypeVar("T")

# What both partners see that was read; neutral words, for they stand on a shared screen.
Kind: TypeAlias = Literal[
    "talks", "talk", "agreements", "agreement", "agreement_versions",
    "accountabilities", "accountability", "progress_updates", "check_ins", "occurrences",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, at which couple's what; `thing_id` is None for a list."""

    actor: Actor
    couple_id: str
    scope: Scope
    kind: Kind
    at: datetime
    thing_id: str | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """What reading functions are given: the database, and who looks on since when."""

    db: Session
    onlooker: Onlooker
    access: Access
    at: datetime

    @property
    def subjects(self) -> dict[Subject, datetime]:
        """What of a talk may be read, and each since when: words about an agreement need its scope as well."""
        return {one: self.access.since[one] for one in get_args(Subject) if self.access.allows(one)}


def look(uow: UnitOfWork, one: Look, read: Callable[[Sight], T], *, ids: Ids) -> T:
    """Return what `read` finds, with a record for the two; 404 leaves none, for then nothing was read."""
    access = require_scope(uow.db, one.actor, one.couple_id, one.scope, at=one.at)
    onlooker = Onlooker(access.couple_id, access.therapist_id, access.since[one.scope])
    found = read(Sight(uow.db, onlooker, access, one.at))
    record_read(uow, access=access, scope=one.scope, kind=one.kind, thing_id=one.thing_id, at=one.at, ids=ids)
    return found
