"""What came round for somebody beside the two: what each said of their own, and what the other noticed.

No figures: a figure of one person beside another's would be a comparison (V-5).
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from app.agreements.standing import is_readable
from app.couples.members import partners_of
from app.errors import NotFound
from app.frozen import dataclass
from app.keeping.reading import SCOPE, asked_days, came_round, place_of
from app.keeping.stored import read_notice
from app.pagination import cut, decode_cursor

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlmodel import Session

    from app.agreements.standing import AgreementKind
    from app.couples.onlooking import Onlooker
    from app.keeping.lifecycle import Outcome
    from app.keeping.reading import Asked, Came
    from app.pagination import Slice
    from app.security.encryption import Keyring


@dataclass(frozen=True, slots=True)
class SharedOccurrence:
    """One occurrence as both see it, by whose words they are; no new date, no wish of one alone, no revision."""

    id: str
    agreement_id: str
    kind: AgreementKind
    owner_id: str | None
    on: date
    starts_at: datetime | None
    minutes: int | None
    begun: bool
    reports: tuple[tuple[str, Outcome], ...]
    excused: bool
    noticed: tuple[tuple[str, str | None], ...] = field(repr=False)


def list_shared_occurrences(
    db: Session,
    onlooker: Onlooker,
    *,
    keyring: Keyring,
    at: datetime,
    asked: Asked,
    limit: int,
    cursor: str | None,
) -> Slice[SharedOccurrence]:
    """Return what came round since the consent and what was said about it, the earliest first."""
    partners = partners_of(db, onlooker.couple_id)
    if partners is None:
        raise NotFound
    first, last = asked_days(at, asked)
    after = decode_cursor(SCOPE, cursor) or ""
    found = [
        one
        for one in came_round(db, onlooker.couple_id, first=first, last=last, agreement_id=asked.agreement_id)
        if is_readable(one.standing, onlooker.account_id)
        # I-28: by its own beginning, for nothing says when something was said of it.
        and one.time.begins_at >= onlooker.since
        and place_of(one.time) > after
    ]
    shown = [_shown(db, keyring, one, frozenset(partners), at=at) for one in found[: limit + 1]]
    places = {one.time.id: place_of(one.time) for one in found[: limit + 1]}
    return cut(shown, limit, scope=SCOPE, place=lambda one: places[one.id])


def _shown(db: Session, keyring: Keyring, came: Came, partners: frozenset[str], *, at: datetime) -> SharedOccurrence:
    standing, time, said = came.standing, came.time, came.said
    occurrence = said.occurrence(standing, time.on, partners=partners)
    return SharedOccurrence(
        id=time.id,
        agreement_id=standing.id,
        kind=standing.kind,
        owner_id=standing.owner_id,
        on=time.on,
        starts_at=time.starts_at,
        minutes=time.minutes,
        begun=at >= time.begins_at,
        reports=tuple((who, row.outcome) for who, row in sorted(said.reports.items())),
        # That one of them asked is for the other to answer.
        excused=occurrence.excuse == "agreed",
        noticed=tuple((who, read_notice(db, keyring, row)) for who, row in sorted(said.notices.items())),
    )
