"""What makes sense about it: the listener says so, and the speaker says whether it landed. Once more is enough."""

from __future__ import annotations

from app.sessions.protocol import commands as c
from tests.sessions.protocol.story import landing, speaker, validating


def test_the_listener_says_what_makes_sense() -> None:
    validating().when(c.Validate("b", "It makes sense, because you were waiting.")).then("validated")


def test_the_speaker_does_not_validate_themselves() -> None:
    validating().when(c.Validate("a", "I am right.")).refused("not_now")


def test_a_validation_is_no_speech() -> None:
    validating().when(c.Validate("b", "x" * 601)).refused("too_long")


def test_only_the_speaker_knows_whether_it_landed() -> None:
    landing().when(c.Landed("b", yes=True)).refused("floor_not_held")


def test_what_landed_ends_the_turn() -> None:
    story = landing().when(c.Landed("a", yes=True)).then("validation_answered", "floor_given")
    assert speaker(story) == "a"


def test_what_did_not_land_is_said_once_more() -> None:
    landing().when(c.Landed("a", yes=False)).then("validation_answered").in_phase("validating")


def test_the_second_time_is_the_last_whatever_the_answer() -> None:
    story = landing().when(c.Landed("a", yes=False), c.Validate("b", "I can see why."))
    story.when(c.Landed("a", yes=False)).then("validation_answered", "floor_given")
