"""What each learned question looks at: sentences for accusation and danger, whole texts for apology and reflection.

The same functions serve training and reading, so that the two can never see different things.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.coach import features, likeness

if TYPE_CHECKING:
    from app.coach.hits import Reading

Unit = tuple[int, int, set[str]]
Units = list[Unit]


def accusation_units(reading: Reading) -> Units:
    return _sentences(reading, "statement")


def danger_units(reading: Reading) -> Units:
    return _sentences(reading, "crisis")


def _sentences(reading: Reading, family: str) -> Units:
    """First word, behind-last word and features of every sentence that its author speaks."""
    sheet, units = reading.sheet, []
    for number, (begin, end) in enumerate(sheet.bounds()):
        words = features.sentence_words(sheet, begin, end)
        found = features.of_words(words, sheet.marks[number])
        found |= features.of_rules(hit.rule for hit in reading.within(begin, end) if hit.rule.family == family)
        units.append((begin, end, found))
    return units


def apology_features(reading: Reading) -> set[str]:
    """An apology is judged as a whole: what it says, and which of its parts are there."""
    found = _whole(reading, ("apology",))
    codes = {hit.rule.code for hit in reading.spoken}
    parts = "".join(str(int(part in codes)) for part in ("SORRY", "OWN", "IMPACT", "PLAN"))
    marked = "".join(str(int(part in codes)) for part in ("SORRY_IF", "SORRY_SHIFT", "SORRY_BUT", "MINIMISE", "EXCUSE"))
    return found | {"=parts" + parts, "=marked" + marked, f"=count{parts.count('1')}{min(marked.count('1'), 3)}"}


def reflection_features(reading: Reading, told: Reading | None) -> set[str]:
    found = _whole(reading, ("reflection",))
    if told is not None:
        found |= likeness.compare(reading.sheet.words, told.sheet.words, reading.pack.lexicon)
    return found


def _whole(reading: Reading, families: tuple[str, ...]) -> set[str]:
    sheet, found = reading.sheet, set[str]()
    bounds = sheet.bounds()
    for number, (begin, end) in enumerate(bounds):
        found |= features.of_words(features.sentence_words(sheet, begin, end), sheet.marks[number])
    found |= features.of_rules(hit.rule for hit in reading.spoken if hit.rule.family in families)
    if bounds:
        opening = [hit.rule.code for hit in reading.within(*bounds[0]) if hit.rule.family in families and not hit.begin]
        found.update("K^" + code for code in opening)
    found.update((f"=sentences{min(len(bounds), 5)}", f"=words{min(len(sheet.words) // 6, 8)}"))
    return found
