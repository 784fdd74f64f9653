"""The log alone is the session (I-15): it replays to the same value, without its words too, and to nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.decide import MOST_AT_ONCE, decide
from app.sessions.protocol.events import word_fields
from app.sessions.protocol.evolve import CorruptHistory, evolve, replay
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.sides import Both
from app.sessions.protocol.state import opening
from app.templates.steps import Template
from tests.sessions.protocol.story import (
    CALM,
    EVENING,
    FRAME,
    GROUNDING,
    Reached,
    Story,
    agreeing,
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
    paused,
    reflecting,
    speaking,
    template,
    validating,
    waiting,
)

AT = EVENING + timedelta(hours=1)


def a_long_story() -> Story:
    story = agreeing().when(boundary("a"), c.ParkTopic("b", share=True, text="Money"))
    paused(story).later(minutes=20).both(c.RateArousal("a", 1), c.Return("a"))
    return story.gone("a").after(seconds=120).back("a").both(c.Done("a"), c.Done("a")).in_phase("ended")


def test_the_log_folds_to_the_session_that_it_came_from() -> None:
    story = a_long_story()
    assert replay(story.before, story.log) == story.session


def test_every_event_counts_once() -> None:
    story = a_long_story()
    assert story.session.seq == len(story.log)


def wordless(event: e.Event) -> e.Event:
    """What is left of an event when the key of its words was destroyed."""
    gone: dict[str, Any] = {name: () if name in {"feeling", "need"} else "" for name in word_fields(type(event))}
    return replace(event, **gone)


def test_without_its_words_the_log_still_replays_to_the_same_shape() -> None:
    """I-39: a person's words are gone, and the other's session is whole."""
    for story in (a_long_story(), gap(), confirming(), opening_step()):
        bare = replay(story.before, [wordless(event) for event in story.log])
        assert type(bare.phase) is type(story.phase)
        assert (bare.seq, bare.step, bare.heard, bare.ends_at) == (
            story.session.seq,
            story.session.step,
            story.session.heard,
            story.session.ends_at,
        )
        assert len(bare.parked) == len(story.session.parked)
        assert [draft.state for draft in bare.drafts] == [draft.state for draft in story.session.drafts]


IMPOSSIBLE: list[tuple[Reached, e.Event]] = [
    (speaking, e.SessionOpened(AT, "a", "t", "v", "text", AT, AT)),
    (speaking, e.Arrived(AT, "a")),
    (speaking, e.FrameProposed(AT, "a", "v")),
    (speaking, e.FrameAgreed(AT, "v")),
    (framing, e.FrameAgreed(AT, "never proposed")),
    (speaking, e.Appreciated(AT, "a")),
    (gate, e.FloorGiven(AT, "a", AT)),
    (gate, e.FloorClaimed(AT, "a")),
    (reflecting, e.Spoken(AT, "a", AT)),
    (speaking, e.Reflected(AT, "b")),
    (speaking, e.ClarificationAsked(AT, "b")),
    (speaking, e.ClarificationGiven(AT, "a")),
    (speaking, e.ReflectionConfirmed(AT, "a", "accurate")),
    (speaking, e.TurnNarrowed(AT, "a", AT)),
    (landing, e.Validated(AT, "b")),
    (validating, e.ValidationAnswered(AT, "a", landed=True)),
    (speaking, e.AgreementReached(AT, "unknown", "v")),
    (speaking, e.AgreementSetAside(AT, "unknown")),
    (gate, e.AgreementProposed(AT, "a", "i", "v", "boundary", "shared", "time", "a", 90)),
    (speaking, e.PromptAnswered(AT, "a")),
    (speaking, e.Learned(AT, "a")),
    (speaking, e.ReturnOffered(AT, "a", AT)),
    (speaking, e.ReturnAgreed(AT, AT)),
    (speaking, e.PauseExtended(AT, AT, AT)),
    (speaking, e.Resumed(AT, AT)),
    (waiting, e.ConnectionLost(AT, AT)),
    (speaking, e.ConnectionRestored(AT, AT)),
    (lobby, e.Paused(AT, AT, AT, AT)),
    (gate, e.TimeWarned(AT, "turn")),
    (paused, e.Spoken(AT, "a", AT)),
    (paused, e.TopicParked(AT, "a", "x")),
    (paused, e.StepEntered(AT, 3)),
    (paused, e.Paused(AT, AT, AT, AT)),
    (ended, e.SessionEnded(AT, "closed")),
    (ended, e.StepEntered(AT, 1)),
    (ended, e.TimeWarned(AT, "quiet")),
]


@pytest.mark.parametrize(("reached", "event"), IMPOSSIBLE, ids=lambda one: getattr(one, "__name__", type(one).__name__))
def test_what_cannot_have_happened_stops_the_fold(reached: Reached, event: e.Event) -> None:
    story = reached()
    with pytest.raises(CorruptHistory):
        evolve(story.session, event)


def test_a_log_begins_with_the_opening() -> None:
    before = opening("s", template(), people=Both("a", "b"), medium="text", requester="a", previous_first="a", seed=0)
    with pytest.raises(CorruptHistory):
        evolve(before, e.Arrived(AT, "a"))


def test_more_time_for_a_turn_that_is_over_by_now_changes_nothing() -> None:
    story = reflecting()
    evolved = evolve(story.session, e.TimeExtended(AT, what="turn", until=AT))
    assert evolved.phase == story.phase


def without_closing(*steps: object) -> Template:
    made = template()
    return replace(made, steps=(CALM, *steps))  # type: ignore[arg-type]  # steps of these stories


def test_a_template_whose_closing_was_taken_out_still_ends() -> None:
    first_step(without_closing(GROUNDING)).both(c.Done("a")).then("session_ended")
    story = first_step(without_closing(FRAME))
    for _ in range(50):
        story.later(minutes=1)
        story.known(active_at=story.now).after(seconds=0)
    story.then("session_ended")
    assert story.event == e.SessionEnded(story.now, outcome="closed", kind="none")


def test_a_template_that_feeds_itself_is_a_defect_that_is_seen() -> None:
    endless = template(*[replace(GROUNDING, seconds=0)] * (MOST_AT_ONCE + 1))
    story = calm_start(endless).when(c.RateArousal("a", 1))
    with pytest.raises(RuntimeError):
        decide(story.session, c.Elapse(), Facts(marks=first_step().facts.marks), story.now)


def test_the_closing_is_the_end_of_the_story() -> None:
    closing().both(c.Done("a")).in_phase("ended")
