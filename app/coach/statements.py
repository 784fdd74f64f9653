"""Accusation: sentence by sentence, rules for the explanation and the learned score for the decision.

An owned sentence in front can never unlock an accusation, because every sentence is weighed alone.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from app.coach import features
from app.coach.candidates import Candidate

if TYPE_CHECKING:
    from app.coach.hits import Hit, Reading
    from app.coach.learned import Unit
    from app.coach.scoring import Head

GRAVE = 3
_CERTAIN_DOUBT = 0.35  # how far below the threshold an exact insult may score and still be held
_AGREED = 0.1  # the same where a rule of some gravity agrees
DEFAULT_CODE = "YOU_CLAIM"


def judge(reading: Reading, units: list[Unit], head: Head) -> list[Candidate]:
    """At most one candidate a sentence: the strongest rule explains what the score decides."""
    found = [_sentence(reading, unit, head) for unit in units]
    return [candidate for candidate in found if candidate is not None]


def contempt(reading: Reading, units: list[Unit], head: Head, *, codes: frozenset[str]) -> list[Candidate]:
    """What no stage lets pass: names and scorn aimed at the partner, by rule and confirmed by the score."""
    judged = judge(reading, units, head)
    return [one for one in judged if one.code in codes and one.severity >= GRAVE]


def _sentence(reading: Reading, unit: Unit, head: Head) -> Candidate | None:
    begin, end, names = unit
    score = max(head.score(names), _without_absolutes(reading, unit, head))
    hits = [hit for hit in reading.within(begin, end) if hit.rule.family == "statement" and hit.rule.severity]
    top = max(hits, key=lambda hit: (hit.rule.severity, hit.end - hit.begin), default=None)
    if top is not None and top.rule.severity >= GRAVE and score >= head.stop - _CERTAIN_DOUBT:
        return _candidate(top, score, hard=top.rule.code in reading.pack.hard)
    agreed = top is not None and top.rule.severity == GRAVE - 1
    if score >= head.stop - (_AGREED if agreed else 0.0):
        return _explained(reading, unit, head, top, score)
    if score >= head.nudge or (top is not None and score >= 2 * head.nudge - head.stop):
        weaker = _explained(reading, unit, head, top, score)
        return weaker.weakened()
    return None


def _without_absolutes(reading: Reading, unit: Unit, head: Head) -> float:
    """The score without "always" and "never": putting one in can then never make a sentence look better."""
    begin, end, _ = unit
    absolutes = reading.pack.lexicon.classes["ABS"]
    words = features.sentence_words(reading.sheet, begin, end)
    if absolutes.isdisjoint(words):
        return -9.0
    plain = [word for word in words if word not in absolutes]
    found = features.of_words(plain, reading.sheet.marks[reading.sheet.sentence[begin]])
    rules = (hit.rule for hit in reading.within(begin, end) if hit.rule.family == "statement")
    return head.score(found | features.of_rules(rules))


def _explained(reading: Reading, unit: Unit, head: Head, top: Hit | None, score: float) -> Candidate:
    if top is not None:
        return _candidate(top, score)
    begin, end = heaviest_clause(reading, unit, head)
    return Candidate(DEFAULT_CODE, 2, "block", begin, end, f"{DEFAULT_CODE}.score", score)


def _candidate(hit: Hit, score: float, *, hard: bool = False) -> Candidate:
    severity = max(hit.rule.severity, 2)
    return Candidate(hit.rule.code, severity, "block", hit.begin, hit.end, hit.rule.id, score, hard=hard)


def heaviest_clause(reading: Reading, unit: Unit, head: Head) -> tuple[int, int]:
    """The part between pauses whose words weigh most: this is what the author is shown."""
    begin, end, _ = unit
    sheet, weights = reading.sheet, head.weights
    cuts = [begin, *(place for place in range(begin + 1, end) if sheet.paused[place]), end]
    clauses = list(pairwise(cuts))

    def weight(clause: tuple[int, int]) -> float:
        words = sheet.words[clause[0] : clause[1]]
        pairs = [f"{left} {right}" for left, right in pairwise(words)]
        return sum(weights.get(name, 0.0) for name in [*words, *pairs])

    return max(clauses, key=weight)
