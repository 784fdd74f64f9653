"""Reads an apology: does it own, name what it did to the other, say what changes, or does it slip away?

It can see the parts of an apology, never whether it is meant, and does not claim to (practices 65).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.coach import cues

if TYPE_CHECKING:
    from app.coach.hits import Reading

PARTS = ("SORRY", "OWN", "IMPACT", "PLAN")
_MARKS = ("SORRY_IF", "SORRY_SHIFT", "SORRY_BUT", "MINIMISE", "EXCUSE")


def cues_of(reading: Reading) -> set[str]:
    """Everything the learned score looks at, in training as in use."""
    sheet = reading.sheet
    found = cues.cues_of(sheet, cues.skeleton(sheet.words, reading.pack.lexicon.symbol))
    found.update(cues.rule_cues(reading.spoken, "apology"))
    codes = {hit.rule.code for hit in reading.spoken if hit.rule.family == "apology"}
    parts = "".join(str(int(part in codes)) for part in PARTS)
    marked = sum(mark in codes for mark in _MARKS)
    found.update(("@parts" + parts, f"@count{parts.count('1')}{min(marked, 3)}"))
    return found
