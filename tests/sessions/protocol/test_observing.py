"""Whoever watches: comes in before the first turn, suggests, and moves nothing but a pause (T-4, P-4, P-9)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.observer_commands import Admit, Dismiss, SuggestNextStep, SuggestPause
from app.sessions.protocol.observer_view import observer_may, observer_view
from app.sessions.protocol.observers import Observer
from app.sessions.protocol.sides import SIDES
from tests.sessions.protocol.story import (
    FRAME,
    GROUNDING,
    IN_TURN,
    OPENING,
    PRIVATE,
    SOLUTIONS,
    TOGETHER,
    UNDERSTANDING,
    Reached,
    Story,
    agreeing,
    apologising,
    calm_start,
    closing,
    confirming,
    ended,
    first_step,
    framing,
    gate,
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
    turn,
    waiting,
)

MARIA, NOAH, OLGA = "maria", "noah", "olga"
TALK = template(FRAME, OPENING, replace(UNDERSTANDING, first_speaker="both_choose"), SOLUTIONS)


def watched(story: Story) -> Story:
    """Maria came in before anything was said, wherever the story is now."""
    came = (Observer(MARIA, 1),)
    story.session = replace(story.session, observers=came)
    return story


EARLY: dict[str, Reached] = {
    "lobby": lobby,
    "calm start": calm_start,
    "framing": framing,
    "opening": opening_step,
    "grounding before the talk": lambda: first_step(template(GROUNDING, UNDERSTANDING)),
    "choosing": lambda: first_step(template(replace(UNDERSTANDING, first_speaker="both_choose"))),
    "connection lost while choosing": lambda: (
        first_step(template(replace(UNDERSTANDING, first_speaker="both_choose"))).gone("b").after(minutes=3)
    ),
}


@pytest.mark.parametrize("reached", EARLY.values(), ids=EARLY)
def test_an_observer_comes_in_before_the_first_turn_and_both_see_it(reached: Reached) -> None:
    story = reached()
    phase = story.phase
    story.when(Admit(MARIA)).then("observer_joined")
    assert story.phase == phase
    for side in SIDES:
        assert story.view(side)["observers"] == [{"id": MARIA, "present": False}]
    story.known(observing=frozenset({MARIA}))
    assert story.view("a")["observers"] == [{"id": MARIA, "present": True}]


LATE: dict[str, Reached] = {
    "speaking": speaking,
    "a prompt": lambda: first_step(template(IN_TURN, UNDERSTANDING)),
    "impact": telling,
    "closing": closing,
    "a pause in the opening": lambda: opening_step().when(c.Pause("a")),
}


@pytest.mark.parametrize("reached", LATE.values(), ids=LATE)
def test_nobody_comes_in_later_or_while_they_pause(reached: Reached) -> None:
    reached().when(Admit(MARIA)).refused("not_now")


def test_choosing_who_begins_after_something_was_said_is_too_late() -> None:
    talk = replace(UNDERSTANDING, first_speaker="both_choose")
    story = first_step(template(TOGETHER, talk)).both(c.AnswerPrompt("a", text="x")).in_phase("choosing")
    story.when(Admit(MARIA)).refused("not_now")


def test_whoever_is_here_is_here_and_more_than_two_are_an_audience() -> None:
    story = lobby().when(Admit(MARIA)).when(Admit(MARIA)).then()
    story.when(Admit(NOAH)).then("observer_joined")
    story.when(Admit(OLGA)).refused("limit_reached")
    watched(speaking()).when(Admit(MARIA)).then()


@pytest.mark.parametrize("reached", [lobby, speaking, paused, waiting], ids=["lobby", "speaking", "paused", "waiting"])
def test_an_observer_goes_at_any_time_and_nothing_else_changes(reached: Reached) -> None:
    story = watched(reached())
    phase, ends_at = story.phase, story.session.ends_at
    story.when(Dismiss(MARIA)).then("observer_left")
    assert (story.phase, story.session.ends_at) == (phase, ends_at)
    assert story.event == e.ObserverLeft(story.now, MARIA)
    assert story.view("a")["observers"] == []
    story.when(Dismiss(MARIA)).then()


def test_after_the_end_nobody_comes_goes_or_suggests() -> None:
    story = watched(ended())
    for command in (Admit(MARIA), Dismiss(MARIA), SuggestPause(MARIA), SuggestNextStep(MARIA)):
        story.when(command).refused("ended")
    assert observer_may(story.session, MARIA, story.now) == []


# ------------------------------------------------------------------ a pause


@pytest.mark.parametrize("reached", [calm_start, speaking, reflecting, gate, agreeing, closing, waiting])
def test_a_suggested_pause_is_the_pause_that_everybodys_is(reached: Reached) -> None:
    story = watched(reached())
    called = watched(reached()).when(c.Pause("a")).then("paused")
    assert story.when(SuggestPause(MARIA)).then("paused").event == called.event
    assert story.view("b") == called.view("b")


def test_in_a_pause_an_observer_changes_nothing_and_shortens_nothing() -> None:
    """P-4."""
    story = watched(paused())
    before = story.session
    story.when(SuggestPause(MARIA)).then()
    story.when(SuggestNextStep(MARIA)).refused("not_now")
    assert story.session == before


def test_nobody_suggests_who_is_not_here_and_a_lobby_has_nothing_to_pause() -> None:
    speaking().when(SuggestPause(MARIA)).refused("not_now")
    speaking().when(SuggestNextStep(MARIA)).refused("not_now")
    watched(lobby()).when(SuggestPause(MARIA)).refused("not_now")


# ------------------------------------------------------------------ the next step


def heard(story: Story) -> Story:
    """Both were understood once, and `a` has the floor again for another turn."""
    turn(story)
    story.when(c.PassFloor("a"))
    return turn(story).in_phase("speaking")


def a_long_talk() -> Story:
    return heard(speaking(template(replace(UNDERSTANDING, rounds=3), SOLUTIONS)))


LEAVABLE: dict[str, tuple[Reached, str]] = {
    "opening": (lambda: opening_step(used=TALK), "choosing"),
    "speaking, both heard": (a_long_talk, "gate"),
    "gate": (gate, "closing"),
    "agreeing": (agreeing, "closing"),
    "impact": (telling, "closing"),
    "owning": (owning, "closing"),
    "apologising": (apologising, "closing"),
    "planning": (planning, "closing"),
    "a prompt in turn": (lambda: first_step(template(IN_TURN, TOGETHER)), "prompt"),
    "a prompt together": (lambda: first_step(template(TOGETHER, GROUNDING)), "grounding"),
    "a private prompt": (lambda: first_step(template(PRIVATE, GROUNDING)), "grounding"),
    "an exercise": (lambda: first_step(template(GROUNDING, OPENING)), "opening"),
}


@pytest.mark.parametrize("place", LEAVABLE)
def test_a_suggested_step_is_entered_once_both_said_yes(place: str) -> None:
    reached, following = LEAVABLE[place]
    story = watched(reached()).when(SuggestNextStep(MARIA)).then("step_suggested")
    version = story.session.suggestions[-1].version
    assert story.may("a")["accept_step"]["with"] == {"version": version}
    seen = story.view("b")
    story.when(c.AcceptStep("a", version)).then()
    assert story.view("b") == seen, "until both, nothing is said of who did"
    suggested = story.view("a")["suggested_step"]
    assert suggested is not None
    assert suggested["accepted_by_you"]
    assert "accept_step" not in story.may("a")
    story.when(c.AcceptStep("b", version)).in_phase(following)
    assert story.view("a")["suggested_step"] is None


KEPT: dict[str, Reached] = {
    "lobby": lobby,
    "calm start": calm_start,
    "frame": framing,
    "understanding before both were heard": speaking,
    "a turn that waits for its reflection": reflecting,
    "a reflection that waits for its answer": confirming,
    "an apology that waits for its answer": replying,
    "closing": closing,
    "a lost connection": waiting,
}


@pytest.mark.parametrize("reached", KEPT.values(), ids=KEPT)
def test_no_suggestion_goes_around_a_gate(reached: Reached) -> None:
    story = watched(reached())
    story.when(SuggestNextStep(MARIA)).refused("not_now")
    assert [one["name"] for one in observer_may(story.session, MARIA, story.now)] in ([], ["suggest_pause"])


def test_a_suggestion_waits_while_a_turn_is_heard_and_opens_after_it() -> None:
    story = watched(a_long_talk()).when(SuggestNextStep(MARIA))
    version = story.session.suggestions[-1].version
    story.when(c.AcceptStep("a", version)).then()
    story.when(c.Speak("b", "One more thing.")).then("spoken")
    story.when(c.AcceptStep("b", version)).refused("not_now")
    assert story.view("b")["suggested_step"] is not None


def test_solutions_stay_locked_for_two_who_were_not_heard_enough() -> None:
    used = template(replace(UNDERSTANDING, rounds=3), SOLUTIONS, turns_before_proposals=2)
    watched(heard(speaking(used))).when(SuggestNextStep(MARIA)).refused("not_now")


def test_from_an_opening_nobody_comes_to_solutions_unheard() -> None:
    story = watched(first_step(template(OPENING, SOLUTIONS))).when(SuggestNextStep(MARIA))
    version = story.session.suggestions[-1].version
    story.both(c.AcceptStep("a", version)).in_phase("closing")


def test_a_yes_is_to_one_suggestion() -> None:
    story = watched(opening_step(used=TALK))
    story.when(c.AcceptStep("a", "v")).refused("not_now")
    story.when(SuggestNextStep(MARIA)).when(SuggestNextStep(MARIA)).refused("not_now")
    story.when(c.AcceptStep("a", "another")).refused("wrong_version")


@pytest.mark.parametrize("gone", [c.Pause("a"), Dismiss(MARIA)], ids=["a pause", "its author went"])
def test_a_suggestion_does_not_outlive(gone: c.Pause | Dismiss) -> None:
    story = watched(opening_step(used=TALK)).when(SuggestNextStep(MARIA)).when(gone)
    assert story.session.suggestions == ()
    assert observer_view(story.session, MARIA, story.facts, story.now)["suggested_step"] is None


def test_a_suggestion_that_both_accepted_apart_is_settled_by_whoever_hears_of_both() -> None:
    """Two processes may each store one yes; the next look brings the step."""
    story = watched(opening_step(used=TALK)).when(SuggestNextStep(MARIA))
    version = story.session.suggestions[-1].version
    story.when(c.AcceptStep("a", version))
    mark = replace(story.marks[0], by="b")
    story.facts = story.facts.with_mark(mark)
    story.when(c.Elapse()).then("step_entered")  # type: ignore[arg-type]  # what time or a bell brings


def test_what_observers_do_breaks_no_silence() -> None:
    """L-14."""
    story = watched(opening_step(used=TALK))
    moved = story.session.moved_at
    story.later(seconds=30).when(SuggestNextStep(MARIA))
    assert story.session.moved_at == moved


# ------------------------------------------------------------------ what an observer sees


def test_an_observer_sees_the_shared_part_and_nobodys_own() -> None:
    story = watched(framing()).when(c.RateArousal("a", 6)).when(c.ParkTopic("a", share=False, text="quokka"))
    story.when(c.ProposePurpose("a", "The weekend"))
    seen = observer_view(story.session, MARIA, story.facts, story.now)
    assert seen["frame"] == {"purpose": "The weekend", "format": "A talk", "minutes": 50, "pause_minutes": 20}
    assert seen["you"] == {"id": MARIA, "role": "observer"}
    assert [one["id"] for one in seen["partners"]] == ["person-a", "person-b"]
    assert not {"private", "coach", "partner"} & set(seen)
    assert "quokka" not in str(seen)


def test_an_observer_sees_a_pause_and_its_times_and_a_frame_before_there_is_one() -> None:
    assert observer_view(framing().session, MARIA, framing().facts, framing().now)["frame"] is not None
    story = watched(paused())
    seen = observer_view(story.session, MARIA, story.facts, story.now)["pause"]
    assert seen is not None
    assert seen["offered"] is None
    offered = seen["return_at"]
    story.when(c.OfferReturn("a", offered))
    again = observer_view(story.session, MARIA, story.facts, story.now)["pause"]
    assert again is not None
    assert again["offered"] == offered


def test_what_was_parked_before_an_observer_came_is_not_theirs() -> None:
    """I-28."""
    story = opening_step(used=TALK).when(c.ParkTopic("a", share=True, text="Before"))
    story.when(Admit(MARIA)).when(c.ParkTopic("b", share=True, text="After"))
    assert observer_view(story.session, MARIA, story.facts, story.now)["parked"] == ["After"]
    assert story.view("a")["parked"] == ["Before", "After"]


def test_an_observer_sees_what_is_proposed_and_not_who_said_yes() -> None:
    story = watched(agreeing())
    story.when(c.ProposeAgreement("a", "boundary", "shared", "time", "both", 90, "No phones at dinner"))
    (seen,) = observer_view(story.session, MARIA, story.facts, story.now)["agreements"]
    assert seen["text"] == "No phones at dinner"
    assert not {"by_you", "assented_by_you"} & set(seen)
