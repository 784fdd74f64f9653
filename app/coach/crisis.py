"""Danger: words that may mean harm to oneself, from a partner, or to one. They open help and are never corrected.

A report of harm is a disclosure (C-1): it is not held. A threat by its author is held, and still opens help.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.coach.candidates import Candidate
from app.coach.opinion import CrisisKind, CrisisSignal

if TYPE_CHECKING:
    from app.coach.hits import Hit, Reading
    from app.coach.learned import Unit
    from app.coach.scoring import Head

KINDS: dict[str, CrisisKind] = {
    "CR_SELF": "self_harm",
    "CR_THREAT": "threat",
    "CR_VIOLENCE": "violence",
    "CR_FEAR": "fear",
    "CR_CONTROL": "control",
}
EXPLICIT = 3
_CERTAIN = 0.2  # the same for explicit words: measured on voices left out, 2 of 100 idioms reach it
_EXPLAINED = 0.3  # how much less a score must say where a rule agrees


@dataclass(frozen=True, slots=True)
class Danger:
    """The signal for the author, and the threat that a session holds, if there is one.

    `told` says that a rule or a score beyond doubt reads a report of harm, which nothing may hold (C-1). A faint
    signal alone opens the card, and the text is judged as any other.
    """

    signal: CrisisSignal | None = None
    told: bool = False
    threat: Candidate | None = None


def look(reading: Reading, units: list[Unit], head: Head) -> Danger:
    best: tuple[float, CrisisSignal] | None = None
    threat: Candidate | None = None
    told = False
    for unit in units:
        score = head.score(unit[2])
        hits = [hit for hit in _hits(reading, unit) if hit.rule.severity]
        signal = _signal(hits, score, head)
        if signal is not None and (
            best is None or (signal.level == "high", score) > (best[1].level == "high", best[0])
        ):
            best = (score, signal)
        told = told or (signal is not None and signal.kind != "threat" and _beyond_doubt(signal, score, head))
        threat = threat or _threat(reading, hits, score, head)
    return Danger(best[1] if best else None, told and threat is None, threat)


def _beyond_doubt(signal: CrisisSignal, score: float, head: Head) -> bool:
    return signal.level == "high" or score >= (head.stop + head.nudge) / 2


def _hits(reading: Reading, unit: Unit) -> list[Hit]:
    begin, end, _ = unit
    return [hit for hit in reading.within(begin, end) if hit.rule.family == "crisis"]


def _signal(hits: list[Hit], score: float, head: Head) -> CrisisSignal | None:
    """High needs an explicit rule and a score that agrees, or a score beyond doubt; one of the two is a check."""
    top = max(hits, key=lambda hit: (hit.rule.severity, hit.end - hit.begin), default=None)
    kind = KINDS[top.rule.code] if top else "fear"
    if top is not None and top.rule.severity >= EXPLICIT and score >= head.stop - _CERTAIN:
        return CrisisSignal("high", kind)
    explained = top is not None and top.rule.severity > 1
    if score >= head.nudge - (_EXPLAINED if explained else 0.0):
        return CrisisSignal("check", kind)
    return None


def _threat(reading: Reading, hits: list[Hit], score: float, head: Head) -> Candidate | None:
    for hit in hits:
        if hit.rule.id in reading.pack.hard_rules and score >= head.stop - _CERTAIN:
            return Candidate("THREAT", EXPLICIT, "block", hit.begin, hit.end, hit.rule.id, score, hard=True)
    return None
