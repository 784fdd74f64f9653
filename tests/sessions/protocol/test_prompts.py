"""A question of the template's own: each in turn, or both before either sees; for both, or for oneself alone."""

from __future__ import annotations

from dataclasses import replace

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from tests.sessions.protocol.story import (
    GROUNDING,
    IN_TURN,
    PRIVATE,
    TOGETHER,
    first_step,
    paused,
    template,
)


def test_in_turn_the_one_who_asked_for_the_talk_begins() -> None:
    story = first_step(template(IN_TURN), requester="b")
    assert (story.view("a")["you"]["role"], story.view("b")["you"]["role"]) == ("listener", "speaker")
    story.when(c.AnswerPrompt("a", text="Me")).refused("floor_not_held")
    story.when(c.AnswerPrompt("b", text="Good.")).then("prompt_answered")
    story.when(c.AnswerPrompt("b", text="And")).refused("floor_not_held")
    story.when(c.AnswerPrompt("a", text="Well.")).then("prompt_answered", "step_entered")


def test_an_answer_has_room_and_an_end() -> None:
    first_step(template(IN_TURN)).when(c.AnswerPrompt("a", text="x" * 1501)).refused("too_long")
    first_step(template(TOGETHER)).when(c.AnswerPrompt("a", text="x" * 1501)).refused("too_long")


def test_a_question_may_be_skipped_without_a_word() -> None:
    story = first_step(template(IN_TURN)).when(c.AnswerPrompt("a", skip=True, text="not sent"))
    assert story.event == e.PromptAnswered(story.now, by="a", text="")


def test_together_nobody_sees_the_others_answer_before_both_are_in() -> None:
    story = first_step(template(TOGETHER))
    before = {**story.view("b")}
    story.when(c.AnswerPrompt("a", text="Fine.")).then()
    assert story.view("b") == before
    story.when(c.AnswerPrompt("a", text="Or not.")).refused("not_now")
    story.when(c.AnswerPrompt("b", skip=True))
    assert story.events[:3] == (
        e.PromptAnswered(story.now, by="a", text="Fine."),
        e.PromptAnswered(story.now, by="b", text=""),
        e.PromptsRevealed(story.now),
    )
    story.in_phase("closing")


def test_the_order_of_revealing_does_not_tell_who_was_first() -> None:
    story = first_step(template(TOGETHER)).when(c.AnswerPrompt("b", text="B"), c.AnswerPrompt("a", text="A"))
    assert [getattr(event, "by", None) for event in story.events[:2]] == ["a", "b"]


def test_a_private_answer_is_shown_to_nobody() -> None:
    story = first_step(template(PRIVATE)).both(c.AnswerPrompt("a", text="Only for me"))
    story.then("step_entered").in_phase("closing")
    assert "Only for me" not in str(story.log)
    assert all("Only for me" not in str(event) for event in story.log)


def test_a_private_question_is_answered_by_both_at_once_even_where_the_template_says_in_turn() -> None:
    story = first_step(template(replace(IN_TURN, sharing="private")))
    story.when(c.AnswerPrompt("b", text="First")).then()


def test_an_exercise_ends_when_both_are_done() -> None:
    story = first_step(template(GROUNDING)).when(c.Done("a")).then()
    assert "done" not in story.may("a")
    story.when(c.Done("a")).refused("not_now")
    story.when(c.Done("b")).then("step_entered")


def test_an_exercise_ends_when_its_time_is_over_and_nothing_about_it_is_kept() -> None:
    story = first_step(template(GROUNDING)).after(seconds=119).then().after(seconds=1).then("step_entered")
    assert [type(event) for event in story.log[-2:]] == [e.StepEntered, e.StepEntered]


def test_an_exercise_may_take_longer() -> None:
    story = first_step(template(GROUNDING)).when(c.NeedTime("a")).then("time_extended").after(minutes=6).then()
    story.after(minutes=1).then("step_entered")


def test_an_exercise_that_was_interrupted_goes_on_for_what_was_left() -> None:
    story = paused(first_step(template(GROUNDING)).later(seconds=100)).later(minutes=20)
    story.both(c.RateArousal("a", 1), c.Return("a")).after(seconds=19).then().after(seconds=1).then("step_entered")
