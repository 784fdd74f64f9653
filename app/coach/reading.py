"""Reads one text and answers: danger first, then what the stage asks. Pure; safe in many threads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.coach import apology, by_rules, crisis, excuses, listening, policy, statements
from app.coach.hits import read, read_unmasked
from app.coach.opinion import CoachResult, CrisisSignal, Finding, Stage, Strictness
from app.coach.packs import pack_for
from app.coach.words import sheet_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.coach.candidates import Candidate
    from app.coach.hits import Reading
    from app.coach.packs.loading import Family

# What a stage is read with beside what every text is read with.
_FAMILIES: Mapping[Stage, Family] = {"listener": "reflection", "accountability": "apology", "update": "update"}
_SCORN = frozenset({"CONTEMPT"})
_PERSON = frozenset({"CONTEMPT", "CHARACTER"})


def coach(
    text: str,
    *,
    stage: Stage,
    reflected: str | None = None,
    lang: str = "en",
    strictness: Strictness = "standard",
    per_code: Mapping[str, str] | None = None,
) -> CoachResult:
    """The coach's opinion on one text. `reflected` is what a listener reflects; `per_code` is a template's own wish."""
    pack = pack_for(lang)
    if pack is None:
        return CoachResult("pass", coached=False, pack=None, reason="language")  # C-7
    reading = read(text, pack, _FAMILIES.get(stage, "statement")) if pack.heads else by_rules.read(text, pack)
    if not reading.sheet.words:
        return CoachResult("pass", coached=True, pack=pack.version)
    danger = _danger(reading)
    if danger.told:
        # C-1: a report of harm is never held, corrected or scored.
        return CoachResult("pass", coached=True, pack=pack.version, crisis=danger.signal)
    candidates = _judged(reading, stage=stage, reflected=reflected)
    if danger.threat is not None:
        candidates.append(danger.threat)
    hidden = _disguised(text, reading)
    candidates += hidden
    signal = CrisisSignal("high", "threat") if any(one.code == "THREAT" for one in hidden) else danger.signal
    verdict, kept = policy.decide(candidates, strictness=strictness, per_code=per_code or {})
    findings = tuple(_finding(reading, one) for one in kept)
    return CoachResult(verdict, coached=True, pack=pack.version, crisis=signal, findings=findings)


def _danger(reading: Reading) -> crisis.Danger:
    return crisis.look(reading) if reading.pack.heads else by_rules.danger(reading)


def _judged(reading: Reading, *, stage: Stage, reflected: str | None) -> list[Candidate]:
    if not reading.pack.heads:
        return by_rules.judge(reading, stage=stage)
    return _candidates(reading, stage=stage, reflected=reflected)


def _candidates(reading: Reading, *, stage: Stage, reflected: str | None) -> list[Candidate]:
    head = reading.pack.heads["accusation"]
    if stage == "speaker":
        return statements.judge(reading, head)
    if stage == "update":
        return [*statements.judge(reading, head), *excuses.judge(reading)]
    scorn = statements.contempt(reading, head, codes=_PERSON if stage == "accountability" else _SCORN)
    if stage == "accountability":
        return [*scorn, *apology.judge(reading)]
    if stage == "listener":
        told = sheet_of(reflected, reading.pack.spelling).words if reflected else None
        return [*scorn, *listening.judge(reading, told)]
    return scorn


def _disguised(text: str, reading: Reading) -> list[Candidate]:
    """C-8: what is written to slip through is spelled out, for the hard kinds only."""
    heads = reading.pack.heads
    plain = read_unmasked(text, reading.pack) if heads else by_rules.read_unmasked(text, reading.pack)
    if plain is None:
        return []
    scorn = _scorn(plain)
    threat = _danger(plain).threat
    hard = [*(one for one in scorn if one.hard), *([threat] if threat else [])]
    return [_placed(one, plain, reading) for one in hard]


def _scorn(reading: Reading) -> list[Candidate]:
    heads = reading.pack.heads
    if not heads:
        return by_rules.judge(reading, stage="free")
    return statements.contempt(reading, heads["accusation"], codes=_SCORN)


def _placed(one: Candidate, plain: Reading, reading: Reading) -> Candidate:
    """The same words as they are counted in the text as it was written."""
    start, end = plain.sheet.span(one.begin, one.end)
    layout = reading.sheet.layout
    covered = [place for place in range(len(layout.words)) if layout.end[place] > start and layout.start[place] < end]
    return replace(one, begin=covered[0], end=covered[-1] + 1)


def _finding(reading: Reading, one: Candidate) -> Finding:
    pack, message = reading.pack, reading.pack.message(one.code)
    start, end = reading.sheet.span(one.begin, one.end)
    return Finding(
        code=one.code,
        severity=one.severity,
        action=one.action,
        start=start,
        end=end,
        explanation=message.explanation,
        suggestion=message.suggestion,
        rule_id=one.rule_id,
        pack=pack.version,
        hard=one.hard,
    )
