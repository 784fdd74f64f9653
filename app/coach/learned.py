"""What each learned question looks at: sentences, for accusation.

The same functions serve training and reading, so that the two can never see different things.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.coach import features

if TYPE_CHECKING:
    from app.coach.hits import Reading

Unit = tuple[int, int, set[str]]
Units = list[Unit]


def accusation_units(reading: Reading) -> Units:
    return _sentences(reading, "statement")


def _sentences(reading: Reading, family: str) -> Units:
    """First word, behind-last word and features of every sentence that its author speaks."""
    sheet, units = reading.sheet, []
    for number, (begin, end) in enumerate(sheet.bounds()):
        words = features.sentence_words(sheet, begin, end)
        found = features.of_words(words, sheet.marks[number])
        found |= features.of_rules(hit.rule for hit in reading.within(begin, end) if hit.rule.family == family)
        units.append((begin, end, found))
    return units
