"""Reflection: does it say back what was heard, or answer, advise, or turn away? Overlap alone never stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.coach import likeness
from app.coach.candidates import Candidate
from app.coach.learned import reflection_features

if TYPE_CHECKING:
    from app.coach.hits import Hit, Reading
    from app.coach.scoring import Head


def judge(reading: Reading, told: Reading | None, head: Head) -> list[Candidate]:
    score = head.score(reflection_features(reading, told))
    hits = [hit for hit in reading.spoken if hit.rule.family == "reflection" and hit.rule.severity]
    top = max(hits, key=lambda hit: (hit.rule.severity, hit.end - hit.begin), default=None)
    found = _thin(reading, told)
    if score >= head.stop:
        found.append(_main(reading, top, score))
    elif score >= head.nudge:
        found.append(_main(reading, top, score).weakened())
    return found


def _main(reading: Reading, top: Hit | None, score: float) -> Candidate:
    if top is None:
        return Candidate("NOT_REFLECTED", 2, "block", 0, len(reading.sheet.words), "NOT_REFLECTED.score", score)
    return Candidate(top.rule.code, 2, "block", top.begin, top.end, top.rule.id, score)


def _thin(reading: Reading, told: Reading | None) -> list[Candidate]:
    """Hints only: expert reflections often share no word with what they reflect."""
    words, lexicon = reading.sheet.words, reading.pack.lexicon
    whole = len(words)
    found = []
    if told is not None and not likeness.shares_anything(words, told.sheet.words, lexicon):
        found.append(Candidate("THIN", 0, "hint", 0, whole, "THIN.1"))
    feelings = lexicon.classes["FEEL"] | lexicon.classes["FEELN"] | lexicon.classes["FAUX"]
    if feelings.isdisjoint(words):
        found.append(Candidate("NO_FEELING", 0, "hint", 0, whole, "NO_FEELING.1"))
    return found
