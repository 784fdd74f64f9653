"""A crossing: told to oneself, shared on a yes of one's own, answered by both, renewed by whoever may sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.crossings.lifecycle import (
    OPEN,
    Crossing,
    Redress,
    Refused,
    accept,
    answer,
    done,
    in_force,
    propose,
    redress_hash,
    renew,
    repair_until,
    share,
    state,
)

ADA, BEN, EVE = "ada", "ben", "eve"
BOTH = (ADA, BEN)
V1, V2 = "v1", "v2"


def taken(outcome: Crossing | Refused) -> Crossing:
    assert isinstance(outcome, Crossing)
    return outcome


def given_note(*, limit_of: str | None = None) -> Crossing:
    return Crossing(ADA, BEN, limit_of=limit_of)


def given_shared(*, limit_of: str | None = None) -> Crossing:
    return taken(share(taken(answer(given_note(limit_of=limit_of), "yes", by=ADA)), by=ADA))


def given_planned(*, limit_of: str | None = None) -> Crossing:
    return taken(accept(taken(propose(given_shared(limit_of=limit_of), "p1", by=BEN)), "p1", by=ADA))


def given_done(*, limit_of: str | None = None) -> Crossing:
    crossing = given_planned(limit_of=limit_of)
    for one in BOTH:
        crossing = taken(done(crossing, "p1", by=one))
    return crossing


def test_a_report_is_a_private_note() -> None:
    assert state(given_note()) == "private"
    assert state(given_note(), stands=False) == "private"


@pytest.mark.parametrize("together", [None, "no", "unsure"])
def test_without_a_yes_nothing_is_shared(together: str | None) -> None:
    # G-4.
    note = given_note()
    if together is not None:
        note = taken(answer(note, together, by=ADA))  # type: ignore[arg-type]
    assert share(note, by=ADA) == Refused("not_safe_yet")


def test_a_yes_alone_shares_nothing() -> None:
    assert state(taken(answer(given_note(), "yes", by=ADA))) == "private"


def test_sharing_is_an_act_of_its_own_and_twice_is_once() -> None:
    shared = given_shared()
    assert state(shared) == "crossed"
    assert share(shared, by=ADA) == shared


def test_a_note_that_was_kept_may_be_shared_later_after_a_yes() -> None:
    kept = taken(answer(given_note(), "unsure", by=ADA))
    assert state(taken(share(taken(answer(kept, "yes", by=ADA)), by=ADA))) == "crossed"


def test_a_yes_can_be_taken_back_before_it_is_shared_and_not_afterwards() -> None:
    yes = taken(answer(given_note(), "yes", by=ADA))
    assert share(taken(answer(yes, "no", by=ADA)), by=ADA) == Refused("not_safe_yet")
    assert answer(given_shared(), "no", by=ADA) == Refused("already_shared")


@pytest.mark.parametrize("by", [BEN, EVE])
def test_only_the_reporter_answers_and_shares(by: str) -> None:
    assert answer(given_note(), "yes", by=by) == Refused("not_yours")
    assert share(taken(answer(given_note(), "yes", by=ADA)), by=by) == Refused("not_yours")


def test_nothing_is_done_about_a_private_note() -> None:
    note = given_note()
    for outcome in (
        propose(note, "p1", by=ADA),
        accept(note, "p1", by=ADA),
        done(note, "p1", by=ADA),
        renew(note, V1, standing=V1, by=ADA),
    ):
        assert outcome == Refused("not_shared")


def test_a_stranger_does_nothing() -> None:
    crossing = given_done()
    for outcome in (
        propose(crossing, "p2", by=EVE),
        accept(crossing, "p1", by=EVE),
        done(crossing, "p1", by=EVE),
        renew(crossing, V1, standing=V1, by=EVE),
    ):
        assert outcome == Refused("not_yours")


@pytest.mark.parametrize("by", BOTH)
def test_either_proposes_and_one_yes_is_not_enough(by: str) -> None:
    proposed = taken(propose(given_shared(), "p1", by=by))
    assert (state(proposed), in_force(proposed)) == ("crossed", None)
    assert state(taken(accept(proposed, "p1", by=by))) == "crossed"


def test_the_redress_is_planned_when_both_accepted_the_same_words() -> None:
    planned = given_planned()
    plan = in_force(planned)
    assert plan is not None
    assert (state(planned), plan.hash) == ("redress_planned", "p1")


def test_after_another_proposal_a_yes_to_the_old_one_counts_for_nothing() -> None:
    both_proposed = taken(propose(taken(propose(given_shared(), "p1", by=ADA)), "p2", by=BEN))
    assert accept(both_proposed, "p1", by=BEN) == Refused("wrong_version")
    assert state(taken(accept(both_proposed, "p2", by=ADA))) == "redress_planned"


def test_there_is_nothing_to_accept_before_a_proposal() -> None:
    assert accept(given_shared(), "p1", by=BEN) == Refused("wrong_version")


def test_a_plan_in_force_stands_until_both_accept_another() -> None:
    again = taken(propose(given_planned(), "p2", by=ADA))
    assert in_force(again) == in_force(given_planned())
    replaced = taken(accept(again, "p2", by=BEN))
    plan = in_force(replaced)
    assert plan is not None
    assert plan.hash == "p2"


def test_it_is_done_when_both_say_so() -> None:
    half = taken(done(given_planned(), "p1", by=BEN))
    assert state(half) == "redress_planned"
    assert state(taken(done(half, "p1", by=BEN))) == "redress_planned"
    assert state(taken(done(half, "p1", by=ADA))) == "redress_done"


def test_what_is_not_planned_is_not_done() -> None:
    assert done(given_shared(), "p1", by=ADA) == Refused("not_yet")
    assert done(given_planned(), "p2", by=ADA) == Refused("wrong_version")


def test_words_about_an_older_plan_are_not_words_about_the_new_one() -> None:
    half = taken(done(given_planned(), "p1", by=BEN))
    replaced = taken(accept(taken(propose(half, "p2", by=ADA)), "p2", by=BEN))
    assert state(taken(done(replaced, "p2", by=ADA))) == "redress_planned"


def test_after_it_is_done_no_other_plan_is_proposed() -> None:
    assert propose(given_done(), "p2", by=ADA) == Refused("over")


def test_renewed_needs_both_under_the_same_version() -> None:
    half = taken(renew(given_done(), V1, standing=V1, by=BEN))
    assert state(half) == "redress_done"
    whole = taken(renew(half, V1, standing=V1, by=ADA))
    assert state(whole) == "renewed"


def test_a_newer_version_that_both_put_in_force_can_be_the_renewed_one() -> None:
    half = taken(renew(given_done(), V1, standing=V1, by=BEN))
    # Meanwhile both agreed on other words; the signature under the old ones does not count.
    newer = taken(renew(half, V2, standing=V2, by=ADA))
    assert state(newer) == "redress_done"
    assert state(taken(renew(newer, V2, standing=V2, by=BEN))) == "renewed"


def test_nobody_signs_what_is_not_in_force() -> None:
    assert renew(given_done(), V1, standing=V2, by=ADA) == Refused("wrong_version")


def test_nothing_is_renewed_before_the_redress_is_done() -> None:
    assert renew(given_planned(), V1, standing=V1, by=ADA) == Refused("not_yet")
    assert renew(given_shared(), V1, standing=V1, by=ADA) == Refused("not_yet")


def test_a_personal_limit_is_renewed_by_its_owner_alone() -> None:
    # G-5.
    crossing = given_done(limit_of=ADA)
    assert renew(crossing, V1, standing=V1, by=BEN) == Refused("not_yours")
    assert state(taken(renew(crossing, V1, standing=V1, by=ADA))) == "renewed"


def test_what_is_renewed_is_over_and_a_repeated_signature_is_the_same_answer() -> None:
    renewed = taken(renew(taken(renew(given_done(), V1, standing=V1, by=BEN)), V1, standing=V1, by=ADA))
    assert renew(renewed, V1, standing=V2, by=ADA) == renewed
    for outcome in (
        propose(renewed, "p2", by=ADA),
        accept(renewed, "p1", by=ADA),
        done(renewed, "p1", by=ADA),
        renew(renewed, V2, standing=V2, by=ADA),
    ):
        assert outcome == Refused("over")


def test_letting_the_agreement_go_ends_what_was_open_and_not_what_was_renewed() -> None:
    for crossing in (given_shared(), given_planned(), given_done()):
        assert state(crossing, stands=False) == "retired"
    renewed = taken(renew(given_done(limit_of=ADA), V1, standing=V1, by=ADA))
    assert state(renewed, stands=False) == "renewed"


def test_the_plan_is_named_by_its_very_words() -> None:
    plan = Redress("I tell you before I book.", "That you found out by chance.", date(2026, 12, 1))
    others = (
        replace(plan, what="I ask before I book."),
        replace(plan, answers="The money."),
        replace(plan, by=date(2026, 12, 2)),
    )
    assert len({redress_hash(one, "n") for one in (plan, *others)}) == 4
    assert redress_hash(plan, "n") != redress_hash(plan, "m")
    assert "book" not in repr(plan)


def test_the_answer_to_the_private_question_is_not_shown_by_accident() -> None:
    assert "unsure" not in repr(taken(answer(given_note(), "unsure", by=ADA)))


@pytest.mark.parametrize(("hours", "offered"), [(None, 72), (1, 24), (24, 24), (100, 100), (168, 168), (10_000, 168)])
def test_a_brief_repair_is_offered_for_a_while_within_the_limits(hours: int | None, offered: int) -> None:
    shared_at = datetime(2026, 11, 22, 20, tzinfo=UTC)
    assert repair_until(shared_at, hours=hours) == shared_at + timedelta(hours=offered)


class AnyHistory(RuleBasedStateMachine):
    """Whatever the three of them try, in any order, against a book kept by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.crossing = given_note()
        self.standing, self.stands = V1, True
        self.said_yes = False
        self.accepted: dict[str, set[str]] = {}
        self.finished: dict[str, set[str]] = {}
        self.signed: dict[str, str] = {}

    def tried(self, outcome: Crossing | Refused) -> bool:
        if isinstance(outcome, Refused):
            return False
        self.crossing = outcome
        return True

    @rule(by=st.sampled_from((ADA, BEN, EVE)), together=st.sampled_from(("yes", "no", "unsure")))
    def answers(self, by: str, together: str) -> None:
        if self.tried(answer(self.crossing, together, by=by)):  # type: ignore[arg-type]
            assert by == ADA
            self.said_yes = together == "yes"

    @rule(by=st.sampled_from((ADA, BEN, EVE)))
    def shares(self, by: str) -> None:
        if self.tried(share(self.crossing, by=by)):
            assert by == ADA
            assert self.said_yes

    @rule(by=st.sampled_from((ADA, BEN, EVE)))
    def proposes(self, by: str) -> None:
        name = f"p{len(self.accepted)}"
        if self.tried(propose(self.crossing, name, by=by)):
            self.accepted[name] = {by}

    @precondition(lambda self: bool(self.accepted))
    @rule(by=st.sampled_from((ADA, BEN, EVE)), back=st.integers(0, 2))
    def accepts(self, by: str, back: int) -> None:
        names = list(self.accepted)
        name = names[max(0, len(names) - 1 - back)]
        if self.tried(accept(self.crossing, name, by=by)):
            assert name == names[-1]
            self.accepted[name].add(by)

    @precondition(lambda self: bool(self.accepted))
    @rule(by=st.sampled_from((ADA, BEN, EVE)))
    def finishes(self, by: str) -> None:
        name = in_force_by_hand(self.accepted) or "p0"
        if self.tried(done(self.crossing, name, by=by)):
            self.finished.setdefault(name, set()).add(by)

    @rule(by=st.sampled_from((ADA, BEN, EVE)), version=st.sampled_from((V1, V2)))
    def renews(self, by: str, version: str) -> None:
        over = self.crossing.renewed
        if self.tried(renew(self.crossing, version, standing=self.standing, by=by)) and not over:
            assert version == self.standing
            assert self.finished[in_force_by_hand(self.accepted) or ""] == set(BOTH)
            self.signed[by] = version

    @rule()
    def both_put_other_words_in_force(self) -> None:
        self.standing = V2

    @rule()
    def somebody_lets_the_agreement_go(self) -> None:
        self.stands = False

    @invariant()
    def it_is_where_the_book_says(self) -> None:
        now = state(self.crossing, stands=self.stands)
        plan = in_force_by_hand(self.accepted)
        if not self.crossing.shared:
            # Nothing was done about it, whatever was tried.
            assert (now, self.accepted, self.signed) == ("private", {}, {})
        elif len(self.signed) == 2 and len(set(self.signed.values())) == 1:
            assert now == "renewed"
        elif not self.stands:
            assert now == "retired"
        elif plan is None:
            assert now == "crossed"
        else:
            finished = self.finished.get(plan, set()) == set(BOTH)
            assert now == ("redress_done" if finished else "redress_planned")
        assert (now in OPEN) == (now not in {"private", "renewed", "retired"})


def in_force_by_hand(accepted: dict[str, set[str]]) -> str | None:
    return next((name for name in reversed(accepted) if accepted[name] == set(BOTH)), None)


TestAnyHistory = AnyHistory.TestCase
