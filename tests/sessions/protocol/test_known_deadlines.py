"""Whoever keeps the timer knows the next deadline already: telling the rules saves work and changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import Decided
from app.sessions.protocol.decide import decide
from app.sessions.protocol.elapse import due
from app.sessions.protocol.evolve import replay
from app.sessions.protocol.state import NEVER
from tests.sessions.protocol.test_view import EVERYWHERE

if TYPE_CHECKING:
    from tests.sessions.protocol.story import Reached

AROUND = (timedelta(milliseconds=-1), timedelta(), timedelta(milliseconds=1), timedelta(hours=3))


@pytest.mark.parametrize("reached", EVERYWHERE)
def test_knowing_the_next_deadline_changes_no_decision(reached: Reached) -> None:
    story = reached()
    moment = due(story.session, story.facts)
    known = replace(story.facts, due=moment)
    for at in (story.now, *(moment + shift for shift in AROUND if moment != NEVER)):
        for command in (c.Elapse(), c.Pause("a"), c.RateArousal("b", 3)):
            assert decide(story.session, command, known, at) == decide(story.session, command, story.facts, at)


@pytest.mark.parametrize("reached", EVERYWHERE)
def test_a_decision_brings_the_session_that_its_events_lead_to(reached: Reached) -> None:
    story = reached()
    moment = due(story.session, story.facts)
    for command in (c.Elapse(), c.Pause("a"), c.Leave("b")):
        decided = decide(story.session, command, story.facts, story.now if moment == NEVER else moment)
        if isinstance(decided, Decided):
            assert decided.after == replay(story.session, decided.events)
