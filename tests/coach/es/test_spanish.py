"""The Spanish pack reads by rules alone: contempt, danger and plain blame, and no word of it as English."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.coach import by_rules, coach, languages
from app.coach.opinion import CoachResult, Stage
from app.coach.packs import languages_in_sessions, pack_for, pack_in_sessions
from app.coach.packs.loading import Rule
from tests.coach.lines import HONEST, Line, lines_of, voices

FOUND = pack_for("es")
assert FOUND is not None
PACK = FOUND
HERE = Path(__file__).parent
LINES = [line for file in sorted((HERE / "voices").glob("*.jsonl")) for line in lines_of(file)]
STAGES: tuple[Stage, ...] = ("speaker", "listener", "accountability", "free")


def said(text: str, *, stage: Stage = "speaker") -> CoachResult:
    return coach(text, stage=stage, lang="es")


def of(*labels: str) -> list[Line]:
    return [line for line in LINES if line.label in labels]


def finds(rule: Rule, text: str) -> bool:
    return any(hit.rule.id == rule.id for hit in by_rules.read(text, PACK).every)


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.id)
def test_a_pattern_finds_its_example_and_not_its_counter_example(rule: Rule) -> None:
    assert finds(rule, rule.hit), f"{rule.id} misses {rule.hit}"
    assert not finds(rule, rule.miss), f"{rule.id} finds {rule.miss}"


def test_the_coach_names_spanish_and_the_pack_says_how_far_it_reaches() -> None:
    assert languages() == ("en", "es")
    assert PACK.extent == {"contempt", "crisis", "blame"}
    assert (languages_in_sessions(), pack_in_sessions("es")) == (("en",), None)
    assert not PACK.heads


@pytest.mark.parametrize("stage", STAGES)
def test_no_disclosure_and_no_fear_is_held_in_any_stage(stage: Stage) -> None:
    held = [line.text for line in of("disclosure", "fear") if said(line.text, stage=stage).hold != "none"]
    assert held == []


def test_a_report_beside_an_insult_passes_and_opens_help() -> None:
    result = said("Me pegó. Eres un idiota.")
    assert result.hold == "none"
    assert result.crisis is not None


def test_figures_of_speech_are_not_grave_and_not_held() -> None:
    seen = [(line.text, said(line.text)) for line in of("safe_idiom")]
    assert [text for text, result in seen if result.hold != "none"] == []
    assert [text for text, result in seen if result.crisis is not None and result.crisis.level == "high"] == []


def test_nothing_honest_in_the_voices_is_stopped() -> None:
    assert [line.text for line in of(*HONEST) if said(line.text).verdict == "revise"] == []


@pytest.mark.parametrize("text", ["Nunca me escuchás, sos un egoísta.", "xq siempre me gritas", "Es tu culpa."])
def test_blame_is_stopped_with_spanish_words_however_it_is_typed(text: str) -> None:
    result = said(text)
    assert result.verdict == "revise"
    assert "ú" in result.findings[0].suggestion or "___" in result.findings[0].suggestion
    assert result.pack == PACK.version


@pytest.mark.parametrize("stage", STAGES)
def test_contempt_and_threats_are_held_in_every_stage(stage: Stage) -> None:
    assert said("Eres un imbécil.", stage=stage).hold == "hard"
    assert said("Te voy a matar.", stage=stage).hold == "hard"


@pytest.mark.parametrize("stage", ["listener", "accountability", "free"])
def test_other_stages_ask_for_nothing_that_the_pack_does_not_know(stage: Stage) -> None:
    assert said("Nunca me escuchas.", stage=stage).verdict == "pass"
    assert said("Perdón si te molestó.", stage=stage).verdict == "pass"


def test_what_others_said_and_what_is_denied_is_no_accusation() -> None:
    assert said("Mi jefe me dijo que eres un vago.").verdict == "pass"
    assert said("No es tu culpa.").verdict == "pass"


def test_a_finding_points_to_the_words_as_they_were_written() -> None:
    text = "Ayer lloré. ¡Eres un imbécil!"
    finding = said(text).findings[0]
    assert text[finding.start : finding.end] == "Eres un imbécil"


def test_a_disguised_insult_is_held_and_points_to_what_was_written() -> None:
    text = "Eres un 1d10ta."
    result = said(text)
    assert result.hold == "hard"
    assert text[result.findings[0].start : result.findings[0].end] == "Eres un 1d10ta"


def test_spanish_text_is_not_read_as_english_nor_english_as_spanish() -> None:
    assert said("You never listen. You are an idiot.").verdict == "pass"
    assert said("I am going to kill you.").crisis is None


def test_spanish_lines_teach_the_english_coach_nothing() -> None:
    assert not any(name.startswith("es-") for name in voices())


def test_the_files_of_the_pack_are_text_and_so_in_the_wheel() -> None:
    folder = Path(by_rules.__file__).parent / "packs" / "es"
    assert {file.suffix for file in folder.iterdir()} <= {".tsv", ".txt", ".json"}
