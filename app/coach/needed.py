"""Which patterns could match a sentence at all: those of which every word that must be there is there.

It looks at no order and says only "perhaps"; nearly always it says "none", and then nothing is matched.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from app.coach.remembered import Remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.coach.matcher import Element

# How many of a pattern's words are asked for. Few patterns have more, and more let hardly one fewer through.
ASKED: Final = 4


class Needed:
    """One bit for each pattern in each of so many rounds: the round's word of that pattern was met."""

    __slots__ = ("_bits", "_given", "_width", "_words")

    def __init__(self, patterns: Sequence[tuple[Element, ...]]) -> None:
        self._width = len(patterns)
        self._words: dict[str, int] = {}
        # What is met before a word is read, because the pattern needs no further one.
        self._given = 0
        self._bits = Remembered(lambda word: self._words.get(word, 0))
        for number, elements in enumerate(patterns):
            self._ask(number, elements)

    def _ask(self, number: int, elements: Iterable[Element]) -> None:
        # A word that is asked for twice tells nothing the second time; the rarest are those with few choices.
        needed = sorted(dict.fromkeys(one.words for one in elements if one.is_needed), key=len)[:ASKED]
        for turn in range(ASKED):
            bit = 1 << (turn * self._width + number)
            if turn >= len(needed):
                self._given |= bit
                continue
            for word in needed[turn]:
                self._words[word] = self._words.get(word, 0) | bit

    def possible(self, words: Iterable[str]) -> int:
        """One bit for each pattern that could match somewhere in these words."""
        met = reduce(or_, map(self._bits.__getitem__, words), self._given)
        found = met
        for _ in range(ASKED - 1):
            met >>= self._width
            found &= met
        return found
