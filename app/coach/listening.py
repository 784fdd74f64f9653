"""Reads a reflection beside what it reflects: does it say back, or answer, advise, judge, tell its own story?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.coach import cues, likeness

if TYPE_CHECKING:
    from app.coach.hits import Reading


def cues_of(reading: Reading, told: Reading | None) -> set[str]:
    """Everything the learned score looks at, in training as in use."""
    sheet, pack = reading.sheet, reading.pack
    symbols = cues.skeleton(sheet.words, pack.lexicon.symbol)
    found = cues.cues_of(sheet, symbols)
    found.update(cues.rule_cues(reading.spoken, "reflection"))
    if told is not None:
        found.update(likeness.compare(sheet.words, symbols, told.sheet.words, pack.learned.groups))
    return found
