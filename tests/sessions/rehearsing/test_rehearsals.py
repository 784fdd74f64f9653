"""What a rehearsal of a built-in template shows: it ends, whoever the two are, and nobody sees what is not theirs."""

from __future__ import annotations

from itertools import product

import pytest

from app.sessions.rehearsing.rehearsal import PLAYERS, PlayerName, rehearse, rehearse_all
from app.sessions.rehearsing.stage import Stage, on_stage
from app.templates.builtin import SLUGS, builtin
from app.templates.steps import Medium, Understanding

MEDIA: tuple[Medium, ...] = ("text", "spoken")
PAIRS = tuple(product(PLAYERS, PLAYERS))
TALKS = tuple(slug for slug in SLUGS if any(isinstance(one, Understanding) for one in builtin(slug).steps))


def played(slug: str, first: PlayerName, second: PlayerName, *, medium: Medium = "text", seed: int = 0) -> Stage:
    stage = on_stage(builtin(slug), (first, second), medium=medium, seed=seed, shows=True)
    stage.play()
    return stage


@pytest.mark.parametrize("slug", SLUGS)
def test_every_built_in_template_finishes_with_every_pair_in_every_medium(slug: str) -> None:
    summaries = rehearse_all(builtin(slug))
    assert {(one.players, one.medium) for one in summaries} == set(product(PAIRS, MEDIA))
    assert all(one.finished and one.outcome for one in summaries)


@pytest.mark.parametrize("slug", SLUGS)
def test_two_calm_partners_reach_every_step_in_time(slug: str) -> None:
    for medium in MEDIA:
        rehearsal = rehearse(builtin(slug), players=("calm", "calm"), medium=medium)
        assert rehearsal.outcome == "closed"
        assert rehearsal.steps_reached == tuple(range(len(builtin(slug).steps)))
        assert rehearsal.seconds < rehearsal.planned
        assert rehearsal.paused == 0


@pytest.mark.parametrize("seed", [0, 1])
def test_invented_partners_only_do_what_is_offered(seed: int) -> None:
    """A refusal in a rehearsal would be a defect of the partners, and would look like one of the template."""
    for slug, pair in product(("calm-start-talk", "accountability", "weekly-check-in"), PAIRS):
        stage = on_stage(builtin(slug), pair, medium=MEDIA[seed], seed=seed, shows=False)
        stage.play()
        assert stage.refused == []


def test_a_rehearsal_is_the_same_every_time_for_its_seed() -> None:
    for pair in PAIRS:
        first, again = (rehearse(builtin("calm-start-talk"), players=pair, seed=3) for _ in range(2))
        assert first == again
