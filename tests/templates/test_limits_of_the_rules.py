"""The numbers that a template may set are those of rules.md 0, and the hard limits are those that nothing loosens."""

from __future__ import annotations

from app.templates.steps import BOUNDS, BRIEF_PLANNED, Limits

MINUTE, HOUR = 60, 3600
# rules.md 0, written out: default, what a template may set, and the hard limit where the table has one.
TABLE: dict[str, tuple[int, tuple[int, int], tuple[int | None, int | None]]] = {
    "max_arousal": (4, (2, 5), (None, 5)),
    "slow_down_at": (5, (4, 6), (None, 6)),
    "pause_offer_at": (7, (5, 7), (None, 7)),
    "pause_auto_at": (8, (7, 9), (None, 9)),
    "rise_delta": (3, (2, 4), (None, None)),
    "rise_window": (10 * MINUTE, (5 * MINUTE, 15 * MINUTE), (None, None)),
    "pause_min": (20 * MINUTE, (20 * MINUTE, 60 * MINUTE), (20 * MINUTE, None)),
    "pause_suggested_return": (30 * MINUTE, (20 * MINUTE, 24 * HOUR), (None, None)),
    "pause_max": (24 * HOUR, (1 * HOUR, 24 * HOUR), (None, 24 * HOUR)),
    "pause_extensions": (1, (0, 2), (None, 2)),
    "pause_missed_grace": (10 * MINUTE, (5 * MINUTE, 30 * MINUTE), (None, None)),
    "micro_gap": (5, (0, 15), (None, 15)),
    "turn_max_sentences": (3, (1, 6), (None, 8)),
    "turn_max_chars": (600, (200, 1500), (None, 2000)),
    "turn_seconds": (180, (60, 600), (None, None)),
    "turns_before_swap_right": (3, (1, 5), (None, 6)),
    "reflection_max_attempts": (3, (2, 4), (None, 5)),
    "clarify_max_per_turn": (2, (0, 3), (None, 4)),
    "turns_before_proposals": (1, (1, 4), (1, None)),
    "commitments_per_person": (3, (1, 5), (None, 7)),
    "planned": (50 * MINUTE, (10 * MINUTE, 80 * MINUTE), (None, 90 * MINUTE)),
    "spacing": (24 * HOUR, (6 * HOUR, 72 * HOUR), (6 * HOUR, None)),
    "join_window": (15 * MINUTE, (5 * MINUTE, 30 * MINUTE), (None, None)),
    "connection_grace": (120, (60, 300), (None, None)),
}


def test_every_limit_is_the_one_of_the_rules() -> None:
    assert {name: (getattr(Limits(), name), BOUNDS[name].may_set) for name in BOUNDS} == {
        name: (default, may_set) for name, (default, may_set, _) in TABLE.items()
    }


def test_nothing_that_the_engine_keeps_is_looser_than_the_rules() -> None:
    for name, (_, _, (low, high)) in TABLE.items():
        hard = BOUNDS[name].hard
        assert low is None or hard[0] >= low, name
        assert high is None or hard[1] <= high, name


def test_a_brief_repair_is_planned_for_a_quarter_of_an_hour_and_never_runs_beyond_twenty_minutes() -> None:
    assert (BRIEF_PLANNED.may_set, BRIEF_PLANNED.hard[1]) == ((5 * MINUTE, 15 * MINUTE), 20 * MINUTE)
