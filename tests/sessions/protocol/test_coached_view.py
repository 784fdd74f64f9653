"""What the view says of the coach: to each of the two for themselves, and nothing of one to the other (C-5, C-7)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.sessions.protocol.facts import UNCOACHED, Coached, Found, Review
from app.sessions.protocol.reviewed import CARD, shown_review
from app.sessions.protocol.sides import Both
from app.sessions.protocol.view import view
from tests.sessions.protocol.story import Story, speaking

FOUND = Found("text", "ABSOLUTE", 0, 9, "One plain reason.", "When ___, I felt ___.")
HELD = Review("review-1", "soft", (FOUND,), pack="en@1.0.0")


def coached(coach: Coached) -> Story:
    """Ada speaks, and this is what the coach does for her."""
    return speaking().known(coached=Both(coach, UNCOACHED))


def test_the_view_says_whether_the_coach_reads_and_with_which_pack() -> None:
    story = coached(Coached("en@1.0.0"))
    on = {"state": "on", "reason": None, "pack": "en@1.0.0", "strictness": "standard"}
    assert story.view("a")["coach"] == on
    assert story.view("b")["coach"] == {**on, "state": "off", "pack": None}


def test_where_there_is_no_pack_the_view_says_why_it_is_off() -> None:
    coach = coached(Coached(reason="language")).view("a")["coach"]
    assert (coach["state"], coach["reason"]) == ("off", "language")


def test_the_view_says_how_strictly_the_template_wants_it() -> None:
    story = coached(Coached("en@1.0.0"))
    strict = replace(story.session.template, coaching=replace(story.session.template.coaching, strictness="strict"))
    seen = view(replace(story.session, template=strict), "a", story.facts, story.now)
    assert seen["coach"]["strictness"] == "strict"


def test_what_came_back_is_shown_to_its_author_alone() -> None:
    story = coached(Coached("en@1.0.0", held=HELD))
    assert story.view("a")["private"]["draft_review"] == shown_review(HELD)
    assert story.view("b")["private"]["draft_review"] is None


@pytest.mark.parametrize(("overrides", "suggested"), [(0, None), (1, None), (2, "pause"), (3, "pause")])
def test_a_pause_is_suggested_after_two_texts_that_were_sent_all_the_same(
    overrides: int, suggested: str | None
) -> None:
    story = coached(Coached("en@1.0.0", overrides=overrides))
    assert story.view("a")["private"]["suggest"] == suggested
    assert story.view("b")["private"]["suggest"] is None


def test_a_review_is_shown_with_its_findings_and_without_a_card() -> None:
    shown = shown_review(HELD)
    assert (shown["id"], shown["hold"], shown["crisis"], shown["card"]) == ("review-1", "soft", None, None)
    assert [(one["place"], one["code"], one["start"], one["end"]) for one in shown["findings"]] == [
        ("text", "ABSOLUTE", 0, 9)
    ]


def test_words_that_may_mean_danger_come_with_a_card() -> None:
    shown = shown_review(Review("review-2", "soft", crisis="check", pack="en@1.0.0"))
    assert (shown["crisis"], shown["card"], shown["findings"]) == ("check", CARD, [])


def test_what_is_held_hard_says_so() -> None:
    assert shown_review(Review("review-3", "hard", (FOUND,)))["hold"] == "hard"
