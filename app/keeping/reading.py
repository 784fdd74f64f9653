"""Occurrences as one of the two may see them: each one's own words about their own, and what the other noticed."""

from __future__ import annotations

from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.agreements.standing import is_readable, require_readable, standings_of
from app.couples.access import require_record
from app.couples.members import partners_of, places_beside
from app.errors import FieldError, Invalid, NotFound
from app.frozen import dataclass
from app.keeping.calendar import KINDS, MOST_DAYS, read_id, time_of, times
from app.keeping.measures import DAYS, window
from app.keeping.stored import Said, read_notice, said_between, said_of
from app.pagination import cut, decode_cursor

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.agreements.standing import AgreementKind, Standing
    from app.keeping.calendar import Time
    from app.keeping.lifecycle import Excuse, Occurrence, Outcome
    from app.keeping.measures import Window
    from app.pagination import Slice
    from app.security.encryption import Keyring

SCOPE: Final = "occurrences"
SCOPE_OF_WINDOWS: Final = "keeping"
BEHIND, AHEAD = timedelta(days=7), timedelta(days=14)
# Nobody looks further than this from today: a rule that repeats is counted from its first day on.
HORIZON: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Noticed:
    """What one person noticed of the other's."""

    by_you: bool
    text: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """One occurrence for one viewer. `new_date` and `revision` are of the viewer's own report and nobody else's."""

    id: str
    agreement_id: str
    kind: AgreementKind
    owner_id: str | None
    on: date
    starts_at: datetime | None
    minutes: int | None
    begun: bool
    yours: bool
    report: Outcome | None
    other_report: Outcome | None
    new_date: date | None = field(repr=False)
    excuse: Excuse
    excused_by_you: bool
    noticed: tuple[Noticed, ...]
    revision: int


@dataclass(frozen=True, slots=True)
class AgreementWindow:
    """The figure of one agreement over the last days, for who may see it."""

    agreement_id: str
    kind: AgreementKind
    window: Window


@dataclass(frozen=True, slots=True)
class Asked:
    """Which occurrences a list is wanted of: from a day to a day, both included, of all agreements or of one."""

    first: date | None = None
    last: date | None = None
    agreement_id: str | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """One time that something comes round, of which agreement, and all that was said about it by anybody."""

    standing: Standing
    time: Time
    said: Said = field(repr=False)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and whose couple it is."""

    account_id: str
    partners: frozenset[str]
    at: datetime


def list_occurrences(
    db: Session,
    actor: Actor,
    *,
    couple_id: str,
    keyring: Keyring,
    at: datetime,
    asked: Asked,
    limit: int = 25,
    cursor: str | None = None,
) -> Slice[Shown]:
    """Return what comes round and what was said about it, the earliest first."""
    record = require_record(db, actor, couple_id)
    first, last = asked_days(at, asked)
    viewer = viewer_of(db, actor.account_id, couple_id, at=at)
    after = decode_cursor(SCOPE, cursor) or ""
    found = [
        one
        for one in came_round(db, couple_id, first=first, last=last, agreement_id=asked.agreement_id)
        if is_readable(one.standing, record.account_id) and place_of(one.time) > after
    ][: limit + 1]
    shown = [shown_to(db, keyring, viewer, one.standing, one.time, one.said) for one in found]
    places = {one.time.id: place_of(one.time) for one in found}
    return cut(shown, limit, scope=SCOPE, place=lambda one: places[one.id])


def came_round(
    db: Session, couple_id: str, *, first: date, last: date, agreement_id: str | None = None
) -> tuple[Came, ...]:
    """Return what comes round within these days and what was said about it, the earliest first.

    Whoever shows it to somebody asks `is_readable` of each agreement (G-5).
    """
    known = {
        one.id: one
        for one in standings_of(db, couple_id, kinds=KINDS, in_force_only=False)
        if agreement_id in (None, one.id)
    }
    said = said_between(db, couple_id, first=first, last=last)
    found = {(one.agreement_id, one.on): one for one in times(db, tuple(known.values()), first=first, last=last)}
    # What was said stays to be read, also when the schedule has changed since or the agreement has ended.
    for name, on in said.keys() - found.keys():
        if name in known:
            found[name, on] = time_of(known[name], on)
    ordered = sorted(found.values(), key=place_of)
    return tuple(Came(known[one.agreement_id], one, said.get((one.agreement_id, one.on), Said())) for one in ordered)


def read_occurrence(
    db: Session, actor: Actor, *, couple_id: str, occurrence: str, keyring: Keyring, at: datetime
) -> Shown:
    """Return one occurrence; 404 for what does not come round and nobody has said anything about."""
    require_record(db, actor, couple_id)
    standing, time, said = found_one(db, actor, couple_id, occurrence, at=at)
    return shown_to(db, keyring, viewer_of(db, actor.account_id, couple_id, at=at), standing, time, said)


def found_one(
    db: Session, actor: Actor, couple_id: str, occurrence: str, *, at: datetime
) -> tuple[Standing, Time, Said]:
    named = read_id(occurrence)
    if named is None or not at.date() - HORIZON <= named[1] <= at.date() + HORIZON:
        raise NotFound
    standing = require_readable(db, actor, couple_id, named[0])
    said = said_of(db, standing.id, named[1])
    comes_round = standing.kind in KINDS and times(db, [standing], first=named[1], last=named[1])
    if not comes_round and said == Said():
        raise NotFound
    return standing, time_of(standing, named[1]), said


def windows_of(
    db: Session, couple_id: str, account_id: str, *, at: datetime, days: int = DAYS
) -> tuple[AgreementWindow, ...]:
    """Return the figures that this person may see: of their own promises, and one for both of what is both's.

    For `app/progress` as well. There is none of the partner's own promises, and none when the couple is over.
    """
    partners = partners_of(db, couple_id)
    if partners is None:
        return ()
    standings = [one for one in standings_of(db, couple_id, kinds=KINDS) if is_readable(one, account_id)]
    until = at.date()
    first = until - timedelta(days=MOST_DAYS)
    seen = _occurrences(db, couple_id, standings, frozenset(partners), first=first, last=until)
    found = []
    for one in standings:
        owners = frozenset(partners) if one.owner_id is None else frozenset({one.owner_id})
        figure = window(seen[one.id], owners=owners, person=account_id, until=until, days=days)
        if figure is not None:
            found.append(AgreementWindow(one.id, one.kind, figure))
    return tuple(found)


def list_windows(
    db: Session,
    actor: Actor,
    *,
    couple_id: str,
    at: datetime,
    days: int = DAYS,
    limit: int = 25,
    cursor: str | None = None,
) -> Slice[AgreementWindow]:
    """Return the figures page by page, in the order of the agreements' ids."""
    require_record(db, actor, couple_id)
    after = decode_cursor(SCOPE_OF_WINDOWS, cursor) or ""
    found = windows_of(db, couple_id, actor.account_id, at=at, days=days)
    behind = sorted((one for one in found if one.agreement_id > after), key=lambda one: one.agreement_id)
    return cut(behind[: limit + 1], limit, scope=SCOPE_OF_WINDOWS, place=lambda one: one.agreement_id)


