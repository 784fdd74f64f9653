"""What travels is the view of the rules, whole: written in two parts, and none of it another way."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from app.sessions.engine.codec import Keys
from app.sessions.engine.live import Live, Loaded
from app.sessions.engine.publishing import drawn
from app.sessions.protocol.sides import SIDES, Both, other
from app.sessions.protocol.view import view
from app.wire_time import stamp
from tests.sessions.protocol.test_view import EVERYWHERE

if TYPE_CHECKING:
    from tests.sessions.protocol.story import Reached, Story

NAMES = Both("Ada", 'Ben "B" Ünal')


def live_of(story: Story) -> Live:
    loaded = Loaded(
        session=story.session,
        couple_id="couple",
        epoch="epoch",
        revision=1,
        chain=b"",
        marks=story.facts.marks,
        outcomes={},
        keys=Keys(Both(None, None), None),
        names=NAMES,
        pace=story.facts.pace,
    )
    live = Live(loaded, at=story.now)
    live.here(story.facts.present, at=story.now)
    return live


def on_wire(value: date) -> str:
    """A moment as a stamp, a day as it is written."""
    return stamp(value) if isinstance(value, datetime) else value.isoformat()


@pytest.mark.parametrize("reached", EVERYWHERE)
def test_what_travels_is_the_view_of_the_rules_with_names_and_stamps(reached: Reached) -> None:
    story = reached()
    for side in SIDES:
        live = live_of(story)
        # The coach is of the language that each writes in, which a story does not know.
        facts = replace(story.facts, coached=live.seen().coached)
        seen = view(story.session, side, facts, story.now)
        partner = {**seen["partner"], "name": NAMES.of(other(side))}
        expected = json.dumps({**seen, "epoch": "epoch", "partner": partner}, default=on_wire)
        assert json.loads(drawn(live, side, story.now)) == json.loads(expected)
