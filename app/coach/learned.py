"""What each learned question looks at, by name, for training: sentences, for accusation.

Reading asks `scoring.Head` for the same; the tests hold the two against each other on every line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.coach import features

if TYPE_CHECKING:
    from app.coach.hits import Reading

Unit = tuple[int, int, set[str]]
Units = list[Unit]


def plain_units(reading: Reading) -> Units:
    """First word, behind-last word and plain features of every sentence that its author speaks."""
    sheet = reading.sheet
    return [
        (begin, end, features.of_words(features.sentence_words(sheet, begin, end), sheet.marks[number]))
        for number, (begin, end) in enumerate(sheet.bounds)
    ]


def accusation_units(reading: Reading, plain: Units | None = None) -> Units:
    return _with_rules(reading, "statement", plain)


def _with_rules(reading: Reading, family: str, plain: Units | None) -> Units:
    units = plain_units(reading) if plain is None else plain
    return [
        (
            begin,
            end,
            found | features.of_rules(hit.rule for hit in reading.within(begin, end) if hit.rule.family == family),
        )
        for begin, end, found in units
    ]
