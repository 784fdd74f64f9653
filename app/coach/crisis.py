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
    from app.coach.weighing import Score

KINDS: Mapping[str, CrisisKind] = {
    "CR_SELF": "self_harm",
    "CR_PASSIVE": "self_harm",
    "CR_THREAT": "threat",
    "CR_VIOLENCE": "violence",
    "CR_FEAR": "fear",
    "CR_CONTROL": "control",
}
EXPLICIT = 3
PLAIN = 4  # said in so many words: noticed whatever the score, unless an idiom stands beside it
SURER = 0.8
_NEAR = 1.0  # how far below its limit a score may lie and still agree with plain words
ALONE = 1.0  # how much more one sentence of several must say by itself
UNLIKELY = 2.5  # how much more a score must say where none of the words is one of danger
_ANSWERS = ("self_harm", "threat", "harm")
_CHECKS = tuple((answer, f"{answer}_check") for answer in _ANSWERS)
_OF_HARM = frozenset({"CR_VIOLENCE", "CR_FEAR", "CR_CONTROL"})


@dataclass(frozen=True, slots=True)
class Danger:
    """The signal for the author, and the threat that a session holds, if there is one.

    `told` says that a rule or a score beyond doubt reads a report of harm, which nothing may hold (C-1). A faint
    signal alone opens the card, and the text is judged as any other.
    """

    signal: CrisisSignal | None = None
    told: bool = False
    threat: Candidate | None = None


def look(reading: Reading) -> Danger:
    score = reading.pack.learned.crisis
    limits = score.limits
    hits = [hit for hit in reading.every if hit.rule.family == "crisis"]
    whole, sentences = danger.parts_of(reading)
    margins = _margins(whole, score)
    for part in sentences:
        alone = _margins(part, score)
        alone["disclosure"] -= ALONE  # a report in passing must not carry an insult past (C-1)
        margins = {answer: max(margins[answer], alone[answer] - ALONE) for answer in margins}
    disclosure = margins.pop("disclosure") > 0
    plain = _plainest(hits)
    answer = _answer_of(plain) if plain else max(margins, key=lambda name: margins[name])
    threat = None if disclosure and answer != "threat" else _threat(reading, hits, margins["threat"], plain)
    if plain is None and margins[answer] <= 0:
        return Danger(None, disclosure and threat is None, threat)
    beyond = limits[f"{answer}_high"] - limits[f"{answer}_check"]
    certain = margins[answer] > (-_NEAR if plain else beyond)
    passive = plain is not None and plain.rule.code == "CR_PASSIVE"
    # A score alone is quick to hear harm in an idiom; the graver card waits for plain words or a much surer score.
    grave = certain and not passive and (plain is not None or margins[answer] > beyond + SURER)
    signal = CrisisSignal("high" if grave else "check", _kind(answer, hits))
    told = disclosure or (signal.kind != "threat" and (plain is not None or (certain and _named(answer, hits))))
    return Danger(signal, told and threat is None, threat)


def _margins(part: danger.Part, score: Score) -> dict[str, float]:
    """How far every answer lies over its limit."""
    values, limits = score.of(part.words, part.cues), score.limits
    found = {
        answer: values[answer] - limits[check] - (0.0 if answer in part.evident else UNLIKELY)
        for answer, check in _CHECKS
    }
    found["disclosure"] = values["disclosure"] - limits["disclosure"]
    return found


def _named(answer: str, hits: list[Hit]) -> bool:
    """A score alone opens the card; to let everything else in the text pass it needs a word for what it supposes."""
    return any(hit.rule.severity and _answer_of(hit) == answer for hit in hits if hit.rule.code in KINDS)


def _plainest(hits: list[Hit]) -> Hit | None:
    """Plain words of danger; beside an idiom ("kill you at Scrabble") the score has to decide alone."""
    if any(hit.rule.code == "IDIOM" for hit in hits):
        return None
    return next((hit for hit in hits if hit.rule.severity >= PLAIN), None)


def _answer_of(hit: Hit) -> str:
    kind = KINDS[hit.rule.code]
    return kind if kind in _ANSWERS else "harm"


def _kind(answer: str, hits: list[Hit]) -> CrisisKind:
    if answer == "self_harm":
        return "self_harm"
    if answer == "threat":
        return "threat"
    named = [hit for hit in hits if hit.rule.code in _OF_HARM]
    strongest = max(named, key=lambda hit: hit.rule.severity, default=None)
    return KINDS[strongest.rule.code] if strongest else "fear"


def _threat(reading: Reading, hits: list[Hit], margin: float, plain: Hit | None) -> Candidate | None:
    """Held only where a pattern of proven precision meets plain words or a score beyond doubt, and no idiom."""
    limits, hard = reading.pack.learned.crisis.limits, reading.pack.hard_rules
    said = plain is not None and plain.rule.code == "CR_THREAT" and margin > 0
    beyond_doubt = margin > limits["threat_high"] - limits["threat_check"]
    if not (said or beyond_doubt) or any(hit.rule.code == "IDIOM" for hit in hits):
        return None
    for hit in hits:
        if hit.rule.id in hard and not reading.sheet.is_quoted(hit.begin):
            return Candidate("THREAT", EXPLICIT, "block", hit.begin, hit.end, hit.rule.id, margin, hard=True)
    return None
