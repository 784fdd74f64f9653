"""Who begins (L-12): by the template's policy, by two secret picks, or by a coin that was tossed beforehand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.sides import Side
from app.templates.steps import FirstSpeaker
from tests.sessions.protocol.story import UNDERSTANDING, Story, first_step, speaker, template


def beginning(policy: FirstSpeaker, *, seed: int = 0, requester: Side = "a", previous_first: Side = "a") -> Story:
    used = template(replace(UNDERSTANDING, first_speaker=policy))
    return first_step(used, seed=seed, requester=requester, previous_first=previous_first)


@pytest.mark.parametrize("requester", ["a", "b"])
def test_the_one_who_asked_for_the_talk_begins(requester: Side) -> None:
    story = beginning("requester", requester=requester).in_phase("speaking")
    assert speaker(story) == requester
    assert story.events[-2] == e.FirstChosen(story.now, who=requester, method="template")


def test_they_take_turns_in_beginning_from_talk_to_talk() -> None:
    assert speaker(beginning("alternate", previous_first="a")) == "b"
    assert speaker(beginning("alternate", previous_first="b")) == "a"


@pytest.mark.parametrize(("seed", "who"), [(0, "a"), (1, "b"), (2, "a")])
def test_the_coin_is_the_sessions_own_and_shown_as_a_coin(seed: int, who: Side) -> None:
    story = beginning("coin", seed=seed)
    assert story.events[-2] == e.FirstChosen(story.now, who=who, method="coin")


def test_one_pick_stays_secret() -> None:
    story = beginning("both_choose").in_phase("choosing")
    before = story.view("b")
    story.when(c.ChooseFirst("a", "me")).then()
    assert story.view("b") == before
    assert story.view("a")["private"]["given"] == ["first"]


def test_two_picks_of_the_same_person_win() -> None:
    story = beginning("both_choose").when(c.ChooseFirst("a", "partner"), c.ChooseFirst("b", "me"))
    assert story.events[0] == e.FirstChosen(story.now, who="b", method="chosen")
    assert speaker(story) == "b"


def test_two_who_agree_on_the_other_one_are_heard_too() -> None:
    story = beginning("both_choose", seed=1).when(c.ChooseFirst("b", "partner"), c.ChooseFirst("a", "me"))
    assert story.events[0] == e.FirstChosen(story.now, who="a", method="chosen")


@pytest.mark.parametrize("who", ["me", "partner"])
def test_picks_that_do_not_meet_are_decided_by_the_coin(who: str) -> None:
    picks = [c.ChooseFirst(side, who) for side in ("a", "b")]  # type: ignore[arg-type]  # the two words of the contract
    story = beginning("both_choose", seed=1).when(*picks)
    assert story.events[0] == e.FirstChosen(story.now, who="b", method="coin")


def test_a_pick_can_be_changed_until_both_are_in() -> None:
    story = beginning("both_choose").when(c.ChooseFirst("a", "me"), c.ChooseFirst("a", "partner"))
    assert speaker(story.when(c.ChooseFirst("b", "me"))) == "b"
