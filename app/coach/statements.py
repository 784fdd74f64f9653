"""Accusation: sentence by sentence, rules for the explanation and the learned score for the decision.

An owned sentence in front can never unlock an accusation, because every sentence is weighed alone.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from app.coach import features
from app.coach.candidates import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.coach.hits import Hit, Reading
    from app.coach.scoring import Head

    Bounds = tuple[int, int]

GRAVE = 3
_CERTAIN_DOUBT = 0.7  # how far below the threshold an exact insult may score and still be held
_AGREED = 0.2  # the same where a rule of some gravity agrees
_COUNTED = 0.4  # and where it counts: "always" and "never" are what the framework asks everybody to leave out
DEFAULT_CODE = "YOU_CLAIM"
_LEAST = -9.0


def judge(reading: Reading, head: Head) -> list[Candidate]:
    """At most one candidate a sentence: the strongest rule explains what the score decides."""
    found = [_sentence(reading, number, head) for number in range(len(reading.sheet.bounds))]
    return [candidate for candidate in found if candidate is not None]


def contempt(reading: Reading, head: Head, *, codes: frozenset[str]) -> list[Candidate]:
    """What no stage lets pass: names and scorn aimed at the partner, by rule and confirmed by the score.

    Only such a rule can give a candidate its code and its gravity, so no other sentence has to be weighed.
    """
    grave = (number for number in sorted(reading.by_sentence) if _is_grave(_top(_rules(reading, number)), codes))
    found = [_sentence(reading, number, head) for number in grave]
    return [one for one in found if one is not None and one.severity >= GRAVE]


def _is_grave(top: Hit | None, codes: frozenset[str]) -> bool:
    return top is not None and top.rule.severity >= GRAVE and top.rule.code in codes


def _rules(reading: Reading, number: int) -> list[Hit]:
    return [hit for hit in reading.by_sentence.get(number, ()) if hit.rule.family == "statement"]


def _top(rules: Iterable[Hit]) -> Hit | None:
    return max((hit for hit in rules if hit.rule.severity), key=_gravity, default=None)


def _sentence(reading: Reading, number: int, head: Head) -> Candidate | None:
    rules, bounds = _rules(reading, number), reading.sheet.bounds[number]
    score = _score(reading, number, rules, head)
    top = _top(rules)
    if top is not None and top.rule.severity >= GRAVE and score >= head.stop - _CERTAIN_DOUBT:
        return _candidate(top, score, hard=top.rule.code in reading.pack.hard)
    if score >= head.stop - _leeway(top):
        return _explained(reading, bounds, head, top, score)
    if score >= head.nudge or (top is not None and score >= 2 * head.nudge - head.stop):
        weaker = _explained(reading, bounds, head, top, score)
        return weaker.weakened()
    return None


def _gravity(hit: Hit) -> tuple[int, int]:
    return hit.rule.severity, hit.end - hit.begin


def _score(reading: Reading, number: int, hits: Sequence[Hit], head: Head) -> float:
    """Also without "always" and "never": putting one in can then never make a sentence look better."""
    words, mark = features.sentence_words(reading.sheet, *reading.sheet.bounds[number]), reading.sheet.marks[number]
    rules, absolutes = [hit.rule for hit in hits], reading.pack.lexicon.classes["ABS"]
    score = head.score(words, mark, rules)
    if absolutes.isdisjoint(words):
        return max(score, _LEAST)
    return max(score, head.score([word for word in words if word not in absolutes], mark, rules))


def _leeway(top: Hit | None) -> float:
    """How far below the threshold a sentence is stopped all the same, because a rule says what is in it."""
    if top is None or top.rule.severity != GRAVE - 1:
        return 0.0
    return _COUNTED if top.rule.code == "ABSOLUTE" else _AGREED


def _explained(reading: Reading, bounds: Bounds, head: Head, top: Hit | None, score: float) -> Candidate:
    if top is not None:
        return _candidate(top, score)
    begin, end = heaviest_clause(reading, bounds, head)
    return Candidate(DEFAULT_CODE, 2, "block", begin, end, f"{DEFAULT_CODE}.score", score)


def _candidate(hit: Hit, score: float, *, hard: bool = False) -> Candidate:
    severity = max(hit.rule.severity, 2)
    return Candidate(hit.rule.code, severity, "block", hit.begin, hit.end, hit.rule.id, score, hard=hard)


def heaviest_clause(reading: Reading, bounds: Bounds, head: Head) -> Bounds:
    """The part between pauses whose words weigh most: this is what the author is shown."""
    begin, end = bounds
    sheet = reading.sheet
    cuts = [begin, *(place for place in range(begin + 1, end) if sheet.layout.paused[place]), end]
    return max(pairwise(cuts), key=lambda clause: head.weight_of(sheet.words[clause[0] : clause[1]]))
