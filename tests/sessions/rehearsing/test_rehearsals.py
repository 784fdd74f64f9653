"""What a rehearsal of a built-in template shows: it ends, whoever the two are, and nobody sees what is not theirs."""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import pairwise, product
from typing import TYPE_CHECKING

import pytest

from app.sessions.protocol import events as e
from app.sessions.protocol import state as s
from app.sessions.protocol.sides import Both
from app.sessions.rehearsing import words
from app.sessions.rehearsing.frames import MOST_FRAMES, shortened
from app.sessions.rehearsing.players import Player, Wish
from app.sessions.rehearsing.rehearsal import PLAYERS, rehearse, rehearse_all, summary_of
from app.sessions.rehearsing.stage import MOST_COMMANDS, Stage, on_stage
from app.templates.builtin import SLUGS, builtin
from app.templates.steps import Medium, PromptStep, Understanding, Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.sessions.protocol.view import View
    from app.sessions.rehearsing.frames import Frame

MEDIA: tuple[Medium, ...] = ("text", "spoken")
PAIRS = tuple(product(PLAYERS, PLAYERS))
TALKS = tuple(slug for slug in SLUGS if any(isinstance(one, Understanding) for one in builtin(slug).steps))


@pytest.mark.parametrize("slug", SLUGS)
def test_every_built_in_template_finishes_with_every_pair_in_every_medium(slug: str) -> None:
    summaries = rehearse_all(builtin(slug))
    assert {(one.players, one.medium) for one in summaries} == set(product(PAIRS, MEDIA))
    assert all(one.finished and one.outcome for one in summaries)
    # What bounds the time of it on any machine; seconds are measured by hand (docs/testing.md).
    assert max(one.commands for one in summaries) < 200


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


@pytest.mark.parametrize("slug", SLUGS)
def test_silent_partners_come_to_the_end_by_timers_alone(slug: str) -> None:
    for medium in MEDIA:
        rehearsal = rehearse(builtin(slug), players=("silent", "silent"), medium=medium)
        talking = [frame for frames in rehearsal.frames for frame in frames if frame.step and frame.step >= 2]
        assert rehearsal.finished
        assert talking
        # The yes to the frame is the last thing that one of them did.
        assert {frame.did for frame in talking} <= {"", "Yes, let us talk about this"}


@pytest.mark.parametrize("slug", SLUGS)
def test_whoever_leaves_ends_it_at_once_and_the_partner_reads_the_neutral_end(slug: str) -> None:
    left = rehearse(builtin(slug), players=("calm", "leaves"))
    own, partners = left.frames[1][-1], left.frames[0][-1]
    assert own.did == "Leave"
    assert (own.at_seconds, partners.at_seconds) == (left.seconds, left.seconds)
    assert left.outcome == "adjourned"
    assert partners.phase == "ended"
    # L-16: the same words as after a silence that nobody ended.
    faded = rehearse(builtin(slug), players=("calm", "silent"))
    assert faded.outcome == "adjourned"
    assert _words_of(faded.frames[0][-1]) == _words_of(partners)


def _words_of(frame: Frame) -> tuple[object, ...]:
    return frame.phase, frame.guide, frame.did, frame.said, frame.may


@pytest.mark.parametrize("slug", SLUGS)
def test_a_pause_of_the_flooded_is_never_shorter_than_the_template_says(slug: str) -> None:
    template = builtin(slug)
    wide = replace(template, limits=replace(template.limits, pause_min=2400, pause_suggested_return=2400))
    for one, other, medium in product((template, wide), PLAYERS, MEDIA):
        stage = on_stage(one, ("flooded", other), medium=medium, seed=0, shows=False)
        stage.play()
        pauses = list(_pauses(stage))
        assert pauses or other in ("leaves", "silent")
        assert all(seconds >= one.limits.pause_min for seconds in pauses)


def _pauses(stage: Stage) -> Iterator[float]:
    """How long each pause was that somebody came back from."""
    since = None
    for event in stage.log:
        if isinstance(event, e.Paused):
            since = event.at
        elif isinstance(event, e.Resumed) and since is not None:
            yield (event.at - since).total_seconds()


