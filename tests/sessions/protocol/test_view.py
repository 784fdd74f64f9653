"""What one partner sees and may do: enough to draw a page, nothing that is the other's, and the same after a replay."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol.evolve import replay
from app.sessions.protocol.sides import SIDES
from app.sessions.protocol.state import PHASE_NAMES, WITH_FLOOR
from app.sessions.protocol.view import view
from app.sessions.protocol.wording import TITLES, guide
from tests.sessions.protocol.story import (
    IN_TURN,
    Reached,
    Story,
    agreeing,
    apologising,
    boundary,
    calm_start,
    closing,
    confirming,
    ended,
    first_step,
    framing,
    gap,
    gate,
    landing,
    lobby,
    opening_step,
    owning,
    paused,
    planning,
    reflecting,
    replying,
    speaking,
    telling,
    template,
    validating,
    waiting,
)

EVERYWHERE = [
    lobby,
    calm_start,
    framing,
    opening_step,
    speaking,
    reflecting,
    confirming,
    gap,
    validating,
    landing,
    telling,
    owning,
    apologising,
    planning,
    replying,
    gate,
    agreeing,
    closing,
    paused,
    waiting,
    ended,
]


@pytest.mark.parametrize("reached", EVERYWHERE)
def test_every_view_says_what_is_going_on_and_what_to_do(reached: Reached) -> None:
    story = reached()
    for side in SIDES:
        seen = story.view(side)
        assert seen["guide"]["text"]
        assert seen["guide"]["key"].startswith(f"guide.{seen['phase']}")
        assert seen["seq"] == len(story.log)
        assert seen["coach"]["state"] == "off"


@pytest.mark.parametrize("reached", EVERYWHERE)
def test_a_view_after_a_restart_is_the_view_before(reached: Reached) -> None:
    story = reached()
    again = replay(story.before, story.log)
    for side in SIDES:
        assert view(again, side, story.facts, story.now) == story.view(side)


def test_the_lobby_has_no_step_and_no_end_yet() -> None:
    seen = lobby().view("a")
    assert (seen["step"], seen["ends_at"], seen["floor"]) == (None, None, None)
    assert seen["not_before"] == lobby().now
    assert seen["deadline"] == lobby().now + timedelta(minutes=15)


def test_a_step_is_named_and_numbered() -> None:
    step = framing().view("b")["step"]
    assert step == {
        "index": 1,
        "count": 6,
        "kind": "frame",
        "title": "Agree",
        "prompt": {"key": "test.prompt", "text": "What was it like?"},
    }


def test_the_calm_start_is_the_first_step() -> None:
    step = calm_start().view("a")["step"]
    assert step is not None
    assert (step["index"], step["kind"]) == (0, "calm_start")


def test_speaker_and_listener_are_told_different_things() -> None:
    story = speaking()
    assert [story.view(side)["guide"]["key"] for side in SIDES] == ["guide.speaking.speaker", "guide.speaking.listener"]


def test_an_answer_in_turn_has_a_speaker_too() -> None:
    story = first_step(template(IN_TURN))
    assert [story.view(side)["guide"]["key"] for side in SIDES] == ["guide.prompt.speaker", "guide.prompt.listener"]


def test_the_names_of_the_two_are_their_opaque_ids() -> None:
    seen = speaking().gone("a").view("b")
    assert seen["you"] == {"id": "person-b", "role": "listener"}
    assert seen["partner"] == {"id": "person-a", "present": False}


def test_a_proposal_is_shown_with_whose_it_is() -> None:
    story = agreeing().when(boundary("a"))
    shown = story.view("b")["agreements"][0]
    assert shown == {
        "id": story.session.drafts[0].id,
        "version": story.session.drafts[0].version,
        "kind": "boundary",
        "scope": "shared",
        "category": "time",
        "owner": "person-a",
        "days": 90,
        "text": "No phones at dinner.",
        "acceptable": [],
        "not_acceptable": [],
        "if_it_happens": [],
        "observable_sign": "",
        "cadence": "none",
        "state": "open",
        "by_you": False,
        "assented_by_you": False,
    }


@pytest.mark.parametrize(
    ("story", "outcome", "again"),
    [
        (lobby().after(minutes=15), "lapsed", True),
        (ended(), "adjourned", True),
        (closing().both(c.Done("a")), "closed", False),
    ],
)
def test_an_end_without_a_finish_suggests_another_time(story: Story, outcome: str, *, again: bool) -> None:
    shown = story.view("a")["ended"]
    assert shown is not None
    assert shown["outcome"] == outcome
    assert shown["suggested_at"] == (story.now + timedelta(hours=24) if again else None)
    assert story.view("a")["guide"]["key"] == f"guide.ended.{outcome}"


def test_limits_come_with_what_they_limit() -> None:
    story = speaking()
    assert story.may("a")["speak"]["limits"] == {"max_chars": 600, "max_sentences": 3}
    assert story.may("a")["park_topic"]["limits"] == {"max_chars": 200}
    assert "limits" not in story.may("a")["pause"]


def test_every_phase_and_every_command_has_words() -> None:
    assert set(TITLES) == set(c.COMMAND_NAMES)
    for phase in {type(reached().phase): reached().phase for reached in EVERYWHERE}.values():
        role = "listener" if isinstance(phase, WITH_FLOOR) else ""
        assert guide(phase, detail=role).text


def test_every_phase_is_visited_by_these_stories_or_by_those_of_the_steps() -> None:
    visited = {PHASE_NAMES[type(reached().phase)] for reached in EVERYWHERE}
    assert set(PHASE_NAMES.values()) - visited == {"choosing", "clarifying", "prompt", "grounding"}


def test_private_things_of_one_are_nowhere_in_the_view_of_the_other() -> None:
    story = speaking().when(c.RateArousal("a", 6), c.ParkTopic("a", share=False, text="A secret"))
    story.when(c.Pause("a", private_reason="unsafe"), c.Help("a", "self"))
    seen = repr(story.view("b"))
    assert not any(secret in seen for secret in ("A secret", "unsafe", "'self'"))
    assert story.view("b")["private"] == {
        "arousal": 2,
        "calm": False,
        "suggest": None,
        "given": [],
        "parked": [],
        "draft_review": None,
    }
