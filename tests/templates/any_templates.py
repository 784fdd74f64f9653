"""Random templates of the right form, most of them fit to be published: long, short, tight, wide, and a little wrong.

What `check` says of one is for the test to ask. The values lie at their bounds more often than between them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from hypothesis import strategies as st

from app.templates.steps import (
    BOUNDS,
    Accountability,
    AgreementKind,
    CalmStart,
    Closing,
    Coaching,
    FirstSpeaker,
    Frame,
    Grounding,
    Limits,
    Medium,
    Opening,
    PromptStep,
    Requires,
    Solutions,
    Step,
    Template,
    TemplateKind,
    Understanding,
    Wording,
    bounds_of,
)

ASKED = Wording("template.any", "Say what you saw. What do you need now?")
Draw = st.DrawFn

KINDS: tuple[TemplateKind, ...] = get_args(TemplateKind)
MEDIA: tuple[Medium, ...] = get_args(Medium)
FIRST: tuple[FirstSpeaker, ...] = get_args(FirstSpeaker)
AGREEMENTS: tuple[AgreementKind, ...] = get_args(AgreementKind)
# One in so many templates has something in it that the check must find, or must not need to.
ODD = 12


def edged(low: int, high: int) -> st.SearchStrategy[int]:
    """A number from low to high, half of the time one of the two."""
    return st.one_of(st.sampled_from((low, high)), st.integers(low, high))


SMALL: st.SearchStrategy[Step] = st.one_of(
    st.just(Opening("Begin kindly", ASKED)),
    st.builds(
        PromptStep,
        st.just("One question"),
        st.just(ASKED),
        order=st.sampled_from(("in_turn", "together")),
        sharing=st.sampled_from(("shared", "private")),
    ),
    st.builds(Grounding, st.just("Breathe"), st.just(ASKED), seconds=st.sampled_from((30, 30, 60, 600))),
)
# Mostly a few steps; now and then so many that the check has to count them.
SEVERAL: st.SearchStrategy[list[Step]] = st.one_of(*[st.lists(SMALL, max_size=most) for most in (1, 2, 4, 14)])


@st.composite
def any_templates(draw: Draw) -> Template:
    """Make a template of the right form; whether it may be published is for the check to say."""
    kind = draw(st.sampled_from(KINDS))
    limits = draw(any_limits(kind))
    middle = draw(_middle(kind))
    steps: list[Step] = [CalmStart("Arrive", ASKED, seconds=draw(_calm_seconds(limits))), Frame("Agree", ASKED)]
    steps += [*middle, Closing("Close", ASKED)]
    if draw(st.integers(0, ODD)) != 0:
        limits, steps = _with_room(limits, steps, kind)
    if draw(st.integers(0, ODD)) == 0:
        steps = draw(st.permutations(steps))
    return Template(
        slug="any-template",
        version="any",
        kind=kind,
        title="Any template",
        summary="Two people talk.",
        media=draw(st.sampled_from((("text",), ("spoken",), MEDIA))),
        steps=tuple(replace(step, prompt=replace(ASKED, key=f"any.step_{n}")) for n, step in enumerate(steps)),
        limits=limits,
        coaching=Coaching(strictness=draw(st.sampled_from(("gentle", "standard", "strict")))),
        requires=Requires(base_agreement=draw(st.booleans())),
    )


@st.composite
def any_limits(draw: Draw, kind: TemplateKind) -> Limits:
    """Make limits that a template may set and that agree with each other; now and then one that may not be."""
    chosen = {name: draw(edged(*bounds_of(name, kind).may_set)) for name in BOUNDS}
    # Calm enough, slow down, offer a pause, pause: each before the next.
    chosen["max_arousal"] = draw(st.integers(2, 5))
    chosen["slow_down_at"] = draw(st.integers(max(4, chosen["max_arousal"] + 1), 6))
    chosen["pause_offer_at"] = draw(st.integers(max(5, chosen["slow_down_at"] + 1), 7))
    chosen["pause_auto_at"] = draw(st.integers(max(7, chosen["pause_offer_at"] + 1), 9))
    chosen["pause_suggested_return"] = draw(edged(chosen["pause_min"], chosen["pause_max"]))
    # Most turns are short, or hardly any would fit.
    chosen["turn_seconds"] = draw(st.one_of(st.just(60), edged(60, 180), edged(60, 600)))
    chosen["turns_before_proposals"] = draw(st.sampled_from((1, 1, 2, 4)))
    if kind != "brief_repair":
        chosen["planned"] = draw(st.one_of(edged(900, 3600), edged(600, 4800)))
    if draw(st.integers(0, ODD)) == 0:
        name = draw(st.sampled_from(sorted(BOUNDS)))
        low, high = BOUNDS[name].hard
        chosen[name] = draw(st.sampled_from((low - 1, low, high, high + 1, 0, 10**6)))
    return Limits(**chosen)


def _with_room(limits: Limits, steps: list[Step], kind: TemplateKind) -> tuple[Limits, list[Step]]:
    """Give the talk the time that its steps need, and drop those that fit into none; the last one stays."""
    _, most = (900, 3600) if kind == "checkin" else bounds_of("planned", kind).may_set
    kept: list[Step] = []
    rounds, total = 0, 60
    for step in steps[:-1]:
        needed = least_seconds(step, limits.turn_seconds)
        if total + needed > most:
            continue
        if isinstance(step, Solutions) and not rounds:
            continue
        rounds += step.rounds if isinstance(step, Understanding) else 0
        if isinstance(step, Solutions):
            limits = replace(limits, turns_before_proposals=min(limits.turns_before_proposals, rounds))
        kept, total = [*kept, step], total + needed
    return replace(limits, planned=max(limits.planned, total)), [*kept, steps[-1]]


def least_seconds(step: Step, turn_seconds: int) -> int:
    if isinstance(step, CalmStart | Grounding):
        return step.seconds
    if isinstance(step, Understanding):
        return step.rounds * 2 * turn_seconds
    if isinstance(step, Accountability):
        return 6 * turn_seconds
    return 30 if isinstance(step, PromptStep) and step.order == "together" else 60


def _calm_seconds(limits: Limits) -> st.SearchStrategy[int]:
    return st.one_of(st.just(300), edged(300, max(min(1800, limits.planned // 2), 300)))


@st.composite
def _middle(draw: Draw, kind: TemplateKind) -> list[Step]:
    """What lies between the frame and the closing, in any order that has a chance."""
    steps: list[Step] = list(draw(SEVERAL))
    if kind == "accountability" or draw(st.integers(0, 3)) == 0:
        steps += [Accountability("Make amends", ASKED), *draw(SEVERAL)]
    has_parts = any(isinstance(step, Accountability) for step in steps)
    talks = 0 if kind == "checkin" and draw(st.booleans()) else draw(st.integers(0 if has_parts else 1, 3))
    for _ in range(talks):
        steps += [draw(_understanding(has_parts=has_parts)), *draw(SEVERAL)]
    if talks and draw(st.booleans()):
        kinds = draw(st.lists(st.sampled_from(AGREEMENTS), min_size=1, max_size=4, unique=True))
        solutions = Solutions("Look ahead", ASKED, kinds=tuple(kinds))
        after = next(n for n, step in enumerate(steps) if isinstance(step, Understanding)) + 1
        steps.insert(draw(st.integers(after, len(steps))), solutions)
    return steps


@st.composite
def _understanding(draw: Draw, *, has_parts: bool) -> Understanding:
    return Understanding(
        "Hear each other",
        ASKED,
        rounds=draw(st.sampled_from((1, 1, 1, 2, 3, 6))),
        first_speaker=draw(st.sampled_from(FIRST if has_parts else FIRST[:-1])),
        validation=draw(st.sampled_from(("asked", "left_out"))),
    )
