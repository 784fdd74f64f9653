"""Random templates that the check accepts, for the property tests of templates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from app.templates.check import CHECKIN_PLANNED
from app.templates.steps import (
    BOUNDS,
    Accountability,
    CalmStart,
    Closing,
    Frame,
    Grounding,
    Limits,
    Opening,
    PromptStep,
    Requires,
    Solutions,
    Step,
    Template,
    Understanding,
    Wording,
    bounds_of,
)

if TYPE_CHECKING:
    from app.templates.steps import TemplateKind

SENTENCES = (
    "Say what you saw.",
    "Take your time.",
    "What do you need now?",
    "Sano mitä näit.",
    "何が大切ですか。",
    "ما الذي تحتاجه؟",
)

texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6).map(" ".join)
titles = st.sampled_from(("Arrive", "Hear each other", "Thank you", "終わり"))
wordings = st.builds(Wording, key=st.just("template.any.text"), text=texts)
WORDED = {"title": titles, "prompt": wordings}

calm_starts = st.builds(CalmStart, seconds=st.integers(300, 600), **WORDED)
frames = st.builds(Frame, **WORDED)
closings = st.builds(Closing, **WORDED)
understandings = st.builds(
    Understanding,
    rounds=st.integers(1, 2),
    first_speaker=st.sampled_from(("requester", "alternate", "coin", "both_choose")),
    validation=st.sampled_from(("asked", "left_out")),
    **WORDED,
)
accountabilities = st.builds(Accountability, **WORDED)
solutions = st.builds(
    Solutions,
    kinds=st.sampled_from((("boundary",), ("base_agreement", "benchmark"), ("boundary", "commitment"))),
    **WORDED,
)
prompts = st.builds(
    PromptStep,
    order=st.sampled_from(("in_turn", "together")),
    sharing=st.sampled_from(("shared", "private")),
    **WORDED,
)
small_steps = st.one_of(
    st.builds(Opening, **WORDED),
    prompts,
    st.builds(Grounding, seconds=st.integers(30, 60), **WORDED),
)
several = st.lists(small_steps, max_size=4)
kinds: st.SearchStrategy[TemplateKind] = st.sampled_from(("full", "checkin"))


@st.composite
def limits_within(draw: st.DrawFn, kind: TemplateKind) -> Limits:
    """Make limits that a template of this kind may set, and that agree with each other."""
    chosen = {name: draw(st.integers(*bounds_of(name, kind).may_set)) for name in BOUNDS}
    chosen["max_arousal"] = draw(st.integers(2, 5))
    chosen["slow_down_at"] = draw(st.integers(max(4, chosen["max_arousal"] + 1), 6))
    chosen["pause_offer_at"] = draw(st.integers(max(5, chosen["slow_down_at"] + 1), 7))
    chosen["pause_auto_at"] = draw(st.integers(max(7, chosen["pause_offer_at"] + 1), 9))
    chosen["pause_suggested_return"] = draw(st.integers(chosen["pause_min"], chosen["pause_max"]))
    chosen["turn_seconds"] = draw(st.integers(60, 180))
    chosen["turns_before_proposals"] = 1
    chosen["planned"] = draw(st.integers(3540, CHECKIN_PLANNED[1]))
    return Limits(**chosen)


@st.composite
def templates(draw: st.DrawFn) -> Template:
    """Make a template that may be published: the order holds and every value is one that a template may set."""
    kind = draw(kinds)
    middle: list[Step] = [*draw(several), draw(understandings), *draw(several)]
    if draw(st.booleans()):
        middle += [draw(accountabilities), *draw(several)]
    if draw(st.booleans()):
        middle += [draw(solutions), *draw(several)]
    steps = [draw(calm_starts), draw(frames), *middle, draw(closings)]
    return Template(
        slug=draw(st.from_regex(r"[a-z]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)),
        version="",
        kind=kind,
        title=draw(titles),
        summary=draw(texts),
        media=draw(st.sampled_from((("text",), ("spoken",), ("text", "spoken")))),
        steps=tuple(_keyed(step, index) for index, step in enumerate(steps)),
        limits=draw(limits_within(kind)),
        requires=Requires(base_agreement=draw(st.booleans())),
    )


def _keyed(step: Step, index: int) -> Step:
    # Each text has its own key; the strategies above do not know their place.
    return replace(step, prompt=Wording(f"template.any.step_{index}", step.prompt.text))
