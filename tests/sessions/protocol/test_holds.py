"""The seam of the coach (README 12): a soft hold goes through on the second sending, a hard one never as it is."""

from __future__ import annotations

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import REFUSALS, Refused
from app.sessions.protocol.sides import SIDES
from tests.sessions.protocol.story import speaking

SHARP = "You never listen."


def test_without_a_review_nothing_is_held() -> None:
    speaking().when(c.Speak("a", SHARP)).then("spoken")


def test_a_review_without_a_finding_holds_nothing() -> None:
    speaking().reviewed("none").when(c.Speak("a", SHARP)).then("spoken")


def test_a_soft_hold_brings_the_text_back_to_its_author_and_moves_nothing() -> None:
    story = speaking().reviewed("soft")
    before = {side: {**story.view(side)} for side in SIDES}
    story.when(c.Speak("a", SHARP)).refused("held_for_review")
    assert isinstance(story.answer, Refused)
    assert story.answer.review
    assert story.answer.review.id == "review-1"
    assert before == {side: story.view(side) for side in SIDES}


def test_a_soft_hold_goes_through_when_its_hint_is_acknowledged() -> None:
    story = speaking().reviewed("soft").when(c.Speak("a", SHARP))
    story.when(c.Speak("a", SHARP, acknowledge_hint="review-1")).then("spoken")


def test_the_hint_of_another_review_acknowledges_nothing() -> None:
    """Attack test 32."""
    story = speaking().reviewed("soft", "review-2")
    story.when(c.Speak("a", SHARP, acknowledge_hint="review-1")).refused("held_for_review")


@pytest.mark.parametrize("hold", ["none", None])
def test_a_hint_cannot_be_carried_over_to_a_text_that_was_never_held(hold: str | None) -> None:
    story = speaking()
    if hold:
        story.reviewed(hold)
    story.when(c.Speak("a", "I was sad.", acknowledge_hint="review-1")).refused("wrong_version")


def test_a_hard_hold_does_not_go_through_by_any_acknowledgement() -> None:
    story = speaking().reviewed("hard").when(c.Speak("a", SHARP)).refused("held_hard")
    story.when(c.Speak("a", SHARP, acknowledge_hint="review-1")).refused("held_hard")


@pytest.mark.parametrize("command", [c.Pause("a", "unsafe"), c.Help("a", "self"), c.Leave("a"), c.NeedTime("a")])
def test_no_review_stands_before_a_pause_help_or_leaving(command: c.Command) -> None:
    """README 13, whatever the review says."""
    story = speaking().reviewed("hard").when(command)
    assert not isinstance(story.answer, Refused)


def test_one_who_may_not_speak_now_is_told_that_and_not_how_they_speak() -> None:
    speaking().reviewed("hard").when(c.Speak("b", SHARP)).refused("floor_not_held")


def test_every_refusal_has_one_sentence_and_quotes_nothing() -> None:
    assert all(sentence.endswith((".", "!")) and "{" not in sentence for sentence in REFUSALS.values())