def test_a_pause_names_nobody_whichever_of_the_two_it_was_and_however_it_came() -> None:
    """P-2: by a number that only one knows, and later by a tap; both see the same sentence and nothing else."""
    for one, two in product(PLAYERS[:3], PLAYERS[:3]):
        for frames in rehearse(builtin("calm-start-talk"), players=(one, two)).frames:
            begun = [now for before, now in pairwise(frames) if _began(before, now)]
            assert len(begun) == 2 * (one, two).count("flooded")
            assert len({(frame.said, frame.guide, frame.seconds_left) for frame in begun}) <= 1
            assert {said.who for frame in begun for said in frame.said} <= {"nobody"}


def _began(before: Frame, now: Frame) -> bool:
    return before.phase != "paused" and now.phase == "paused"


@pytest.mark.parametrize("slug", TALKS)
def test_whoever_refuses_every_reflection_does_not_keep_the_floor(slug: str) -> None:
    """L-7, attack 3: after so many attempts the way out opens, and five minutes later it is taken for them."""
    stage = on_stage(builtin(slug), ("refuses", "calm"), medium="text", seed=0, shows=False)
    stage.play()
    refused = [event for event in stage.log if isinstance(event, e.ReflectionConfirmed) and event.by == "a"]
    parked = [event for event in stage.log if isinstance(event, e.TopicParked)]
    spoke = {event.by for event in stage.log if isinstance(event, e.Spoken)}
    most = builtin(slug).limits.reflection_max_attempts
    assert refused
    assert parked
    # Once whole and once said smaller, for each time that they had the floor.
    assert len(refused) <= 2 * most * len([event for event in stage.log if isinstance(event, e.FloorGiven)])
    assert spoke == {"a", "b"}
    assert isinstance(stage.session.phase, s.Ended)


class Otherwise(Player):
    """The same partner with other numbers, other picks of their own and other words that they keep."""

    def wish(self, view: View) -> Wish | None:
        wish = super().wish(view)
        if wish and wish.name == "rate_arousal" and wish.body["level"] < 5:
            return replace(wish, body={"level": 0})
        if wish and wish.name == "rate_felt":
            return replace(wish, body={"safe": 1, "understood": 2, "had_a_say": 3})
        if wish and wish.name == "pause":
            return replace(wish, body={"private_reason": "unsafe"})
        if wish and wish.name == "answer_prompt" and view["step"] and view["step"]["title"] == OWN.title:
            return replace(wish, body={"text": "Something else that nobody reads."})
        return wish


OWN = PromptStep("For yourself", Wording("test.own", "What do you keep to yourself?"), sharing="private")


@pytest.mark.parametrize("slug", ["calm-start-talk", "accountability", "weekly-check-in"])
def test_nothing_private_of_one_is_on_the_screen_of_the_other(slug: str) -> None:
    template = builtin(slug)
    template = replace(template, steps=(*template.steps[:-1], OWN, template.steps[-1]))
    for first, second in PAIRS:
        plain = on_stage(template, (first, second), medium="text", seed=1, shows=True)
        other = on_stage(template, (first, second), medium="text", seed=1, shows=True)
        other.players = Both(other.players.a, Otherwise(second, "b", 1))
        plain.play()
        other.play()
        assert plain.frames["a"] == other.frames["a"]
        assert words.KEPT.b not in str([asdict(frame) for frame in plain.frames["a"]])


class Restless(Player):
    """One who asks for more time every second, as nobody would."""

    def wish(self, view: View) -> Wish | None:
        wish = super().wish(view)
        return Wish("need_time", 1) if view["phase"] == "framing" else wish


def test_a_rehearsal_that_would_not_end_is_stopped_and_is_not_finished() -> None:
    stage = on_stage(builtin("calm-start-talk"), ("calm", "calm"), medium="spoken", seed=0, shows=False)
    stage.players = Both(Restless("calm", "a"), Restless("calm", "b"))
    stage.play()
    assert stage.commands == MOST_COMMANDS
    assert not stage.ended
    assert not summary_of(stage, ("calm", "calm")).finished


def test_of_a_very_long_playback_the_middle_is_left_out() -> None:
    frames = rehearse(builtin("brief-repair"), players=("calm", "calm")).frames[0]
    many = [replace(frames[n % len(frames)], at_seconds=n) for n in range(MOST_FRAMES + 1)]
    assert shortened(many[:-1]) == (tuple(many[:-1]), False)
    kept, cut = shortened(many)
    assert cut
    assert len(kept) == MOST_FRAMES
    assert (kept[0], kept[-1]) == (many[0], many[-1])
