"""What a sentence looks like to the learned score: its words, pairs of them, its edges, and the rules it meets.

Every feature is a readable name, so that each weight can be read and argued about.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Protocol

from app.coach.words import Sheet

_LENGTHS = (2, 4, 7, 12, 20, 35)
_FIRST = frozenset(("i", "me", "my", "mine", "myself"))
_SECOND = frozenset(("you", "your", "yours", "yourself"))


class RuleName(Protocol):
    """As much of a rule as a feature needs to know."""

    @property
    def id(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def severity(self) -> int: ...


def of_words(words: Sequence[str], mark: str) -> set[str]:
    """Words, neighbours, neighbours but one, and how the sentence begins and ends."""
    if not words:
        return {"=empty"}
    found = set(words)
    found.update([left + " " + right for left, right in pairwise(words)])
    found.update([left + " _ " + right for left, right in zip(words, words[2:], strict=False)])
    return found | edges(words, mark)


def edges(words: Sequence[str], mark: str) -> set[str]:
    """How a sentence begins and ends, how long it is, and whether it speaks of "I" and of "you"."""
    people = f"=I{not _FIRST.isdisjoint(words):d}YOU{not _SECOND.isdisjoint(words):d}"
    return {
        "^" + words[0],
        "^" + " ".join(words[:2]),
        "^" + " ".join(words[:3]),
        words[-1] + "$" + mark,
        "=" + mark,
        f"={bisect_left(_LENGTHS, len(words))}",
        people,
        people + mark,
    }


def of_rules(rules: Iterable[RuleName]) -> set[str]:
    found: set[str] = set()
    for rule in rules:
        found.update(("R:" + rule.id, "K:" + rule.code, f"S:{rule.code[:3]}{rule.severity}"))
    return found


def sentence_words(sheet: Sheet, begin: int, end: int) -> list[str]:
    """What the author says in their own voice: without what is quoted."""
    if not sheet.quotes:
        return sheet.words[begin:end]
    return [sheet.words[place] for place in range(begin, end) if not sheet.is_quoted(place)]
