"""What may be published: each broken rule is found under its own code, and nothing else is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from app.templates.builtin import builtin
from app.templates.check import check
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
    Solutions,
    Template,
    Understanding,
    Wording,
    bounds_of,
    clamped,
)
from tests.templates.builders import templates

if TYPE_CHECKING:
    from app.templates.steps import Step

CALM = CalmStart("Arrive", Wording("talk.calm_start", "Breathe out."))
FRAME = Frame("Agree on the talk", Wording("talk.frame", "Say what this is for."))
OPENING = Opening("A kind word", Wording("talk.opening", "Say thanks."))
UNDERSTANDING = Understanding("Hear each other", Wording("talk.understanding", "Say what you heard."), rounds=2)
ACCOUNTABILITY = Accountability("Make amends", Wording("talk.accountability", "Tell it, and say it back."))
SOLUTIONS = Solutions("Look ahead", Wording("talk.solutions", "Offer one small thing."))
CLOSING = Closing("Close", Wording("talk.closing", "Say what you take with you."))
TALK = Template(
    slug="talk",
    version="",
    kind="full",
    title="A talk",
    summary="A talk about one thing.",
    media=("text", "spoken"),
    steps=(CALM, FRAME, OPENING, UNDERSTANDING, SOLUTIONS, CLOSING),
)
REST = Grounding("Rest", Wording("talk.rest", "Rest."))
CHECKIN = builtin("weekly-check-in")
BRIEF = builtin("brief-repair")


def of(*steps: Step, template: Template = TALK) -> Template:
    return replace(template, steps=steps)


def with_limits(template: Template = TALK, **limits: int) -> Template:
    return replace(template, limits=replace(template.limits, **limits))


def saying(text: str, *, title: str = "A step", key: str = "a.key") -> Template:
    """Return the talk with one more shared question."""
    return of(CALM, FRAME, PromptStep(title, Wording(key, text)), UNDERSTANDING, CLOSING)


def test_a_finding_never_repeats_what_was_written() -> None:
    findings = check(saying("Conceptualise canary interpersonal difficulties {password}."))
    assert findings
    assert not any("canary" in finding.detail for finding in findings)


def test_a_talk_with_accountability_knows_a_hurt_partner_and_needs_no_other_understanding() -> None:
    first = replace(UNDERSTANDING, first_speaker="hurt_partner")
    assert check(of(CALM, FRAME, first, ACCOUNTABILITY, CLOSING)) == ()
    assert check(of(CALM, FRAME, ACCOUNTABILITY, CLOSING)) == ()


def test_accountability_comes_once_and_takes_its_time() -> None:
    twice = check(of(CALM, FRAME, ACCOUNTABILITY, ACCOUNTABILITY, CLOSING))
    assert ("step_repeated", "/steps/3") in {(one.code, one.where) for one in twice}
    hurried = of(CALM, FRAME, ACCOUNTABILITY, CLOSING)
    hurried = replace(hurried, limits=replace(hurried.limits, planned=1200))
    assert [one.code for one in check(hurried)] == ["time_boxes_too_long"]


def test_a_private_question_may_ask_what_a_shared_one_may_not() -> None:
    private = PromptStep("For you", Wording("a.b", "How often have you been hit?"), sharing="private")
    assert check(of(CALM, FRAME, private, UNDERSTANDING, CLOSING)) == ()


def test_a_grounding_may_speak_of_the_body_because_nothing_is_written() -> None:
    rest = replace(REST, prompt=Wording("a.b", "Notice your body on the chair."))
    assert check(of(CALM, FRAME, UNDERSTANDING, rest, CLOSING)) == ()


def test_a_line_break_and_the_joiners_of_other_scripts_are_fit() -> None:
    assert check(saying("One line.\n\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.")) == ()


def test_a_check_in_needs_no_understanding() -> None:
    assert check(CHECKIN) == ()


@given(templates())
def test_a_template_within_the_rules_is_published(template: Template) -> None:
    assert check(template) == ()


@given(templates(), st.sampled_from(sorted(BOUNDS)), st.integers(1, 10**9), st.booleans())
def test_no_limit_outside_its_bounds_is_published(template: Template, name: str, by: int, below: bool) -> None:  # noqa: FBT001
    low, high = bounds_of(name, template.kind).may_set
    broken = with_limits(template, **{name: low - by if below else high + by})
    assert ("limit_out_of_bounds", f"/limits/{name}") in {(one.code, one.where) for one in check(broken)}


@given(templates(), st.data())
def test_no_template_out_of_order_is_published(template: Template, data: st.DataObject) -> None:
    gate = {CalmStart: 0, Frame: 1, Closing: len(template.steps) - 1}
    kind = data.draw(st.sampled_from(sorted(gate, key=str)))
    rest = [step for step in template.steps if not isinstance(step, kind)]
    place = data.draw(st.integers(0, len(rest)).filter(lambda at: at != gate[kind]))
    moved = (*rest[:place], template.steps[gate[kind]], *rest[place:])
    assert {one.code for one in check(replace(template, steps=moved))} & {
        "calm_start_not_first",
        "frame_not_second",
        "closing_not_last",
    }


@given(templates())
def test_no_template_offers_proposals_before_understanding(template: Template) -> None:
    later = [step for step in template.steps if not isinstance(step, Solutions)]
    early = (*later[:2], SOLUTIONS, *later[2:])
    assert "solutions_too_early" in {one.code for one in check(replace(template, steps=early))}


@given(templates(), st.dictionaries(st.sampled_from(sorted(BOUNDS)), st.integers(-(10**12), 10**12)))
def test_what_the_engine_runs_is_never_looser_than_the_hard_limits(template: Template, wild: dict[str, int]) -> None:
    # I-08, attack test 6: an old or edited version is clamped, whatever it says.
    run = clamped(with_limits(template, **wild))
    for name in BOUNDS:
        low, high = bounds_of(name, template.kind).hard
        assert low <= getattr(run.limits, name) <= high


@given(templates())
def test_the_clamp_changes_nothing_that_the_check_accepts(template: Template) -> None:
    assert clamped(template) == template


def test_the_default_limits_are_those_a_template_may_set() -> None:
    assert all(BOUNDS[name].may_set[0] <= getattr(Limits(), name) <= BOUNDS[name].may_set[1] for name in BOUNDS)


def test_what_may_be_set_lies_within_the_hard_limits() -> None:
    for name in BOUNDS:
        for kind in ("full", "brief_repair", "checkin"):
            may, hard = bounds_of(name, kind).may_set, bounds_of(name, kind).hard
            assert hard[0] <= may[0] <= may[1] <= hard[1]


def test_an_opening_may_come_anywhere_between_the_frame_and_the_closing() -> None:
    assert check(of(CALM, FRAME, UNDERSTANDING, OPENING, CLOSING)) == ()
