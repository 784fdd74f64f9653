"""Both answer, then both see: until then an answer is its author's alone, and nothing of it shows."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.checkins.lifecycle import (
    CheckIn,
    OwnState,
    Refused,
    State,
    close,
    drop,
    give,
    own_state,
    readable,
    state,
    take_back,
    write,
)

ADA, BEN = "ada", "ben"
ADAS, NOBODYS = frozenset({ADA}), frozenset[str]()
FRESH = CheckIn((ADA, BEN))


def done(result: CheckIn | Refused) -> CheckIn:
    assert isinstance(result, CheckIn)
    return result


def given_by(*people: str, check_in: CheckIn = FRESH) -> CheckIn:
    for person in people:
        check_in = done(give(done(write(check_in, by=person)), by=person))
    return check_in


def test_a_draft_is_read_by_its_author_alone() -> None:
    drafted = done(write(FRESH, by=ADA))
    assert (readable(drafted, by=ADA), readable(drafted, by=BEN)) == (ADAS, NOBODYS)
    assert (own_state(drafted, of=ADA), own_state(drafted, of=BEN)) == ("draft", "none")


def test_an_answer_that_only_one_gave_is_read_by_its_author_alone() -> None:
    alone = given_by(ADA)
    assert (readable(alone, by=ADA), readable(alone, by=BEN)) == (ADAS, NOBODYS)
    assert (state(alone), own_state(alone, of=ADA)) == ("open", "given")


def test_the_second_answer_shares_both() -> None:
    both = given_by(ADA, BEN)
    assert state(both) == "shared"
    assert readable(both, by=ADA) == readable(both, by=BEN) == {ADA, BEN}
    assert own_state(both, of=ADA) == own_state(both, of=BEN) == "shared"


def test_nobody_gives_before_writing_for_that_would_be_reading_first() -> None:
    assert give(given_by(BEN), by=ADA) == Refused("nothing_written")


def test_giving_twice_is_the_same_answer() -> None:
    alone, both = given_by(ADA), given_by(ADA, BEN)
    assert give(alone, by=ADA) == alone
    assert give(both, by=ADA) == both


def test_a_given_answer_is_changed_only_when_taken_back() -> None:
    alone = given_by(ADA)
    assert write(alone, by=ADA) == Refused("take_back_first")
    back = done(take_back(alone, by=ADA))
    assert own_state(done(write(back, by=ADA)), of=ADA) == "draft"


def test_taking_back_what_was_not_given_changes_nothing() -> None:
    assert take_back(FRESH, by=ADA) == FRESH


def test_what_is_shared_is_neither_changed_taken_back_nor_dropped() -> None:
    both = given_by(ADA, BEN)
    for act in (write, take_back, drop):
        assert act(both, by=ADA) == Refused("already_shared")


def test_a_dropped_answer_leaves_nothing() -> None:
    assert drop(given_by(ADA), by=ADA) == FRESH


def test_what_only_one_answered_closes_and_stays_theirs() -> None:
    closed = close(given_by(ADA))
    assert (state(closed), readable(closed, by=ADA), readable(closed, by=BEN)) == ("closed", ADAS, NOBODYS)
    assert write(closed, by=BEN) == Refused("closed")
    assert give(closed, by=BEN) == Refused("closed")
    assert own_state(done(drop(closed, by=ADA)), of=ADA) == "none"


@pytest.mark.parametrize("late", [ADA, BEN])
def test_a_shared_week_stays_shared_when_it_is_over(late: str) -> None:
    both = close(given_by(ADA, BEN))
    assert state(both) == "shared"
    assert give(both, by=late) == both


class TwoPeople(RuleBasedStateMachine):
    """Ada does what she likes; Ben too. Beside it runs the same week in a world in which only Ada acts."""

    def __init__(self) -> None:
        super().__init__()
        self.check_in = FRESH
        self.alone = FRESH
        self.ever_given: set[str] = set()

    @rule(by=st.sampled_from((ADA, BEN)), act=st.sampled_from((write, give, take_back, drop)))
    def acts(self, by: str, act: object) -> None:
        assert callable(act)
        was_shared = self.check_in.shared
        result = act(self.check_in, by=by)
        if by == ADA:
            beside = act(self.alone, by=by)
            if not was_shared and not (isinstance(result, CheckIn) and result.shared):
                # The very same answer, whatever Ben has done so far.
                assert isinstance(result, Refused) == isinstance(beside, Refused)
                assert result == beside or isinstance(result, CheckIn)
            if isinstance(beside, CheckIn):
                self.alone = beside
        if isinstance(result, CheckIn):
            self.check_in = result

    @rule()
    def closes(self) -> None:
        self.check_in, self.alone = close(self.check_in), close(self.alone)

    @invariant()
    def ada_sees_of_an_unshared_week_what_she_did_herself(self) -> None:
        if not self.check_in.shared:
            seen: list[tuple[State, OwnState, frozenset[str]]] = [
                (state(one), own_state(one, of=ADA), readable(one, by=ADA)) for one in (self.check_in, self.alone)
            ]
            assert seen[0] == seen[1]

    @invariant()
    def the_others_words_are_read_only_when_both_gave_theirs(self) -> None:
        for one, other in ((ADA, BEN), (BEN, ADA)):
            if other in readable(self.check_in, by=one):
                assert self.check_in.given == {ADA, BEN}
                assert state(self.check_in) == "shared"

    @invariant()
    def what_is_given_was_written(self) -> None:
        assert self.check_in.given <= self.check_in.written


TestTwoPeople = TwoPeople.TestCase
TestTwoPeople.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
