"""What the coach says about single texts: stages, strictness, holds, danger, languages."""

from __future__ import annotations

import pytest

from app.coach import coach
from app.coach.opinion import Stage, Strictness


@pytest.mark.parametrize(
    "text",
    [
        "You never listen to me.",
        "You are so selfish.",
        "It's your fault we're late.",
        "I feel like you don't care about me.",
        "All you ever do is complain.",
        "Why can't you help for once?",
        "u never listen",
        "You always put your mother first.",
    ],
)
def test_an_accusation_is_sent_back_once(text: str) -> None:
    result = coach(text, stage="speaker")
    assert (result.verdict, result.hold) == ("revise", "soft" if result.hold != "hard" else "hard")
    assert result.findings[0].explanation
    assert result.findings[0].suggestion


@pytest.mark.parametrize(
    "text",
    [
        "I felt hurt when I found out from your sister.",
        "I'm worried about money and I'd like to talk about it.",
        "When you came home late I felt scared.",
        "Thank you for waiting up for me.",
        "Could you pick up the kids tomorrow?",
        "I don't think you're lazy.",
        "You always make me laugh.",
        "You never complained once during my treatment.",
        "I miss you.",
    ],
)
def test_what_is_owned_asked_or_thanked_for_goes_through(text: str) -> None:
    assert coach(text, stage="speaker").verdict != "revise"


@pytest.mark.parametrize(
    "text", ["You are an idiot.", "you fucking moron", "I will kill you.", "You b1tch", "you are an i d i o t"]
)
def test_contempt_and_threats_are_held_hard_also_in_disguise(text: str) -> None:
    result = coach(text, stage="speaker", strictness="gentle", per_code={"CONTEMPT": "off", "THREAT": "off"})
    assert result.hold == "hard"


@pytest.mark.parametrize(
    "text",
    [
        'You said "you are an idiot" and I felt small.',
        "My boss is an idiot.",
        "This stupid jar won't open.",
        "I was an idiot.",
    ],
)
def test_contempt_of_others_or_in_quotation_marks_is_not_held_hard(text: str) -> None:
    assert coach(text, stage="speaker").hold != "hard"


@pytest.mark.parametrize("stage", ["speaker", "listener", "accountability", "free"])
@pytest.mark.parametrize(
    "text", ["You hit me last night.", "I want to kill myself.", "I'm afraid of you when you drink."]
)
def test_a_report_of_harm_is_noticed_and_never_held_or_corrected(text: str, stage: Stage) -> None:
    result = coach(text, stage=stage, strictness="strict")
    assert result.crisis is not None
    assert (result.verdict, result.findings, result.hold) == ("pass", (), "none")


@pytest.mark.parametrize("text", ["My feet are killing me.", "I could murder a curry.", "I'm dying for a coffee."])
def test_an_idiom_is_no_alarm(text: str) -> None:
    crisis = coach(text, stage="speaker").crisis
    assert crisis is None or crisis.level == "check"


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry if you were hurt.",
        "I'm sorry you feel that way.",
        "Sorry, but you started it.",
        "I said I'm sorry, what more do you want?",
    ],
)
def test_an_apology_that_takes_itself_back_is_sent_back(text: str) -> None:
    assert coach(text, stage="accountability").verdict == "revise"


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry I shouted at you. You were frightened. Next time I'll leave the room first.",
        "I read your messages and I shouldn't have. I'm sorry.",
    ],
)
def test_an_apology_that_owns_the_act_goes_through(text: str) -> None:
    assert coach(text, stage="accountability").verdict != "revise"


def test_a_short_apology_is_told_which_parts_are_missing() -> None:
    codes = {finding.code for finding in coach("I'm sorry.", stage="accountability").findings}
    assert codes & {"NO_OWNERSHIP", "NO_IMPACT", "NO_PLAN"}


SAID = "I felt lonely at the party when you talked to your friends all night."


@pytest.mark.parametrize(
    "text", ["But I introduced you to everyone.", "You should make your own friends.", "That's not what happened."]
)
def test_a_reflection_that_answers_back_or_advises_is_sent_back(text: str) -> None:
    assert coach(text, stage="listener", reflected=SAID).verdict == "revise"


@pytest.mark.parametrize(
    "text",
    ["You felt lonely at the party because I was with my friends.", "So you were on your own all night and that hurt."],
)
def test_a_reflection_that_says_it_back_goes_through(text: str) -> None:
    assert coach(text, stage="listener", reflected=SAID).verdict != "revise"


def test_a_free_text_is_checked_for_contempt_and_danger_only() -> None:
    assert coach("You never listen.", stage="free").verdict == "pass"
    assert coach("You are an idiot.", stage="free").hold == "hard"


@pytest.mark.parametrize(("strictness", "verdict"), [("gentle", "nudge"), ("standard", "revise"), ("strict", "revise")])
def test_how_strict_a_template_is_decides_what_is_stopped(strictness: Strictness, verdict: str) -> None:
    assert coach("You never listen to me.", stage="speaker", strictness=strictness).verdict == verdict


def test_a_template_may_switch_off_a_soft_code() -> None:
    text = "You never listen to me."
    code = coach(text, stage="speaker").findings[0].code
    assert coach(text, stage="speaker", per_code={code: "off"}).verdict == "pass"
    assert coach(text, stage="speaker", per_code={code: "hint"}).findings[0].action == "hint"


def test_there_are_never_more_than_three_findings_and_the_strongest_is_first() -> None:
    text = "You never listen. You are selfish. All you do is complain. You lied to me. You ruin everything."
    findings = coach(text, stage="speaker").findings
    assert len(findings) == 3
    assert [finding.severity for finding in findings] == sorted((f.severity for f in findings), reverse=True)
    assert {finding.pack for finding in findings} == {coach(text, stage="speaker").pack}


@pytest.mark.parametrize("lang", ["xx", "de", "", "zh-Hant"])
def test_a_language_without_a_pack_is_not_coached_and_says_so(lang: str) -> None:
    result = coach("You never listen.", stage="speaker", lang=lang)
    assert (result.coached, result.reason, result.verdict, result.pack) == (False, "language", "pass", None)


@pytest.mark.parametrize("lang", ["en", "en-GB", "EN_us"])
def test_english_is_english_wherever_it_is_spoken(lang: str) -> None:
    assert coach("You never listen.", stage="speaker", lang=lang).coached