def viewer_of(db: Session, account_id: str, couple_id: str, *, at: datetime) -> Viewer:
    return Viewer(account_id, frozenset(places_beside(db, account_id).get(couple_id, ())), at)


def shown_to(db: Session, keyring: Keyring, viewer: Viewer, standing: Standing, time: Time, said: Said) -> Shown:
    """V-1: the one place that says what a person may know of an occurrence. When something was said is nobody's."""
    me = viewer.account_id
    occurrence = said.occurrence(standing, time.on, partners=viewer.partners)
    mine = said.reports.get(me)
    theirs = next((row for who, row in said.reports.items() if who != me), None)
    return Shown(
        id=time.id,
        agreement_id=standing.id,
        kind=standing.kind,
        owner_id=standing.owner_id,
        on=time.on,
        starts_at=time.starts_at,
        minutes=time.minutes,
        begun=viewer.at >= time.begins_at,
        yours=me in occurrence.owners,
        report=mine.outcome if mine else None,
        other_report=theirs.outcome if theirs else None,
        new_date=mine.new_date if mine else None,
        excuse=occurrence.excuse,
        excused_by_you=me in occurrence.excused_by,
        noticed=tuple(
            Noticed(by_you=who == me, text=read_notice(db, keyring, row)) for who, row in sorted(said.notices.items())
        ),
        revision=mine.revision if mine else 0,
    )


def _occurrences(
    db: Session,
    couple_id: str,
    standings: list[Standing],
    partners: frozenset[str],
    *,
    first: date,
    last: date,
) -> dict[str, list[Occurrence]]:
    said = said_between(db, couple_id, first=first, last=last)
    keys = {(one.agreement_id, one.on) for one in times(db, standings, first=first, last=last)} | said.keys()
    return {
        one.id: [
            said.get((name, on), Said()).occurrence(one, on, partners=partners)
            for name, on in sorted(keys)
            if name == one.id
        ]
        for one in standings
    }


def asked_days(at: datetime, asked: Asked) -> tuple[date, date]:
    today = at.date()
    first, last = asked.first or today - BEHIND, asked.last or today + AHEAD
    if not (today - HORIZON <= first <= today + HORIZON and today - HORIZON <= last <= today + HORIZON):
        raise Invalid(FieldError("/query/from", "too_far"))
    if (last - first).days >= MOST_DAYS:
        raise Invalid(FieldError("/query/from", "too_many_days"))
    return first, last


def place_of(time: Time) -> str:
    return f"{time.on.isoformat()} {time.begins_at.isoformat()} {time.agreement_id}"
