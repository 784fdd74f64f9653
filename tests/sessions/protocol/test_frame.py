"""The frame: one purpose in words that both accepted (L-13)."""

from __future__ import annotations

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.facts import Mark
from app.sessions.protocol.sides import SIDES, Side
from tests.sessions.protocol.story import Story, calm_start, framed, framing, paused


def version(story: Story) -> str:
    assert isinstance(story.event, e.FrameProposed)
    return story.event.version


def test_a_proposed_purpose_is_shown_to_both() -> None:
    story = framing().when(c.ProposePurpose("a", "The weekend")).then("frame_proposed")
    frame = story.view("b")["frame"]
    assert frame is not None
    assert (frame["purpose"], frame["proposed_by_you"], frame["accepted_by_you"]) == ("The weekend", False, False)


def test_proposing_is_accepting_so_the_other_alone_is_waited_for() -> None:
    story = framing().when(c.ProposePurpose("a", "The weekend"))
    assert "accept_frame" not in story.may("a")
    story.when(c.AcceptFrame("b", version(story))).then("frame_agreed", "step_entered").in_phase("opening")
    assert story.view("a")["purpose"] == "The weekend"


def test_a_purpose_is_no_purpose_before_both_accepted_it() -> None:
    assert framing().when(c.ProposePurpose("a", "The weekend")).view("b")["purpose"] is None


def test_there_is_nothing_to_accept_before_somebody_proposed() -> None:
    story = framing()
    assert story.view("a")["frame"] == {
        "version": None,
        "purpose": None,
        "proposed_by_you": False,
        "accepted_by_you": False,
        "format": "A talk",
        "minutes": 50,
        "pause_minutes": 20,
    }
    story.when(c.AcceptFrame("a", "anything")).refused("not_now")


def test_accepting_names_the_words_that_are_on_the_table_now() -> None:
    story = framing().when(c.ProposePurpose("a", "The weekend"))
    old = version(story)
    story.when(c.ProposePurpose("a", "Your mother"), c.AcceptFrame("b", old)).refused("wrong_version")


def test_a_rewording_takes_back_both_acceptances() -> None:
    story = framing().when(c.ProposePurpose("a", "The weekend"), c.ProposePurpose("b", "The next weekend"))
    story.when(c.AcceptFrame("a", version(story))).then("frame_agreed", "step_entered")
    assert story.session.purpose.text == "The next weekend"


def test_nobody_accepts_their_own_words_twice() -> None:
    story = framing().when(c.ProposePurpose("a", "The weekend"))
    story.when(c.AcceptFrame("a", version(story))).refused("not_now")


def test_a_purpose_is_one_sentence_long_at_most_two_hundred_characters() -> None:
    framing().when(c.ProposePurpose("a", "x" * 201)).refused("too_long")


def test_one_cannot_use_up_the_words_of_the_other() -> None:
    story = framing()
    for number in range(5):
        story.when(c.ProposePurpose("a", f"Wording {number}")).then("frame_proposed")
    story.when(c.ProposePurpose("a", "Once more")).refused("not_now")
    assert "propose_purpose" not in story.may("a")
    story.when(c.ProposePurpose("b", "My own words")).then("frame_proposed")


def test_a_wish_and_a_purpose_that_come_in_one_breath_are_two_versions() -> None:
    """Both readings were stored by another process, and one partner's purpose is what meets them."""
    story = calm_start(wish="The weekend")
    readings = tuple(Mark(side, "arousal", story.session.seq, story.now, 1) for side in SIDES)
    story.known(marks=readings).when(c.ProposePurpose("b", "My own words"))
    story.then("calm_reached", "step_entered", "frame_proposed", "frame_proposed")
    versions = [event.version for event in story.events if isinstance(event, e.FrameProposed)]
    assert len(set(versions)) == 2


def test_an_acceptance_is_kept_through_a_pause() -> None:
    story = framing().when(c.ProposePurpose("a", "The weekend"))
    named = version(story)
    paused(story).later(minutes=20).both(c.RateArousal("a", 1), c.Return("a")).in_phase("framing")
    story.when(c.AcceptFrame("b", named)).then("frame_agreed", "step_entered")


def test_the_frame_is_shown_only_where_it_is_agreed() -> None:
    side: Side = "a"
    assert framed(framing()).view(side)["frame"] is None
