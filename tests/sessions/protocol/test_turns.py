"""One speaks, the other gives back what was heard, and only the speaker can say whether it is so (L-3 to L-6)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.answers import Refused
from app.sessions.protocol.state import Confirming, Reflecting, Speaking
from tests.sessions.protocol.story import (
    SOLUTIONS,
    UNDERSTANDING,
    confirming,
    reflecting,
    said,
    speaking,
    template,
    validating,
)


def test_a_turn_of_the_floor_holder_is_taken() -> None:
    story = speaking().when(c.Speak("a", "I felt alone on Sunday.")).then("spoken").in_phase("reflecting")
    assert (story.view("a")["you"]["role"], story.view("b")["you"]["role"]) == ("speaker", "listener")
    assert story.view("b")["floor"] == "person-a"


def test_a_turn_of_anybody_else_is_refused_and_nothing_of_it_is_kept() -> None:
    story = speaking()
    before = story.session
    story.when(c.Speak("b", "But I")).refused("floor_not_held")
    assert story.session == before


def test_a_turn_in_four_parts_is_kept_in_its_parts() -> None:
    story = speaking().when(
        c.Speak("a", observation="The door shut", feeling=("sad", "tired"), need=("rest",), request="Would you wait?")
    )
    turn = story.view("b")["turn"]
    assert turn == {
        "by": "person-a",
        "attempt": 1,
        "text": "",
        "observation": "The door shut",
        "feeling": ["sad", "tired"],
        "need": ["rest"],
        "request": "Would you wait?",
        "question": None,
        "reflection": None,
    }


def test_pressure_from_outside_can_be_named() -> None:
    story = speaking().when(c.Speak("a", "I am tired.", outside_pressure=True))
    assert isinstance(story.event, e.Spoken)
    assert story.event.outside_pressure


@pytest.mark.parametrize("text", ["One. Two. Three. Four.", "x" * 601])
def test_a_turn_is_brief(text: str) -> None:
    speaking().when(c.Speak("a", text)).refused("too_long").in_phase("speaking")


def test_parts_count_together() -> None:
    speaking().when(c.Speak("a", observation="One. Two. Three.", request="Four?")).refused("too_long")


def test_a_feeling_is_a_word_and_no_place_for_more_sentences() -> None:
    speaking().when(c.Speak("a", observation="One. Two. Three.", feeling=("sad", "tired"))).then("spoken")
    speaking().when(c.Speak("a", observation="One. Two. Three.", feeling=("Sad. So sad.",))).refused("too_long")
    speaking().when(c.Speak("a", observation="x" * 580, need=("y" * 21,))).refused("too_long")


def test_a_template_may_allow_longer_turns() -> None:
    speaking(turn_max_sentences=4).when(c.Speak("a", "One. Two. Three. Four.")).then("spoken")


def test_a_breath_comes_before_every_answer() -> None:
    story = speaking().when(c.Speak("a", "I felt alone."))
    free_at = story.now + timedelta(seconds=5)
    story.later(seconds=4.9).when(c.Reflect("b", "You felt alone.")).refused("too_early", retry_at=free_at)
    story.when(c.Clarify("b", "When?")).refused("too_early", retry_at=free_at)
    assert story.may("b")["reflect"]["not_before"] == free_at
    assert story.view("b")["not_before"] == free_at
    story.later(seconds=0.1).when(c.Reflect("b", "You felt alone.")).then("reflected")


def test_whoever_answers_exactly_when_they_were_told_is_not_too_early() -> None:
    """The wire has milliseconds, and the clock has more."""
    story = speaking().later(microseconds=123_456).when(c.Speak("a", "I felt alone."))
    story.when(c.Reflect("b", "So."))
    assert isinstance(story.answer, Refused)
    told = story.answer.retry_at
    assert told is not None
    assert told.microsecond == 124_000
    story.now = told
    story.when(c.Reflect("b", "So.")).then("reflected")


def test_the_speaker_does_not_give_back_their_own_turn() -> None:
    reflecting().when(c.Reflect("a", "I felt alone.")).refused("not_now")


def test_the_listener_has_no_way_to_answer_back() -> None:
    story = reflecting()
    assert set(story.may("b")) == {
        "reflect",
        "clarify",
        "rate_arousal",
        "park_topic",
        "need_time",
        "pause",
        "help",
        "leave",
    }


def test_a_summary_may_take_twice_the_sentences_of_a_turn() -> None:
    story = reflecting()
    story.when(c.Reflect("b", "One. Two. Three. Four. Five. Six. Seven.")).refused("too_long")
    story.when(c.Reflect("b", "One. Two. Three. Four. Five. Six.")).then("reflected")


def test_the_feeling_that_was_heard_counts_as_part_of_the_summary() -> None:
    reflecting().when(c.Reflect("b", "x" * 590, feeling_heard="y" * 20)).refused("too_long")


def test_the_summary_is_shown_to_both() -> None:
    turn = confirming().view("a")["turn"]
    assert turn is not None
    assert (turn["text"], turn["reflection"]) == ("I felt alone on Sunday.", "You felt alone on Sunday.")


def test_only_the_speaker_can_say_whether_it_was_heard() -> None:
    confirming().when(c.Confirm("b", "accurate")).refused("floor_not_held")


@pytest.mark.parametrize("verdict", ["partly", "not_yet"])
def test_what_is_not_there_yet_is_tried_again(verdict: e.Verdict) -> None:
    story = confirming().when(c.Confirm("a", verdict, missing="That it was Sunday.")).then("reflection_confirmed")
    assert isinstance(story.phase, Reflecting)
    assert story.phase.attempt == 2
    story.when(c.Reflect("b", "You were alone on Sunday.")).then("reflected")


def test_a_correction_is_one_sentence() -> None:
    confirming().when(c.Confirm("a", "partly", missing="One. Two.")).refused("too_long")


def test_a_confirmed_summary_counts_as_heard() -> None:
    story = validating()
    assert (story.session.heard.a, story.session.heard.b) == (1, 0)


def test_a_template_without_validation_goes_straight_on() -> None:
    used = template(replace(UNDERSTANDING, validation="left_out"), SOLUTIONS)
    story = said(speaking(used)).when(c.Reflect("b", "You felt alone."))
    story.when(c.Confirm("a", "accurate")).then("reflection_confirmed", "floor_given")
    assert isinstance(story.phase, Speaking)
    assert story.phase.floor.turns == 1
    assert story.session.heard.a == 1


def test_the_listener_may_ask_to_understand() -> None:
    story = reflecting().when(c.Clarify("b", "Was it before dinner?")).then("clarification_asked")
    turn = story.view("a")["turn"]
    assert turn is not None
    assert turn["question"] == "Was it before dinner?"
    story.when(c.Answer("b", "Yes")).refused("floor_not_held")
    story.when(c.Answer("a", "After dinner.")).then("clarification_given").in_phase("reflecting")
    story.when(c.Reflect("b", "After dinner you felt alone.")).then("reflected")


def test_a_question_is_a_question() -> None:
    reflecting().when(c.Clarify("b", "One? Two? Three?")).refused("too_long")


def test_an_answer_is_as_brief_as_a_turn() -> None:
    reflecting().when(c.Clarify("b", "Why so?")).when(c.Answer("a", "1. 2. 3. 4. 5.")).refused("too_long")


def test_questions_do_not_take_the_place_of_listening() -> None:
    story = reflecting()
    for _ in range(2):
        story.when(c.Clarify("b", "Really?"), c.Answer("a", "Really."))
    assert "clarify" not in story.may("b")
    story.when(c.Clarify("b", "Really?")).refused("not_now")


def test_questions_are_counted_for_the_whole_turn() -> None:
    story = reflecting().when(c.Clarify("b", "So?"), c.Answer("a", "So."), c.Reflect("b", "So."))
    story.when(c.Confirm("a", "not_yet"), c.Clarify("b", "So?"), c.Answer("a", "So."))
    story.when(c.Clarify("b", "So?")).refused("not_now")


def test_a_question_costs_no_attempt() -> None:
    story = reflecting().when(c.Clarify("b", "So?"), c.Answer("a", "So."), c.Reflect("b", "So."))
    assert isinstance(story.phase, Confirming)
    assert story.phase.attempt == 1


def test_no_command_carries_a_role_or_a_time_of_its_own() -> None:
    for kind in c.COMMAND_NAMES:
        assert {one.name for one in fields(kind)} & {"at", "role", "author", "author_id", "initiated_by"} == set()
