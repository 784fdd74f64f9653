"""The rules of what two people share, on values: bright spots, texts of both, and steps."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.sharing import bright_spots, steps
from app.sharing.bright_spots import BrightSpot, may_read, may_take_away, note, share
from app.sharing.joint_text import Ending, JointText, Refused, accept, end, propose, reword, state, wording
from app.sharing.steps import Step, finish, let_go, put_back, take

ADA, BEN, EVE = "ada", "ben", "eve"
BOTH = (ADA, BEN)


def spot(result: BrightSpot | bright_spots.Refused) -> BrightSpot:
    assert isinstance(result, BrightSpot)
    return result


def joint(result: JointText | Refused) -> JointText:
    assert isinstance(result, JointText)
    return result


def step(result: Step | steps.Refused) -> Step:
    assert isinstance(result, Step)
    return result


def proposed(text: str = "Walk.") -> JointText:
    return joint(propose(BOTH, text, nonce="n", by=ADA))


def active() -> JointText:
    one = proposed()
    return joint(accept(one, one.latest.hash, by=BEN))


def test_what_is_kept_is_read_by_its_author_alone() -> None:
    kept = spot(note("appreciation", by=ADA, share_now=False))
    assert (may_read(kept, by=ADA), may_read(kept, by=BEN)) == (True, False)


def test_what_is_shared_is_read_by_both() -> None:
    kept = spot(note("appreciation", by=ADA, share_now=False))
    assert may_read(spot(share(kept, by=ADA)), by=BEN)


def test_a_small_win_is_both_peoples_at_once() -> None:
    assert spot(note("small_win", by=ADA, share_now=False)).shared


def test_nobody_shares_what_another_keeps() -> None:
    kept = spot(note("kindness", by=ADA, share_now=False, whose="partners"))
    assert share(kept, by=BEN) == bright_spots.Refused("not_yours")


def test_a_kindness_of_ones_own_is_for_ones_own_list() -> None:
    # It would be an account to settle.
    assert note("kindness", by=ADA, share_now=True, whose="own") == bright_spots.Refused("not_for_sharing")
    assert spot(note("kindness", by=ADA, share_now=True, whose="partners")).shared


def test_its_author_takes_it_away_at_any_time_and_nobody_else() -> None:
    shared = spot(note("appreciation", by=ADA, share_now=True))
    assert may_take_away(shared, by=ADA, over=False)
    assert not may_take_away(shared, by=BEN, over=False)


def test_when_the_couple_is_over_the_shared_stays_and_the_kept_is_still_ones_own() -> None:
    shared, kept = (spot(note("appreciation", by=ADA, share_now=now)) for now in (True, False))
    assert (may_take_away(shared, by=ADA, over=True), may_take_away(kept, by=ADA, over=True)) == (False, True)


def test_a_proposal_counts_when_the_other_says_yes_to_the_same_words() -> None:
    one = proposed()
    assert (state(one), one.in_force) == ("proposed", None)
    both = joint(accept(one, one.latest.hash, by=BEN))
    assert (state(both), both.in_force) == ("active", both.latest)


def test_nobody_says_yes_twice_for_both() -> None:
    one = proposed()
    assert state(joint(accept(one, one.latest.hash, by=ADA))) == "proposed"


def test_other_words_have_no_yes_and_the_old_ones_still_count() -> None:
    before = active()
    after = joint(reword(before, "Walk on Sundays.", nonce="m", instead_of=before.latest.hash, by=ADA))
    assert after.latest.accepted_by == frozenset()
    assert (state(after), after.in_force) == ("active", before.in_force)
    ada = joint(accept(after, after.latest.hash, by=ADA))
    assert ada.in_force == before.in_force
    assert joint(accept(ada, ada.latest.hash, by=BEN)).in_force == replace_accepted(ada)


def replace_accepted(one: JointText) -> object:
    return type(one.latest)(one.latest.hash, one.latest.text, one.latest.nonce, frozenset(BOTH))


def test_a_yes_to_older_words_is_none_and_nobody_rewords_what_they_have_not_read() -> None:
    before = active()
    after = joint(reword(before, "Walk on Sundays.", nonce="m", instead_of=before.latest.hash, by=ADA))
    assert accept(after, before.latest.hash, by=BEN) == Refused("wrong_version")
    assert reword(after, "Sleep.", nonce="o", instead_of=before.latest.hash, by=BEN) == Refused("wrong_version")


def test_the_same_words_with_another_nonce_have_another_name() -> None:
    assert wording("Walk.", nonce="a").hash != wording("Walk.", nonce="b").hash


@pytest.mark.parametrize("by", BOTH)
@pytest.mark.parametrize("ending", ["done", "let_go"])
def test_either_ends_it_alone_and_twice_is_the_same_answer(by: str, ending: Ending) -> None:
    ended = joint(end(active(), ending, by=by))
    assert state(ended) == ending
    assert end(ended, ending, by=EVE if by == EVE else ADA) == ended
    other: Ending = "done" if ending == "let_go" else "let_go"
    assert end(ended, other, by=BEN) == Refused("ended")
    assert accept(ended, ended.latest.hash, by=BEN) == Refused("ended")


def test_what_never_counted_is_let_go_and_not_done() -> None:
    assert end(proposed(), "done", by=BEN) == Refused("not_accepted")
    assert state(joint(end(proposed(), "let_go", by=BEN))) == "let_go"


def test_nobody_but_the_two_has_a_say() -> None:
    assert propose(BOTH, "Walk.", nonce="n", by=EVE) == Refused("not_yours")
    assert accept(proposed(), proposed().latest.hash, by=EVE) == Refused("not_yours")
    assert end(proposed(), "let_go", by=EVE) == Refused("not_yours")


def test_a_step_is_taken_on_by_oneself_alone_or_beside_the_other() -> None:
    adas = step(take(Step(), by=ADA))
    assert adas.takers == {ADA}
    assert step(take(adas, by=BEN)).takers == {ADA, BEN}
    assert step(put_back(adas, by=ADA)).takers == frozenset()


def test_whoever_took_a_step_on_says_that_it_is_done() -> None:
    adas = step(take(Step(), by=ADA))
    assert finish(adas, by=BEN) == steps.Refused("not_taken")
    done = step(finish(adas, by=ADA))
    assert done.state == "done"
    assert finish(done, by=ADA) == done


def test_nobody_lets_go_what_only_the_other_took_on() -> None:
    adas = step(take(Step(), by=ADA))
    assert let_go(adas, by=BEN) == steps.Refused("taken_by_the_other")
    gone = step(let_go(adas, by=ADA))
    assert (gone.state, let_go(gone, by=BEN)) == ("let_go", gone)
    assert step(let_go(Step(), by=BEN)).state == "let_go"


def test_a_step_that_is_over_takes_no_more_acts() -> None:
    done, gone = Step(frozenset({ADA}), "done"), Step(frozenset({ADA}), "let_go")
    assert take(done, by=BEN) == put_back(done, by=ADA) == let_go(done, by=ADA) == steps.Refused("ended")
    assert finish(gone, by=ADA) == steps.Refused("ended")


class TwoAtOneText(RuleBasedStateMachine):
    """Whatever the two do, and in whatever order, only words that both said yes to ever count (I-29, I-30, I-32)."""

    def __init__(self) -> None:
        super().__init__()
        self.joint = proposed()
        self.yes: dict[str, set[str]] = {self.joint.latest.hash: {ADA}}
        self.known = [self.joint.latest.hash]

    @rule(by=st.sampled_from((ADA, BEN, EVE)), back=st.integers(0, 3))
    def says_yes(self, by: str, back: int) -> None:
        version = self.known[-1 - back % len(self.known)]
        before = self.joint
        result = accept(before, version, by=by)
        if isinstance(result, Refused):
            assert result.code in {"wrong_version", "ended", "not_yours"}
        else:
            assert by in BOTH
            self.yes[version].add(by)
            self.joint = result

    @rule(by=st.sampled_from((ADA, BEN, EVE)), text=st.text(min_size=1, max_size=5), back=st.integers(0, 1))
    def rewords(self, by: str, text: str, back: int) -> None:
        before = self.joint
        nonce = str(len(self.known))
        result = reword(before, text, nonce=nonce, instead_of=self.known[-1 - back % len(self.known)], by=by)
        if isinstance(result, JointText):
            assert result.latest.accepted_by == frozenset()
            assert result.in_force == before.in_force
            self.known.append(result.latest.hash)
            self.yes[result.latest.hash] = set()
            self.joint = result

    @rule(by=st.sampled_from((ADA, BEN)), ending=st.sampled_from(("done", "let_go")))
    def ends(self, by: str, ending: Ending) -> None:
        result = end(self.joint, ending, by=by)
        if isinstance(result, JointText):
            self.joint = result
        else:
            assert result.code in {"ended", "not_accepted"}

    @invariant()
    def what_counts_has_the_yes_of_both_to_exactly_it(self) -> None:
        if self.joint.in_force is not None:
            assert self.yes[self.joint.in_force.hash] == set(BOTH)
        assert (state(self.joint) == "active") == (self.joint.in_force is not None and self.joint.ended is None)

    @invariant()
    def the_newest_words_carry_the_yeses_that_were_said_to_them(self) -> None:
        assert self.joint.latest.accepted_by == self.yes[self.joint.latest.hash]


TestTwoAtOneText = TwoAtOneText.TestCase
TestTwoAtOneText.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
