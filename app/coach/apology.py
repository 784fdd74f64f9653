"""Reads an apology: does it own, name what it did to the other, say what changes, or does it slip away?

It can see the parts of an apology, never whether it is meant, and does not claim to (practices 65).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.coach import cues
from app.coach.candidates import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.coach.hits import Reading

PARTS = ("SORRY", "OWN", "IMPACT", "PLAN")
MISSING = {"SORRY": "NO_REGRET", "OWN": "NO_OWNERSHIP", "IMPACT": "NO_IMPACT", "PLAN": "NO_PLAN"}
_MARKS = ("SORRY_IF", "SORRY_SHIFT", "SORRY_BUT", "MINIMISE", "EXCUSE")


def cues_of(reading: Reading) -> set[str]:
    """Everything the learned score looks at, by name, in training."""
    sheet = reading.sheet
    return cues.cues_of(sheet, reading.pack.lexicon.skeleton(sheet.words)).union(_of_rules(reading))


def numbers_of(reading: Reading) -> set[int]:
    """The same in use, by number."""
    sheet, index = reading.sheet, reading.pack.learned.apology.index
    return index.of_text(sheet, reading.pack.lexicon.skeleton(sheet.words)) | index.named(_of_rules(reading))


def _of_rules(reading: Reading) -> Iterator[str]:
    yield from cues.rule_cues(reading.spoken, "apology")
    codes = {hit.rule.code for hit in reading.spoken if hit.rule.family == "apology"}
    parts = "".join(str(int(part in codes)) for part in PARTS)
    marked = sum(mark in codes for mark in _MARKS)
    yield "@parts" + parts
    yield f"@count{parts.count('1')}{min(marked, 3)}"


def judge(reading: Reading) -> list[Candidate]:
    """A stop where the whole evades; a remark where it may; a checklist of the parts that are not there."""
    score = reading.pack.learned.apology
    values = score.of(reading.sheet.words, numbers_of(reading))
    found = _missing(reading, values)
    if values["evades"] > score.limits["hint"]:
        main = _main(reading, values["evades"])
        stops = values["evades"] > score.limits["stop"]
        found.append((main if stops else main.weakened()) if _evident(reading, main) else main.hinted())
    return found


def _evident(reading: Reading, main: Candidate) -> bool:
    """A stop needs a pattern that matched, or words of which most are known."""
    return not main.rule_id.endswith(".score") or reading.pack.learned.knows(reading.sheet.words)


def _main(reading: Reading, value: float) -> Candidate:
    """The score decides; the gravest pattern, if there is one, explains."""
    hits = [hit for hit in reading.spoken if hit.rule.family == "apology" and hit.rule.severity]
    top = max(hits, key=lambda hit: (hit.rule.severity, hit.end - hit.begin), default=None)
    if top is None:
        return Candidate("NOT_OWNED", 2, "block", 0, len(reading.sheet.words), "NOT_OWNED.score", value)
    return Candidate(top.rule.code, 2, "block", top.begin, top.end, top.rule.id, value)


def _missing(reading: Reading, values: Mapping[str, float]) -> list[Candidate]:
    """The parts that are not there: never a stop, since a short apology may be a whole one (A-2 asks by form)."""
    there = {hit.rule.code for hit in reading.spoken}
    limits, whole = reading.pack.learned.apology.limits, len(reading.sheet.words)
    gone = [part for part in PARTS if part not in there and values[part.lower()] <= limits[part.lower()]]
    return [Candidate(MISSING[part], 0, "hint", 0, whole, f"{MISSING[part]}.1") for part in gone]
