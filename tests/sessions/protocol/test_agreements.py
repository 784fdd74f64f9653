"""Agreements hold when both said yes to the same words (G-1, I-29, I-30); one's own limit needs no signature (G-5)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.agreements.lifecycle import Terms, content_hash
from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.on_the_table import Draft
from app.sessions.protocol.particulars import Particulars
from app.sessions.protocol.sides import SIDES, Both
from app.templates.steps import AgreementKind
from tests.sessions.protocol.story import (
    SOLUTIONS,
    UNDERSTANDING,
    Story,
    agreeing,
    base_agreement,
    benchmark,
    boundary,
    commitment,
    heard,
    speaking,
    template,
)


def draft(story: Story) -> Draft:
    return story.session.drafts[-1]


def yes(story: Story, side: str = "b") -> c.Assent:
    return c.Assent(side, draft(story).id, draft(story).version)  # type: ignore[arg-type]  # one of the two


def test_a_proposal_is_its_authors_yes() -> None:
    story = agreeing().when(boundary("a")).then("agreement_proposed")
    assert draft(story).assents == frozenset("a")
    assert "assent" not in story.may("a")
    story.when(yes(story, "a")).refused("not_now")


def test_two_yeses_to_the_same_words_are_an_agreement() -> None:
    story = agreeing().when(boundary("a"))
    story.when(yes(story)).then("agreement_reached")
    assert (draft(story).state, draft(story).assents) == ("reached", frozenset("ab"))
    shown = story.view("b")["agreements"][0]
    assert (shown["state"], shown["by_you"], shown["assented_by_you"]) == ("reached", False, True)


def test_the_view_offers_the_very_proposal_that_waits_for_ones_yes() -> None:
    story = agreeing().when(boundary("b"), boundary("a", text="No calls after ten."))
    mine = story.session.drafts[0]
    assert story.may("a")["assent"]["with"] == {"agreement": mine.id, "version": mine.version}


def test_there_is_nothing_to_say_yes_to_before_somebody_proposed() -> None:
    story = agreeing()
    assert {"assent", "set_aside"} & set(story.may("a")) == set()
    story.when(c.Assent("a", "x", "y")).refused("not_now")
    story.when(c.SetAside("a", "x", "y")).refused("not_now")


@pytest.mark.parametrize(("agreement", "version"), [("another", "same"), ("same", "another")])
def test_a_yes_to_anything_but_these_words_is_no_yes(agreement: str, version: str) -> None:
    story = agreeing().when(boundary("a"))
    named = c.Assent(
        "b",
        draft(story).id if agreement == "same" else "another",
        draft(story).version if version == "same" else "another",
    )
    story.when(named).refused("wrong_version")
    assert draft(story).state == "open"


def test_a_rewording_is_a_new_version_with_its_authors_yes_alone() -> None:
    """I-30, attack test 17."""
    story = agreeing().when(boundary("a"))
    old = draft(story)
    story.when(boundary("b", agreement=old.id, text="No phones at breakfast.")).then("agreement_proposed")
    assert (draft(story).id, draft(story).assents) == (old.id, frozenset("b"))
    assert draft(story).version != old.version
    story.when(c.Assent("a", old.id, old.version)).refused("wrong_version")
    story.when(yes(story, "a")).then("agreement_reached")


def test_nobody_agrees_to_different_words_in_a_race() -> None:
    """Attack test 16."""
    story = agreeing().when(boundary("a"))
    old = draft(story)
    story.when(boundary("a", agreement=old.id, text="No phones at all."), c.Assent("b", old.id, old.version))
    story.refused("wrong_version")


@pytest.mark.parametrize(
    ("made", "terms"),
    [
        (boundary("a"), Terms("boundary", "shared", "time", None, "No phones at dinner.", 90)),
        (
            boundary("b", scope="personal"),
            Terms("boundary", "personal", "time", "person-b", "No phones at dinner.", 90),
        ),
        (commitment("a"), Terms("commitment", "shared", None, "person-a", "I call when I am late.", 10)),
        (
            commitment("a", owner="partner"),
            Terms("commitment", "shared", None, "person-b", "I call when I am late.", 10),
        ),
    ],
)
def test_a_version_is_the_hash_of_whose_what_and_until_when(made: c.ProposeAgreement, terms: Terms) -> None:
    """I-29: the yes is to exactly this, and the agreement that is kept can be checked against it."""
    story = agreeing().when(made)
    assert draft(story).version == content_hash(terms, draft(story).nonce)


def test_the_same_words_proposed_twice_are_two_versions() -> None:
    story = agreeing().when(boundary("a"))
    old = draft(story)
    story.when(boundary("a", agreement=old.id))
    assert draft(story).version != old.version


@pytest.mark.parametrize("state", ["reached", "set aside", "never made"])
def test_only_an_open_proposal_can_be_reworded(state: str) -> None:
    story = agreeing().when(boundary("a"))
    named = draft(story).id
    if state == "reached":
        story.when(yes(story))
    if state == "set aside":
        story.when(c.SetAside("b", named, draft(story).version))
    if state == "never made":
        named = "unknown"
    story.when(boundary("b", agreement=named)).refused("wrong_version")


@pytest.mark.parametrize("other", [commitment("b"), boundary("b", scope="personal")])
def test_a_proposal_is_not_turned_into_another_thing_under_its_name(other: c.ProposeAgreement) -> None:
    story = agreeing().when(boundary("a"))
    story.when(replace(other, agreement=draft(story).id)).refused("wrong_version")


def test_either_may_set_a_proposal_aside() -> None:
    story = agreeing().when(boundary("a"))
    named = story.may("b")["set_aside"]["with"]
    story.when(c.SetAside("b", **named)).then("agreement_set_aside")
    assert draft(story).state == "set_aside"
    story.when(yes(story)).refused("not_now")


@pytest.mark.parametrize("agreement", ["another", ""])
def test_setting_aside_names_the_words_too(agreement: str) -> None:
    story = agreeing().when(boundary("a"))
    named = agreement or draft(story).id
    story.when(c.SetAside("b", named, "another")).refused("wrong_version")


def test_what_was_reached_is_not_set_aside() -> None:
    story = agreeing().when(boundary("a"), boundary("a"))
    reached = story.session.drafts[0]
    story.when(c.Assent("b", reached.id, reached.version))
    story.when(c.SetAside("b", reached.id, reached.version)).refused("wrong_version")
    story.when(c.Assent("b", reached.id, reached.version)).refused("wrong_version")


def test_a_limit_of_ones_own_holds_at_once_and_needs_nobodys_yes() -> None:
    story = agreeing().when(boundary("a", scope="personal")).then("agreement_proposed", "agreement_reached")
    assert (draft(story).owner, draft(story).assents, draft(story).state) == ("a", frozenset("a"), "reached")
    assert "assent" not in story.may("b")


def test_nobody_declares_a_personal_limit_for_the_other() -> None:
    story = agreeing().when(boundary("a", scope="personal", owner="partner"))
    assert draft(story).owner == "a"


def test_a_promise_is_never_in_force_by_one_alone() -> None:
    story = agreeing().when(commitment("a", scope="personal")).then("agreement_proposed")
    assert (draft(story).scope, draft(story).state) == ("shared", "open")


def test_a_promise_may_be_proposed_to_the_other_who_must_say_yes() -> None:
    story = agreeing().when(commitment("a", owner="partner"))
    assert (draft(story).owner, draft(story).state) == ("b", "open")
    story.when(yes(story)).then("agreement_reached")


def test_a_proposal_is_brief() -> None:
    agreeing().when(boundary("a", text="x" * 601)).refused("too_long")


@pytest.mark.parametrize(("made", "days"), [(boundary("a", days=5), 30), (commitment("a", days=365), 28)])
def test_when_to_look_again_stays_inside_the_hard_limits(made: c.ProposeAgreement, days: int) -> None:
    story = agreeing().when(made)
    assert isinstance(story.event, e.AgreementProposed)
    assert story.event.days == days


def solutions_of(*kinds: AgreementKind) -> Story:
    story = heard(speaking(template(UNDERSTANDING, replace(SOLUTIONS, kinds=kinds))))
    return story.both(c.ReadyForSolutions("a", ready=True))


def test_a_template_may_ask_for_one_kind_alone() -> None:
    story = solutions_of("commitment")
    assert story.may("a")["propose_agreement"]["with"] == {"kind": "commitment"}
    story.when(boundary("a")).refused("limit_reached")
    story.when(commitment("a")).then("agreement_proposed")


def test_where_both_kinds_are_asked_for_the_choice_is_free() -> None:
    assert "with" not in agreeing().may("a")["propose_agreement"]


def test_at_most_five_proposals_are_open_and_an_open_one_can_still_be_reworded() -> None:
    story = agreeing()
    for _ in range(5):
        story.when(boundary("a")).then("agreement_proposed")
    story.when(boundary("b")).refused("limit_reached")
    story.when(boundary("b", agreement=draft(story).id, text="Otherwise")).then("agreement_proposed")


def test_nobody_fills_a_session_with_proposals() -> None:
    story = agreeing()
    for _ in range(10):
        story.when(boundary("a", scope="personal"))
    story.when(boundary("a", scope="personal")).refused("limit_reached")
    story.when(boundary("b")).then("agreement_proposed")


def test_three_promises_are_enough_for_one_person() -> None:
    story = agreeing().when(commitment("a"), commitment("a"), commitment("b", owner="partner"))
    story.when(commitment("a")).refused("limit_reached")
    story.when(commitment("b")).then("agreement_proposed")


def test_promises_that_are_in_force_already_count() -> None:
    story = agreeing().known(commitments=Both(3, 0)).when(commitment("a")).refused("limit_reached")
    story.when(commitment("b")).then("agreement_proposed")
    assert Facts().commitments == Both(0, 0)


def test_a_promise_for_which_there_is_no_room_any_more_stays_open() -> None:
    story = agreeing().when(commitment("a"))
    story.known(commitments=Both(3, 0)).when(yes(story)).refused("limit_reached")
    story.known(commitments=Both(2, 3)).when(yes(story)).then("agreement_reached")


def test_the_talk_says_how_many_promises_one_person_may_carry() -> None:
    format_ = template(UNDERSTANDING, SOLUTIONS, commitments_per_person=1)
    story = heard(speaking(format_)).both(c.ReadyForSolutions("a", ready=True)).in_phase("agreeing")
    story.when(commitment("a")).when(commitment("a")).refused("limit_reached")
    story.when(commitment("b")).then("agreement_proposed")


def test_a_promise_that_is_reworded_is_not_counted_twice() -> None:
    story = agreeing().known(commitments=Both(2, 0)).when(commitment("a"))
    story.when(commitment("b", owner="partner", agreement=draft(story).id, text="So")).then("agreement_proposed")


def test_a_new_proposal_asks_both_again_whether_they_are_done() -> None:
    story = agreeing().when(c.Done("a"))
    assert "done" not in story.may("a")
    story.when(c.Done("a")).refused("not_now")
    story.when(boundary("b"))
    story.when(c.Done("b")).then().in_phase("agreeing")
    story.when(c.Done("a")).then("step_entered").in_phase("closing")


def test_done_is_ones_own_until_both_are() -> None:
    story = agreeing()
    before = {**story.view("b")}
    story.when(c.Done("a"))
    assert story.view("b") == before


MORE = template(UNDERSTANDING, replace(SOLUTIONS, kinds=("base_agreement", "benchmark")))


def looking_for_more() -> Story:
    return heard(speaking(MORE)).both(c.ReadyForSolutions("a", ready=True)).in_phase("agreeing")


@pytest.mark.parametrize("proposed", [base_agreement("a"), benchmark("a")], ids=lambda one: one.kind)
def test_what_belongs_to_both_needs_both_and_keeps_its_particulars(proposed: c.ProposeAgreement) -> None:
    story = looking_for_more().when(proposed).then("agreement_proposed")
    (made,) = story.session.drafts
    assert made.particulars == proposed.particulars
    assert (made.scope, made.days, made.assents) == ("shared", 90, frozenset("a"))
    story.when(c.Assent("b", made.id, made.version)).then("agreement_reached")
    terms = Terms(
        proposed.kind,
        "shared",
        None,
        None,
        text=proposed.text,
        days=90,
        acceptable=proposed.particulars.acceptable,
        not_acceptable=proposed.particulars.not_acceptable,
        if_it_happens=proposed.particulars.if_it_happens,
        observable_sign=proposed.particulars.observable_sign,
        cadence=None if proposed.kind == "base_agreement" else "weekly",
    )
    assert made.version == content_hash(terms, made.nonce)


def test_other_particulars_are_another_version() -> None:
    story = looking_for_more().when(benchmark("a"))
    (first,) = story.session.drafts
    story.when(benchmark("b", agreement=first.id, text=first.text))
    (again,) = story.session.drafts
    assert again.version != first.version
    assert again.assents == {"b"}


def test_a_step_takes_the_kinds_that_it_names() -> None:
    looking_for_more().when(boundary("a")).refused("limit_reached")
    agreeing().when(base_agreement("a")).refused("limit_reached")


def test_many_lines_are_too_long_together() -> None:
    wordy = Particulars(acceptable=("x" * 200,) * 5, not_acceptable=("x" * 200,) * 5)
    looking_for_more().when(replace(base_agreement("a"), particulars=wordy)).refused("too_long")


def test_a_view_shows_the_particulars_to_both() -> None:
    story = looking_for_more().when(base_agreement("a"))
    for side in SIDES:
        (shown,) = story.view(side)["agreements"]
        assert (shown["acceptable"], shown["not_acceptable"]) == (["Asking twice."], ["Hiding a bill."])
        assert (shown["if_it_happens"], shown["observable_sign"], shown["cadence"]) == (["Saying so."], "", "none")
