"""Spoken together (L-30): the two talk aloud in one room; the service keeps floor, taps and pauses, and no words."""

from __future__ import annotations

from app.sessions.protocol import commands as c
from app.sessions.protocol.state import Speaking
from tests.sessions.protocol.story import IN_TURN, closing, first_step, opening_step, paused, said, speaking, template


def test_a_tap_stands_for_what_was_said_aloud_and_the_gates_are_the_same() -> None:
    story = speaking(medium="spoken")
    assert story.may("a")["speak"]["with"] == {"spoken": True}
    story.when(c.Speak("b")).refused("floor_not_held")
    story.when(c.Speak("a")).then("spoken")
    story.when(c.Reflect("b")).refused("too_early", retry_at=story.view("b")["not_before"])
    story.later(seconds=5).when(c.Reflect("b")).then("reflected")
    story.when(c.Confirm("a", "accurate"), c.Validate("b"), c.Landed("a", yes=True))
    assert isinstance(story.phase, Speaking)


def test_every_saying_is_a_tap() -> None:
    assert first_step(template(IN_TURN), medium="spoken").may("a")["answer_prompt"]["with"] == {"spoken": True}
    assert opening_step(medium="spoken").may("a")["appreciate"]["with"] == {"spoken": True}
    assert closing(medium="spoken").may("a")["learned"]["with"] == {"spoken": True}
    story = said(speaking(medium="spoken"))
    assert story.may("b")["clarify"]["with"] == {"spoken": True}


def test_in_writing_there_are_no_taps() -> None:
    assert "with" not in speaking().may("a")["speak"]


def test_one_device_in_the_room_is_enough() -> None:
    story = speaking(medium="spoken").gone("b").after(minutes=5).in_phase("speaking")
    paused(story).later(minutes=20).both(c.RateArousal("a", 1), c.Return("a")).then("resumed")


def test_a_question_and_its_answer_are_taps_too() -> None:
    said(speaking(medium="spoken")).when(c.Clarify("b")).then("clarification_asked").when(c.Answer("a")).then(
        "clarification_given"
    )


def test_a_spoken_talk_keeps_no_words() -> None:
    story = speaking(medium="spoken").when(c.Speak("a"))
    turn = story.view("b")["turn"]
    assert turn is not None
    assert turn["text"] == ""
