"""Apology: which parts it has, what takes it back, and a learned score over the whole. Sincerity it never claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.coach.candidates import Candidate
from app.coach.learned import apology_features

if TYPE_CHECKING:
    from app.coach.hits import Hit, Reading
    from app.coach.scoring import Head

PARTS = ("SORRY", "OWN", "IMPACT", "PLAN")
MISSING = {"SORRY": "NO_REGRET", "OWN": "NO_OWNERSHIP", "IMPACT": "NO_IMPACT", "PLAN": "NO_PLAN"}


def judge(reading: Reading, head: Head) -> list[Candidate]:
    score = head.score(apology_features(reading))
    hits = [hit for hit in reading.spoken if hit.rule.family == "apology" and hit.rule.severity]
    top = max(hits, key=lambda hit: (hit.rule.severity, hit.end - hit.begin), default=None)
    found = _missing(reading)
    if score >= head.stop:
        found.append(_main(reading, top, score))
    elif score >= head.nudge:
        found.append(_main(reading, top, score).weakened())
    return found


def _main(reading: Reading, top: Hit | None, score: float) -> Candidate:
    if top is None:
        return Candidate("NOT_OWNED", 2, "block", 0, len(reading.sheet.words), "NOT_OWNED.score", score)
    return Candidate(top.rule.code, 2, "block", top.begin, top.end, top.rule.id, score)


def _missing(reading: Reading) -> list[Candidate]:
    """The parts that are not there: a checklist, never a stop, since a short apology may be a whole one."""
    there = {hit.rule.code for hit in reading.spoken}
    whole = len(reading.sheet.words)
    gone = [MISSING[part] for part in PARTS if part not in there]
    return [Candidate(code, 0, "hint", 0, whole, f"{code}.1") for code in gone]
