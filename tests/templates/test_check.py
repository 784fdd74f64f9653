"""What may be published: each broken rule is found under its own code, and nothing else is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.templates.builtin import builtin
from app.templates.check import MAX_STEPS, check
from app.templates.findings import FindingCode
from app.templates.steps import (
    BOUNDS,
    Accountability,
    CalmStart,
    Closing,
    Coaching,
    Frame,
    Grounding,
    Limits,
    Opening,
    PromptStep,
    Solutions,
    Template,
    Translation,
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


# One broken template for every code of the closed list, and where it is found.
BROKEN: dict[FindingCode, tuple[tuple[Template, str], ...]] = {
    "slug_form": (
        (replace(TALK, slug="Calm Start"), "/slug"),
        (replace(TALK, slug=""), "/slug"),
        (replace(TALK, slug="a--b"), "/slug"),
        (replace(TALK, slug="talk\n"), "/slug"),
        (replace(TALK, slug="../etc"), "/slug"),
        (replace(TALK, slug="a" * 65), "/slug"),
    ),
    "title_length": (
        (replace(TALK, title="a" * 81), "/title"),
        (replace(TALK, title=""), "/title"),
        (saying("Hello.", title="b" * 81), "/steps/2/title"),
    ),
    "summary_length": ((replace(TALK, summary="So. " * 101), "/summary"),),
    "prompt_length": (
        (saying("So. " * 301), "/steps/2/prompt/text"),
        (saying(""), "/steps/2/prompt/text"),
    ),
    "text_form": (
        (saying("  "), "/steps/2/prompt/text"),
        (saying("Say it, {name}."), "/steps/2/prompt/text"),
        (saying("A null\x00byte."), "/steps/2/prompt/text"),
        (saying("Turned \u202e round."), "/steps/2/prompt/text"),
        (saying("Half \ud800 a pair."), "/steps/2/prompt/text"),
        (replace(TALK, title="Bell\x07"), "/title"),
    ),
    "reading_level": (
        (saying("Conceptualise interpersonal difficulties."), "/steps/2/prompt/text"),
        (saying("so " * 26), "/steps/2/prompt/text"),
        (replace(TALK, summary="Facilitated therapeutic intervention."), "/summary"),
    ),
    "asks_for_proof": ((saying("Can you PROVE it?"), "/steps/2/prompt/text"),),
    "asks_for_password": (
        (saying("Show your password."), "/steps/2/prompt/text"),
        (saying("Go on.", title="Unlock your phone"), "/steps/2/title"),
    ),
    "asks_for_place": (
        (saying("Where have you been this week?"), "/steps/2/prompt/text"),
        (saying("Turn on your location."), "/steps/2/prompt/text"),
    ),
    "asks_about_body": ((saying("What do you like about your body?"), "/steps/2/prompt/text"),),
    "asks_about_violence": ((saying("How many times did the other hit you?"), "/steps/2/prompt/text"),),
    "key_form": (
        (saying("Hello.", key="No Key"), "/steps/2/prompt/key"),
        (saying("Hello.", key="a." + "b" * 120), "/steps/2/prompt/key"),
    ),
    "key_repeated": ((saying("Hello.", key=UNDERSTANDING.prompt.key), "/steps/3/prompt/key"),),
    "media_missing": ((replace(TALK, media=()), "/media"),),
    "media_repeated": ((replace(TALK, media=("text", "text")), "/media"),),
    "too_many_steps": ((of(CALM, FRAME, *(OPENING,) * (MAX_STEPS - 3), UNDERSTANDING, CLOSING), "/steps"),),
    "too_large": ((of(CALM, FRAME, *(replace(OPENING, prompt=Wording("a.b", "Sö. " * 290)),) * 46, CLOSING), ""),),
    "calm_start_not_first": (
        (of(FRAME, CALM, UNDERSTANDING, CLOSING), "/steps/0"),
        (of(), "/steps/0"),
    ),
    "frame_not_second": (
        (of(CALM, OPENING, FRAME, UNDERSTANDING, CLOSING), "/steps/1"),
        (of(CALM), "/steps/1"),
    ),
    "closing_not_last": (
        (of(CALM, FRAME, UNDERSTANDING, CLOSING, OPENING), "/steps/4"),
        (of(CALM, FRAME, UNDERSTANDING), "/steps/2"),
        (of(), "/steps/0"),
    ),
    "step_repeated": (
        (of(CALM, FRAME, CALM, UNDERSTANDING, CLOSING), "/steps/2"),
        (of(CALM, FRAME, UNDERSTANDING, FRAME, CLOSING), "/steps/3"),
        (of(CALM, FRAME, UNDERSTANDING, SOLUTIONS, SOLUTIONS, CLOSING), "/steps/4"),
        (of(CALM, FRAME, CLOSING, UNDERSTANDING, CLOSING), "/steps/4"),
    ),
    "understanding_missing": (
        (of(CALM, FRAME, OPENING, CLOSING), "/steps"),
        (of(*BRIEF.steps[:2], BRIEF.steps[-1], template=BRIEF), "/steps"),
    ),
    "rounds": (
        (of(CALM, FRAME, replace(UNDERSTANDING, rounds=0), CLOSING), "/steps/2/rounds"),
        (of(CALM, FRAME, replace(UNDERSTANDING, rounds=7), CLOSING), "/steps/2/rounds"),
    ),
    "hurt_partner_unknown": (
        (of(CALM, FRAME, replace(UNDERSTANDING, first_speaker="hurt_partner"), CLOSING), "/steps/2/first_speaker"),
    ),
    "solutions_too_early": (
        (of(CALM, FRAME, SOLUTIONS, UNDERSTANDING, CLOSING), "/steps/2"),
        (of(*CHECKIN.steps[:2], SOLUTIONS, CHECKIN.steps[-1], template=CHECKIN), "/steps/2"),
    ),
    "solutions_unreachable": ((with_limits(turns_before_proposals=3), "/steps/4"),),
    "solutions_kinds": (
        (of(CALM, FRAME, UNDERSTANDING, replace(SOLUTIONS, kinds=()), CLOSING), "/steps/3/kinds"),
        (of(CALM, FRAME, UNDERSTANDING, replace(SOLUTIONS, kinds=("boundary",) * 2), CLOSING), "/steps/3/kinds"),
    ),
    "limit_out_of_bounds": (
        (with_limits(pause_min=60), "/limits/pause_min"),
        (with_limits(CHECKIN, planned=3601), "/limits/planned"),
        (with_limits(BRIEF, planned=901), "/limits/planned"),
    ),
    "limits_disagree": (
        (with_limits(max_arousal=5, slow_down_at=5), "/limits/max_arousal"),
        (with_limits(slow_down_at=6, pause_offer_at=5), "/limits/slow_down_at"),
        (with_limits(pause_offer_at=7, pause_auto_at=7), "/limits/pause_offer_at"),
        (with_limits(pause_min=3600, pause_suggested_return=1800), "/limits/pause_min"),
        (with_limits(pause_suggested_return=7200, pause_max=3600), "/limits/pause_suggested_return"),
    ),
    "time_box": (
        (of(replace(CALM, seconds=299), FRAME, UNDERSTANDING, CLOSING), "/steps/0/seconds"),
        (of(replace(CALM, seconds=1801), FRAME, UNDERSTANDING, CLOSING), "/steps/0/seconds"),
        (of(CALM, FRAME, UNDERSTANDING, replace(REST, seconds=29), CLOSING), "/steps/3/seconds"),
        (of(CALM, FRAME, UNDERSTANDING, replace(REST, seconds=601), CLOSING), "/steps/3/seconds"),
    ),
    "time_boxes_too_long": (
        (with_limits(planned=1200), "/limits/planned"),
        (with_limits(BRIEF, turn_seconds=600), "/limits/planned"),
    ),
    "locale_unknown": (
        (replace(TALK, locale="tlh"), "/locale"),
        (replace(TALK, translations=(Translation("tlh", ()),)), "/translations/tlh"),
    ),
    "locale_repeated": ((replace(TALK, translations=(Translation("en", ()),)), "/translations/en"),),
    "translation_missing": ((replace(TALK, translations=(Translation("fi", ()),)), "/translations/fi/talk.frame"),),
    "translation_unknown": (
        (replace(TALK, translations=(Translation("fi", (("no.key", "Hei."),)),)), "/translations/fi/no.key"),
    ),
    "coach_code": (
        (replace(TALK, coaching=Coaching(per_code=(("CONTEMPT", "off"),))), "/coaching/per_code"),
        (replace(TALK, coaching=Coaching(per_code=(("MISSPELT", "nudge"),))), "/coaching/per_code"),
    ),
}


@pytest.mark.parametrize(
    ("code", "template", "where"),
    [(code, template, where) for code, cases in BROKEN.items() for template, where in cases],
)
def test_a_broken_rule_is_found_where_it_is_broken(code: FindingCode, template: Template, where: str) -> None:
    assert (code, where) in {(finding.code, finding.where) for finding in check(template)}


def test_every_code_of_the_closed_list_has_a_template_that_breaks_it() -> None:
    # What has not the form of a template never becomes one that could be checked.
    assert set(BROKEN) == set(get_args(FindingCode)) - {"form"}


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
