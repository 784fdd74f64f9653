"""A record after its session: the reply, the steps and how they go, and when both say that it is settled (A-3…A-6).

PURE: the standard library only. It counts nothing against anybody, and nothing here has a deadline for the hurt person.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from app.accountability.calendar import Calendar
    from app.accountability.kinds import RecordState, Reply, StepState

RefusalCode = Literal[
    "not_yours", "settled", "locked", "not_offered", "limit_reached", "date_needed", "date_not_ahead", "date_too_far"
]

TWO: Final = 2
MOVES_BEFORE_SMALLER: Final = 2
FURTHEST: Final = timedelta(days=90)
MOST_UPDATES: Final = 100


@dataclass(frozen=True, slots=True)
class Refused:
    """An act that changes nothing, and why."""

    code: RefusalCode


@dataclass(frozen=True, slots=True)
class Update:
    """When a step's owner told how it goes: for which date, on which day of theirs, and what date comes next."""

    about: date | None
    given_on: date
    new_date: date | None
    wording: int

    @property
    def moved_later(self) -> bool:
        return self.about is not None and self.new_date is not None and self.new_date > self.about

    @property
    def answered(self) -> date | None:
        """The follow-up that this was: an update ahead of its date is welcome, and the date still comes."""
        return self.about if self.about is not None and self.given_on >= self.about else None


@dataclass(frozen=True, slots=True)
class Step:
    """One act of prevention. `wording` counts its words from 1; without a date nothing is asked of its owner."""

    id: str
    due_on: date | None
    wording: int = 1
    updates: tuple[Update, ...] = ()
    done: bool = False

    @property
    def moves(self) -> int:
        return sum(update.moved_later for update in self.updates if update.wording == self.wording)

    def follow_ups(self) -> Iterator[date]:
        answered = (update.answered for update in self.updates)
        yield from (day for day in (self.due_on, *answered) if day is not None)


@dataclass(frozen=True, slots=True)
class Accountability:
    """What the rules need to know of a record; its words play no part in them."""

    hurt_id: str
    accountable_id: str
    recorded_on: date
    steps: tuple[Step, ...]
    reply: Reply
    state: RecordState = "open"
    confirmed: frozenset[str] = frozenset()
    reopened_on: date | None = None

    def step(self, step_id: str) -> Step:
        return next(step for step in self.steps if step.id == step_id)


def answer(record: Accountability, reply: Reply, *, by: str, reworded: bool = False) -> Accountability | Refused:
    """A-3: the reply is the hurt person's alone, at any time, as often as they like; a settled record stays settled."""
    if by != record.hurt_id:
        return Refused("not_yours")
    unchanged = reply == record.reply and not reworded
    return record if unchanged else replace(_unconfirmed(record), reply=reply)


def give_update(
    record: Accountability, step_id: str, *, by: str, on: date, new_date: date | None
) -> Accountability | Refused:
    """Tell how a step goes. After its date, or after it was done, an update brings the next date with it (A-5)."""
    step = record.step(step_id)
    if (refused := _closed(record, by) or _unfit(step, on=on, new_date=new_date)) is not None:
        return refused
    update = Update(about=step.due_on, given_on=on, new_date=new_date, wording=step.wording)
    # An update on the very day, without a next date, has answered what was asked.
    left = None if update.answered is not None else step.due_on
    told = replace(step, due_on=new_date or left, updates=(*step.updates, update), done=False)
    return _with(record, told)


def make_smaller(record: Accountability, step_id: str, *, by: str) -> Accountability | Refused:
    """Begin a smaller wording of a step. A promise is not reworded otherwise: its date has to have moved twice."""
    if (refused := _closed(record, by)) is not None:
        return refused
    step = record.step(step_id)
    if not offers_smaller(record, step):
        return Refused("not_offered")
    return _with(record, replace(step, wording=step.wording + 1))


def mark_done(record: Accountability, step_id: str, *, by: str) -> Accountability | Refused:
    """Its owner's word is what makes a step done; an update with a next date takes it up again."""
    if (refused := _closed(record, by)) is not None:
        return refused
    step = record.step(step_id)
    return record if step.done else _with(record, replace(step, done=True))


def confirm(
    record: Accountability, *, settled: bool, by: str, today: date, redress_open: bool
) -> Accountability | Refused:
    """Give or take back one's own yes to settling; with the second yes it is settled (A-6)."""
    if record.state == "settled":
        # Who no longer thinks so opens it again; both may, at any time.
        return record if settled else Refused("settled")
    if not settled:
        return replace(record, confirmed=record.confirmed - {by})
    if not may_settle(record, today=today, redress_open=redress_open):
        return Refused("locked")
    confirmed = record.confirmed | {by}
    if len(confirmed) < TWO:
        return replace(record, confirmed=confirmed)
    return replace(record, confirmed=frozenset(), state="settled")


def reopen(record: Accountability, *, today: date) -> Accountability:
    """A-6: either may, and doing it twice is the same. What was asked before is asked anew from today on."""
    if record.state == "open":
        return record
    return replace(record, state="open", reopened_on=today)


def may_settle(record: Accountability, *, today: date, redress_open: bool) -> bool:
    """A-6, practices 78: a follow-up has come and gone, and nothing that went wrong since waits for its answer."""
    passed = (record.recorded_on <= day < today for step in record.steps for day in step.follow_ups())
    return not redress_open and any(passed)


def offers_smaller(record: Accountability, step: Step) -> bool:
    """A-5: a date that moved twice may belong to a step that is too big. It is an offer to its owner alone."""
    return record.state == "open" and not step.done and step.moves >= MOVES_BEFORE_SMALLER


def asked_on(record: Accountability, step: Step) -> date | None:
    """Return from which day on an update is asked for; nothing is asked while a record is settled."""
    if record.state == "settled" or step.done or step.due_on is None:
        return None
    return max(step.due_on, record.reopened_on or step.due_on)


def step_state(record: Accountability, step: Step, calendar: Calendar) -> StepState:
    """Return how a step stands for its owner."""
    if step.done:
        return "done"
    day = asked_on(record, step)
    return "open" if day is None else calendar.asked_on(day)


def shown_to_partner(state: StepState) -> StepState:
    """A-5: until a day after the grace, the partner sees the date and nothing about how it stands."""
    return "coming" if state in {"due", "overdue"} else state


def _closed(record: Accountability, by: str) -> Refused | None:
    if by != record.accountable_id:
        return Refused("not_yours")
    return Refused("settled") if record.state == "settled" else None


def _unfit(step: Step, *, on: date, new_date: date | None) -> Refused | None:
    if len(step.updates) >= MOST_UPDATES:
        return Refused("limit_reached")
    if new_date is None:
        late = step.due_on is not None and on > step.due_on
        return Refused("date_needed") if late or step.done else None
    if new_date <= on:
        return Refused("date_not_ahead")
    return Refused("date_too_far") if new_date > on + FURTHEST else None


def _with(record: Accountability, changed: Step) -> Accountability:
    steps = tuple(changed if step.id == changed.id else step for step in record.steps)
    return replace(_unconfirmed(record), steps=steps)


def _unconfirmed(record: Accountability) -> Accountability:
    # A yes was to how things stood. Nobody is held to it after they moved: settling takes two who saw the same.
    return replace(record, confirmed=frozenset())
