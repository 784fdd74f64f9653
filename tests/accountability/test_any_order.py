"""Whatever the two do, in whatever order and over whatever time: the gates of A-5 and A-6 hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.accountability.calendar import Calendar
from app.accountability.lifecycle import (
    Accountability,
    Refused,
    Step,
    answer,
    asked_on,
    confirm,
    give_update,
    make_smaller,
    mark_done,
    may_settle,
    offers_smaller,
    reopen,
    shown_to_partner,
    step_state,
)

if TYPE_CHECKING:
    from app.accountability.kinds import Reply

ADA, BEN = "ada", "ben"
START = datetime(2026, 3, 20, 9, tzinfo=UTC)
ZONE = "Europe/Helsinki"
PEOPLE = st.sampled_from((ADA, BEN))
STEPS = st.sampled_from(("s", "t"))


class AfterASession(RuleBasedStateMachine):
    """One record, its two people, and a clock that goes on; what they see is remembered apart from the rules."""

    def __init__(self) -> None:
        super().__init__()
        self.calendar = Calendar(START, ZONE)
        self.asked: set[date | None]
        self.start(ahead=3)
        # What each yes was said to: the other's yes counts only beside the very same.
        self.said_to: dict[str, object] = {}
        self.redress_open = False
        self.told = self.worded = 0

    @initialize(ahead=st.sampled_from((-9, -2, 0, 3)))
    def start(self, ahead: int) -> None:
        """Begin where a follow-up is still ahead, or long over."""
        today = self.calendar.today
        steps = (Step("s", today + timedelta(days=ahead)), Step("t", today + timedelta(days=10)))
        recorded_on = today - timedelta(days=9)
        self.record = Accountability(ADA, BEN, recorded_on=recorded_on, steps=steps, reply="not_ready")
        self.asked = {step.due_on for step in steps}

    def take(self, outcome: Accountability | Refused) -> bool:
        if isinstance(outcome, Refused):
            return False
        self.record = outcome
        return True

    def seen(self) -> object:
        return self.record.reply, self.record.steps

    @rule(hours=st.integers(1, 24 * 9))
    def time_goes_on(self, hours: int) -> None:
        self.calendar = Calendar(self.calendar.at + timedelta(hours=hours), ZONE)

    @rule(open_now=st.sampled_from((False, False, True)))
    def redress_opens_or_closes(self, *, open_now: bool) -> None:
        self.redress_open = open_now

    @rule(by=PEOPLE, reply=st.sampled_from(("received", "partly", "not_ready")))
    def somebody_answers(self, by: str, reply: str) -> None:
        before = self.record.state
        went = self.take(answer(self.record, reply, by=by))  # type: ignore[arg-type]
        assert went == (by == ADA)
        assert self.record.state == before

    @rule(by=PEOPLE, step=STEPS, days=st.none() | st.integers(-2, 100))
    def somebody_tells(self, by: str, step: str, days: int | None) -> None:
        today, known = self.calendar.today, self.record.step(step)
        new_date = None if days is None else today + timedelta(days=days)
        went = self.take(give_update(self.record, step, by=by, on=today, new_date=new_date))
        if not went:
            return
        self.told += 1
        assert by == BEN
        if known.due_on is not None and today > known.due_on:
            assert new_date is not None
        if new_date is not None:
            assert new_date > today
            self.asked.add(new_date)

    @rule(by=PEOPLE, step=STEPS)
    def somebody_makes_it_smaller(self, by: str, step: str) -> None:
        offered = offers_smaller(self.record, self.record.step(step))
        went = self.take(make_smaller(self.record, step, by=by))
        assert went == (offered and by == BEN)
        self.worded += went

    @rule(by=PEOPLE, step=STEPS)
    def somebody_says_it_is_done(self, by: str, step: str) -> None:
        assert self.take(mark_done(self.record, step, by=by)) == (by == BEN and self.record.state == "open")

    @rule(by=PEOPLE, settled=st.booleans())
    def somebody_settles_or_does_not(self, *, by: str, settled: bool) -> None:
        before, seen = self.record, self.seen()
        today = self.calendar.today
        went = self.take(confirm(before, settled=settled, by=by, today=today, redress_open=self.redress_open))
        if before.state == "settled":
            assert went == settled
            return
        if not settled:
            self.said_to.pop(by, None)
            return
        if not went:
            return
        #
        assert not self.redress_open
        assert any(day < today for day in self.asked if day)
        self.said_to[by] = seen
        if self.record.state == "settled":
            assert self.said_to == {ADA: seen, BEN: seen}
            self.said_to.clear()

    @rule()
    def somebody_opens_it_again(self) -> None:
        if self.record.state == "open":
            assert reopen(self.record, today=self.calendar.today) is self.record
            return
        self.said_to.clear()
        self.record = reopen(self.record, today=self.calendar.today)
        # Nobody is overdue by opening it.
        states = {step_state(self.record, step, self.calendar) for step in self.record.steps}
        assert states <= {"open", "done", "coming", "due"}

    @precondition(lambda self: self.record.state == "open" and not self.redress_open)
    @rule()
    def both_may_settle_once_a_date_has_passed(self) -> None:
        today, record = self.calendar.today, self.record
        if not may_settle(record, today=today, redress_open=False):
            return
        for by in (ADA, BEN):
            outcome = confirm(record, settled=True, by=by, today=today, redress_open=False)
            assert isinstance(outcome, Accountability)
            record = outcome
        assert record.state == "settled"

    @precondition(lambda self: bool(self.record.confirmed))
    @rule(step=STEPS, replies=st.booleans())
    def there_is_news_after_a_yes(self, *, step: str, replies: bool) -> None:
        reply: Reply = "partly" if self.record.reply == "not_ready" else "not_ready"
        outcome = answer(self.record, reply, by=ADA) if replies else mark_done(self.record, step, by=BEN)
        if self.take(outcome) and self.seen() not in self.said_to.values():
            assert not self.record.confirmed

    @invariant()
    def nothing_that_was_said_is_lost(self) -> None:
        assert sum(len(step.updates) for step in self.record.steps) == self.told
        assert sum(step.wording for step in self.record.steps) == len(self.record.steps) + self.worded

    @invariant()
    def one_yes_is_never_both(self) -> None:
        assert len(self.record.confirmed) < 2
        assert self.record.state == "open" or not self.record.confirmed

    @invariant()
    def the_partner_never_sees_it_within_the_grace_and_a_day(self) -> None:
        for step in self.record.steps:
            state, day = step_state(self.record, step, self.calendar), asked_on(self.record, step)
            if shown_to_partner(state) == "update_due":
                assert day is not None
                over = self.calendar.begins(day + timedelta(days=4))
                assert self.calendar.at - over >= timedelta(hours=24)


AfterASession.TestCase.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
TestAfterASession = AfterASession.TestCase
