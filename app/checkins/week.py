"""One week of one couple as one of the two works on it, and what of it they may see (V-1)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from sqlmodel import select

from app.checkins import lifecycle
from app.checkins.choosing import rhythms_of
from app.checkins.lifecycle import CheckIn
from app.checkins.rhythm import cycle_at, cycle_named
from app.checkins.tables import CheckInAnswerRow, CheckInRow
from app.checkins.words import opened
from app.couples.access import require_partner, require_record
from app.errors import NotFound
from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.checkins.answers import Answer
    from app.checkins.lifecycle import OwnState, State
    from app.checkins.rhythm import Cycle
    from app.couples.access import Record
    from app.security.encryption import Keyring

CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Shown:
    """A check-in as one of the two may see it. `partners` is always None until both gave their answers."""

    cycle: Cycle
    state: State
    own: OwnState
    yours: Answer | None = field(repr=False)
    partners: Answer | None = field(repr=False)


@dataclass(slots=True)
class Week:
    """One cycle of one couple, with the rows that there are, as one of the two works on it."""

    couple_id: str
    account_id: str
    cycle: Cycle
    check_in: CheckIn
    rows: dict[str, CheckInAnswerRow]

    @property
    def own(self) -> CheckInAnswerRow | None:
        return self.rows.get(self.account_id)


def week_of(db: Session, actor: Actor, couple_id: str, name: str, *, at: datetime) -> Week:
    """Return the week of this name, or the `current` one; 404 for whoever is not, or was not, one of the two."""
    record = require_record(db, actor, couple_id)
    # Who the other was plays no part when the couple is over: nothing can be given any more.
    partner_id = "" if record.over else require_partner(db, actor, couple_id)[1]
    return read_week(db, record, name, partner_id=partner_id, at=at)


def read_week(db: Session, record: Record, name: str, *, partner_id: str, at: datetime) -> Week:
    """Return the week of this name, or the `current` one, for whoever has been let in already."""
    couple_id = record.couple_id
    rhythms = rhythms_of(db, couple_id)
    present = cycle_at(rhythms, at)
    cycle = present if name == CURRENT else cycle_named(rhythms, name, at=at)
    if cycle is None:
        raise NotFound
    wanted = select(CheckInAnswerRow).where(
        CheckInAnswerRow.couple_id == couple_id, CheckInAnswerRow.starts_on == cycle.starts_on
    )
    rows = {row.account_id: row for row in db.exec(wanted).all()}
    check_in = CheckIn(
        partners=(record.account_id, partner_id),
        written=frozenset(rows),
        given=frozenset(account_id for account_id, row in rows.items() if row.given),
        shared=db.get(CheckInRow, (couple_id, cycle.starts_on)) is not None,
        closed=record.over or cycle != present,
    )
    return Week(couple_id, record.account_id, cycle, check_in, rows)


def shown(db: Session, keyring: Keyring, week: Week) -> Shown:
    answers = readable(db, keyring, week)
    return Shown(
        cycle=week.cycle,
        state=lifecycle.state(week.check_in),
        own=lifecycle.own_state(week.check_in, of=week.account_id),
        yours=answers.pop(week.account_id, None),
        partners=next(iter(answers.values()), None),
    )


def readable(db: Session, keyring: Keyring, week: Week) -> dict[str, Answer | None]:
    """Return the answers that this person may read, by whose they are."""
    # V-1: one place decides whose words are opened at all.
    may_read = lifecycle.readable(week.check_in, by=week.account_id)
    return {account_id: opened(db, keyring, week.rows[account_id]) for account_id in may_read}
