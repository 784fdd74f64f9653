"""T-1: pause, leave and help are there on every screen of every template that may be published, whoever the two are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from app.sessions.rehearsing.rehearsal import rehearse
from app.templates.builtin import builtin_templates
from tests.templates.broken import BROKEN
from tests.templates.builders import templates

if TYPE_CHECKING:
    from app.sessions.rehearsing.rehearsal import PlayerName
    from app.templates.steps import Template

PAIRS: tuple[tuple[PlayerName, PlayerName], ...] = (("calm", "refuses"), ("flooded", "slow"))
# In the lobby nothing has begun that could be paused.
BEFORE, AFTER = "lobby", "ended"


def screens_without_a_way_out(template: Template) -> set[tuple[str, str]]:
    missing = set()
    for pair in PAIRS:
        for screen in (
            one for frames in rehearse(template, players=pair, medium=template.media[0]).frames for one in frames
        ):
            ways_out = {"leave", "help"} if screen.phase == BEFORE else {"leave", "help", "pause"}
            open_now = {offer.name for offer in screen.may if offer.opens_in is None}
            if screen.phase != AFTER:
                missing |= {(screen.phase, way) for way in ways_out - open_now}
    return missing


@pytest.mark.parametrize("template", builtin_templates(), ids=lambda one: one.slug)
def test_every_screen_of_the_library_has_them(template: Template) -> None:
    assert screens_without_a_way_out(template) == set()


@settings(max_examples=15, deadline=None)
@given(templates())
def test_every_screen_of_any_template_that_passes_the_check_has_them(template: Template) -> None:
    assert screens_without_a_way_out(template) == set()


def test_the_neighbours_of_broken_templates_have_them_too() -> None:
    shapes = {tuple(step.kind for step in one.neighbour.steps): one.neighbour for one in BROKEN}
    assert len(shapes) > 20
    assert {way for template in shapes.values() for way in screens_without_a_way_out(template)} == set()
