"""A kind word to begin with, and something to take home at the end (L-17)."""

from __future__ import annotations

from datetime import timedelta

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.facts import UNTIMED
from app.sessions.protocol.sides import Both
from app.sessions.protocol.state import Closing
from tests.sessions.protocol.story import (
    GROUNDING,
    TOGETHER,
    agreeing,
    boundary,
    closing,
    commitment,
    first_step,
    opening_step,
    speaking,
    template,
)


def test_each_thanks_the_other_once_and_then_the_talk_begins() -> None:
    story = opening_step().when(c.Appreciate("a", "Thank you for coming.")).then("appreciated").in_phase("opening")
    assert "appreciate" not in story.may("a")
    story.when(c.Appreciate("a", "And for the tea.")).refused("not_now")
    story.when(c.Appreciate("b", "I am glad we talk.")).then(
        "appreciated", "step_entered", "first_chosen", "floor_given"
    )


def test_a_kind_word_is_no_speech() -> None:
    opening_step().when(c.Appreciate("a", "x" * 601)).refused("too_long")


def test_in_the_closing_each_may_say_what_they_understood_once() -> None:
    story = closing().when(c.Learn("a", "That Sundays matter.")).then("learned")
    story.when(c.Learn("a", "More")).refused("not_now")
    story.when(c.Learn("b", "That you were tired.")).then("learned").in_phase("closing")


def test_what_was_understood_is_short() -> None:
    closing().when(c.Learn("a", "x" * 601)).refused("too_long")


def test_in_the_closing_each_may_give_thanks_once() -> None:
    story = closing().when(c.Appreciate("a", "Thank you.")).then("appreciated").in_phase("closing")
    story.when(c.Appreciate("a", "Again.")).refused("not_now")
    story.when(c.Appreciate("b", "Thank you too.")).then("appreciated").in_phase("closing")


def test_how_it_felt_is_asked_once_and_told_to_nobody() -> None:
    story = closing()
    before = {**story.view("b")}
    story.when(c.RateFelt("a", 1, 2, 3)).then()
    assert story.view("b") == before
    assert story.view("a")["private"]["given"] == ["felt"]
    story.when(c.RateFelt("a", 5, 5, 5)).refused("not_now")


def test_both_done_closes_the_session() -> None:
    story = closing().when(c.Done("a")).then()
    story.when(c.Done("a")).refused("not_now")
    story.when(c.Done("b")).then("session_ended")
    assert story.event == e.SessionEnded(story.now, outcome="closed", kind="understood")
    ended = story.view("a")["ended"]
    assert ended == {"outcome": "closed", "kind": "understood", "suggested_at": None}


def test_a_closing_that_nobody_ends_ends_by_itself() -> None:
    story = closing().after(minutes=10).then("session_ended")
    assert story.view("b")["guide"]["key"] == "guide.ended.closed"


def test_more_time_in_the_closing() -> None:
    story = closing().when(c.NeedTime("a")).then("time_extended")
    assert isinstance(story.phase, Closing)
    assert story.phase.until == story.now + timedelta(minutes=15)


def test_a_talk_that_reached_an_agreement_says_so() -> None:
    story = agreeing().when(boundary("a"))
    draft = story.session.drafts[0]
    story.when(c.Assent("b", draft.id, draft.version)).both(c.Done("a"), c.Done("a"))
    assert story.event == e.SessionEnded(story.now, outcome="closed", kind="agreed")


def test_a_limit_that_one_declared_alone_is_not_called_an_agreement() -> None:
    story = agreeing().when(boundary("a", scope="personal")).both(c.Done("a"), c.Done("a"))
    assert story.event == e.SessionEnded(story.now, outcome="closed", kind="understood")


def test_a_proposal_that_was_set_aside_is_not_called_an_agreement() -> None:
    story = agreeing().when(commitment("a"))
    draft = story.session.drafts[0]
    story.when(c.SetAside("b", draft.id, draft.version)).both(c.Done("a"), c.Done("a"))
    assert story.event == e.SessionEnded(story.now, outcome="closed", kind="understood")


def test_a_talk_without_an_understanding_step_has_nothing_to_claim() -> None:
    story = first_step(template(GROUNDING)).both(c.Done("a"), c.Done("a"))
    assert story.event == e.SessionEnded(story.now, outcome="closed", kind="none")


def test_a_talk_in_which_one_was_not_heard_is_unfinished() -> None:
    story = speaking().known(pace=Both(UNTIMED, UNTIMED))
    story.after(minutes=55).in_phase("closing").both(c.Done("a"))
    assert story.event == e.SessionEnded(story.now, outcome="closed", kind="unfinished")


def test_the_step_before_the_closing_leads_there() -> None:
    first_step(template(TOGETHER)).both(c.AnswerPrompt("a", text="Well")).in_phase("closing")
