"""A suggested template: both say yes by their own answers, and a no is nothing that anybody else can see (T-3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.assignments.lifecycle import (
    EXPIRES_AFTER,
    Assignment,
    AssignmentState,
    Refused,
    answer,
    answer_of,
    end,
    state,
)

ADA, BEN, EVE = "ada", "ben", "eve"
MADE = datetime(2026, 3, 2, 9, tzinfo=UTC)
EXPIRES = MADE + EXPIRES_AFTER
SOON, LATER = MADE + timedelta(hours=1), EXPIRES + timedelta(hours=1)
JUST_BEFORE = EXPIRES - timedelta(microseconds=1)


def suggested() -> Assignment:
    return Assignment(frozenset({ADA, BEN}), EXPIRES)


def said(assignment: Assignment, by: str, *, yes: bool, at: datetime = SOON) -> Assignment:
    outcome = answer(assignment, by=by, yes=yes, shared=True, at=at)
    assert isinstance(outcome, Assignment)
    return outcome


def seen(assignment: Assignment, *, at: datetime = SOON, shared: bool = True) -> AssignmentState:
    return state(assignment, shared=shared, at=at)


def opened() -> Assignment:
    return said(said(suggested(), ADA, yes=True), BEN, yes=True)


def test_it_is_offered_for_a_week_whatever_happens() -> None:
    assert timedelta(hours=168) == EXPIRES_AFTER
    assert (seen(suggested()), seen(suggested(), at=JUST_BEFORE)) == ("offered", "offered")
    assert seen(suggested(), at=EXPIRES) == "not_taken_up"


def test_one_yes_is_seen_by_nobody() -> None:
    one = said(suggested(), ADA, yes=True)
    assert [seen(one, at=at) for at in (SOON, JUST_BEFORE, EXPIRES)] == ["offered", "offered", "not_taken_up"]


def test_a_no_is_seen_by_nobody_before_the_expiry_or_after() -> None:
    for refused in (said(suggested(), ADA, yes=False), said(said(suggested(), ADA, yes=True), BEN, yes=False)):
        assert [seen(refused, at=at) for at in (SOON, JUST_BEFORE, EXPIRES)] == ["offered", "offered", "not_taken_up"]


def test_the_second_yes_opens_it_also_beyond_the_expiry() -> None:
    assert [seen(opened(), at=at) for at in (SOON, EXPIRES, LATER)] == ["open"] * 3


def test_everybody_may_think_again_while_it_is_offered() -> None:
    assert seen(said(said(said(suggested(), ADA, yes=False), BEN, yes=True), ADA, yes=True)) == "open"
    back = said(said(said(suggested(), ADA, yes=True), ADA, yes=False), BEN, yes=True)
    assert (seen(back), answer_of(back, ADA), answer_of(back, BEN)) == ("offered", False, True)


def test_ones_answer_is_ones_own() -> None:
    assert answer_of(suggested(), ADA) is None
    assert answer_of(said(suggested(), BEN, yes=False), ADA) is None
    assert answer(suggested(), by=EVE, yes=True, shared=True, at=SOON) == Refused("not_yours")


def test_one_persons_two_yes_are_one() -> None:
    assert said(said(suggested(), ADA, yes=True), ADA, yes=True) == said(suggested(), ADA, yes=True)


def test_what_is_open_is_said_yes_to_again_without_a_change_and_no_to_no_more() -> None:
    assert said(opened(), ADA, yes=True) == opened()
    assert answer(opened(), by=ADA, yes=False, shared=True, at=SOON) == Refused("already_open")


def test_nothing_is_answered_after_the_expiry_or_the_end_or_without_sharing() -> None:
    for yes in (True, False):
        closed = Refused("closed")
        assert answer(suggested(), by=ADA, yes=yes, shared=True, at=EXPIRES) == closed
        assert answer(end(suggested(), at=SOON), by=ADA, yes=yes, shared=True, at=SOON) == closed
        assert answer(suggested(), by=ADA, yes=yes, shared=False, at=SOON) == closed
        assert answer(end(opened(), at=SOON), by=ADA, yes=yes, shared=True, at=SOON) == closed


def test_taken_back_and_no_longer_shared_look_alike_to_everybody() -> None:
    for one in (suggested(), said(suggested(), ADA, yes=False), opened()):
        assert seen(end(one, at=SOON)) == seen(one, shared=False) == "withdrawn"


def test_what_was_taken_back_in_time_stays_so_and_what_was_not_taken_up_stays_that() -> None:
    assert seen(end(suggested(), at=SOON), at=LATER) == "withdrawn"
    assert seen(end(opened(), at=LATER), at=LATER) == "withdrawn"
    assert end(suggested(), at=LATER) == suggested()
    assert seen(suggested(), at=LATER, shared=False) == "not_taken_up"
    assert seen(replace(suggested(), ended_at=LATER), at=LATER) == "not_taken_up"


def test_it_ends_once() -> None:
    assert end(end(opened(), at=SOON), at=LATER) == end(opened(), at=SOON)


class TwoWorlds(RuleBasedStateMachine):
    """Whatever the two answer, and think again: for everybody else the world is that of nobody's answer, or is open."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.shared = MADE, True
        self.told, self.silent = suggested(), suggested()
        self.yes: set[str] = set()
        self.opened = False

    @rule(by=st.sampled_from((ADA, BEN)), yes=st.booleans())
    def answers(self, by: str, *, yes: bool) -> None:
        outcome = answer(self.told, by=by, yes=yes, shared=self.shared, at=self.now)
        if isinstance(outcome, Refused):
            return
        self.told = outcome
        self.yes = self.yes | {by} if yes else self.yes - {by}
        if self.yes == {ADA, BEN} and not self.opened:
            self.opened = True
            # Here the two worlds part, as they must: both wanted it.
            self.silent = replace(self.silent, opened=True)

    @rule(hours=st.integers(0, 40))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def therapist_takes_it_back(self) -> None:
        self.told, self.silent = end(self.told, at=self.now), end(self.silent, at=self.now)

    @rule()
    def sharing_ends(self) -> None:
        self.shared = False

    @invariant()
    def nobody_can_tell_the_worlds_apart(self) -> None:
        for at in (self.now, EXPIRES - timedelta(seconds=1), EXPIRES, LATER):
            worlds = {state(one, shared=self.shared, at=max(at, self.now)) for one in (self.told, self.silent)}
            assert len(worlds) == 1

    @invariant()
    def it_is_open_only_when_both_said_yes_in_time(self) -> None:
        if state(self.told, shared=self.shared, at=self.now) == "open":
            assert self.told.yes == {ADA, BEN}
        assert not self.told.yes & self.told.no


TestTwoWorlds = TwoWorlds.TestCase
