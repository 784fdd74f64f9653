"""How far talks are kept apart (rules.md 0, `session.spacing`): by what their steps ask for, not by their names."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.sessions.engine.spacing import counts_as, far_enough
from app.templates.builtin import builtin_templates
from tests.sessions.protocol.story import (
    ACCOUNTABILITY,
    EVENING,
    FRAME,
    IN_TURN,
    OPENING,
    SOLUTIONS,
    UNDERSTANDING,
    template,
)

HOUR = timedelta(hours=1)
LONG_TALK = template(FRAME, UNDERSTANDING, SOLUTIONS)
NAMED_A_CHECK_IN = replace(LONG_TALK, kind="checkin")
OWNING_IN_BRIEF = template(FRAME, ACCOUNTABILITY, kind="brief_repair")
CHECK_IN = template(FRAME, OPENING, IN_TURN, kind="checkin")
BRIEF = template(FRAME, UNDERSTANDING, kind="brief_repair")


@pytest.fixture(autouse=True)
def canary() -> None:
    """Stand in for the watch over logs and data files: nothing here can write to either."""


def test_every_built_in_template_counts_as_what_it_is_called() -> None:
    for one in builtin_templates():
        named = "accountability" if one.slug == "redress-and-renewal" else one.kind
        assert counts_as(one) == named


def test_a_long_talk_is_kept_apart_from_others_also_when_it_is_called_a_check_in() -> None:
    """No template loosens the spacing by its name (T-1)."""
    for one in (LONG_TALK, NAMED_A_CHECK_IN, OWNING_IN_BRIEF):
        for before in (LONG_TALK, NAMED_A_CHECK_IN, OWNING_IN_BRIEF):
            recent = [(counts_as(before), EVENING)]
            assert not far_enough(one, recent, EVENING + 23 * HOUR)
            assert far_enough(one, recent, EVENING + 24 * HOUR)


def test_check_ins_and_brief_repairs_do_not_wait_for_a_long_talk() -> None:
    recent = [("full", EVENING), ("accountability", EVENING)]
    assert far_enough(CHECK_IN, recent, EVENING + HOUR)
    assert far_enough(BRIEF, recent, EVENING + HOUR)


def test_there_are_two_brief_repairs_a_day() -> None:
    assert far_enough(BRIEF, [("brief_repair", EVENING)], EVENING + HOUR)
    assert not far_enough(BRIEF, [("brief_repair", EVENING)] * 2, EVENING + 23 * HOUR)
    assert far_enough(BRIEF, [("brief_repair", EVENING)] * 2, EVENING + 24 * HOUR)
