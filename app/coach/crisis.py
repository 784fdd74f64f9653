"""Notices words that may mean danger, and reports of harm. It opens help; it never corrects, scores or keeps anything.

A report of harm is a disclosure (C-1): it is not held. A threat by its author is held, and still opens help.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.coach import danger
from app.coach.candidates import Candidate
from app.coach.opinion import CrisisKind, CrisisSignal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.coach.hits import Hit, Reading

KINDS: Mapping[str, CrisisKind] = {
    "CR_SELF": "self_harm",
    "CR_THREAT": "threat",
    "CR_VIOLENCE": "violence",
    "CR_FEAR": "fear",
    "CR_CONTROL": "control",
}
EXPLICIT = 3
_ANSWERS = ("self_harm", "threat", "harm")
_OF_HARM = frozenset({"CR_VIOLENCE", "CR_FEAR", "CR_CONTROL"})


@dataclass(frozen=True, slots=True)
class Danger:
    """The signal for the author, the threat that a session holds, and whether this reports harm (never held)."""

    signal: CrisisSignal | None = None
    threat: Candidate | None = None
    disclosure: bool = False


def look(reading: Reading) -> Danger:
    scores = reading.pack.learned.crisis.of(reading.sheet.words, danger.cues_of(reading))
    limits = reading.pack.learned.crisis.limits
    hits = [hit for hit in reading.every if hit.rule.family == "crisis" and hit.rule.severity]
    margins = {answer: scores[answer] - limits[f"{answer}_check"] for answer in _ANSWERS}
    answer = max(margins, key=lambda name: margins[name])
    disclosure = scores["disclosure"] > limits["disclosure"]
    threat = _threat(reading, hits, margins["threat"]) if not disclosure or answer == "threat" else None
    if margins[answer] <= 0:
        return Danger(None, threat, disclosure)
    certain = scores[answer] > limits[f"{answer}_high"] or any(_explicit(hit, answer) for hit in hits)
    return Danger(CrisisSignal("high" if certain else "check", _kind(answer, hits)), threat, disclosure)


def _explicit(hit: Hit, answer: str) -> bool:
    """A pattern says in so many words what the score supposes."""
    return hit.rule.severity >= EXPLICIT and (
        KINDS.get(hit.rule.code) == answer or (answer == "harm" and hit.rule.code in _OF_HARM)
    )


def _kind(answer: str, hits: list[Hit]) -> CrisisKind:
    if answer == "self_harm":
        return "self_harm"
    if answer == "threat":
        return "threat"
    named = [hit for hit in hits if hit.rule.code in _OF_HARM]
    strongest = max(named, key=lambda hit: hit.rule.severity, default=None)
    return KINDS[strongest.rule.code] if strongest else "fear"


def _threat(reading: Reading, hits: list[Hit], margin: float) -> Candidate | None:
    """Held only where a pattern of proven precision and the score agree, and not where it is somebody else's threat."""
    for hit in hits:
        if hit.rule.id in reading.pack.hard_rules and margin > 0 and not reading.sheet.quoted[hit.begin]:
            return Candidate("THREAT", EXPLICIT, "block", hit.begin, hit.end, hit.rule.id, margin, hard=True)
    return None
