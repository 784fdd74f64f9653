"""The cues of a learned score, sorted by what they are made of: finds those of a sentence that weigh anything.

`cues.cues_of` names every cue that is true, and nearly all of them weigh nothing; here a name is only followed as far
as some weight has it. Both find the same, which the tests prove on every line.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from app.coach import cues

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.coach.words import Sheet

# The number of a cue, or -1 where it only begins longer ones; and those, by the symbol that goes on.
Grams = dict[str, tuple[int, "Grams"]]
Pairs = dict[str, dict[str, int]]


class Index:
    """Numbers for cues: their places among the weights."""

    __slots__ = ("_grams", "_links", "_names", "_pairs", "together")

    def __init__(self, weights: Iterable[str]) -> None:
        self._names = {name: number for number, name in enumerate(weights)}
        self._grams: Grams = {}
        self._links: Pairs = {}
        self._pairs: Pairs = {}
        # Classes that stand together in one sentence ("&left right").
        self.together: Pairs = {}
        for name, number in self._names.items():
            self._place(name, number)

    def _place(self, name: str, number: int) -> None:
        if name.startswith("/"):
            _grow(self._grams, name[1:].split(" "), number)
        elif name.startswith("&"):
            _put(self.together, name[1:].partition(" "), number)
        elif "~" in name:
            _put(self._links, name.partition("~"), number)
        elif " " in name:
            # Those with a sign in front are asked by their whole name; here they are in nobody's way.
            _put(self._pairs, name.partition(" "), number)

    def named(self, names: Iterable[str]) -> set[int]:
        numbers = self._names
        return {numbers[name] for name in names if name in numbers}

    def of_text(self, sheet: Sheet, symbols: Sequence[str]) -> set[int]:
        """What `cues.cues_of` says of a whole text."""
        bounds, found = sheet.bounds(), set[int]()
        for number, (begin, end) in enumerate(bounds):
            found |= self.of_sentence(sheet.words[begin:end], symbols[begin:end], sheet.marks[number])
        return found | self.named(cues.whole(sheet.words, symbols, sentences=len(bounds)))

    def of_sentence(self, words: Sequence[str], symbols: Sequence[str], mark: str) -> set[int]:
        """Its words, pairs and edges, and the skeleton's grams and links: what `cues.cues_of` says of one sentence."""
        found = self.named(words)
        pairs, links, grams = self._pairs, self._links, self._grams
        for left, right in pairwise(words):
            if left in pairs and right in pairs[left]:
                found.add(pairs[left][right])
        for place, symbol in enumerate(symbols):
            if symbol in links:
                linked = links[symbol]
                found.update([linked[far] for far in symbols[place + 2 : place + cues.LINKED] if far in linked])
            if symbol in grams:
                _follow(grams[symbol], symbols[place + 1 : place + cues.LONGEST_GRAM], found)
        found |= self.named(cues.edges(words, symbols, mark))
        return found


def _follow(node: tuple[int, Grams], symbols: Sequence[str], found: set[int]) -> None:
    number, longer = node
    if number >= 0:
        found.add(number)
    for symbol in symbols:
        if symbol not in longer:
            return
        number, longer = longer[symbol]
        if number >= 0:
            found.add(number)


def _grow(grams: Grams, path: Sequence[str], number: int) -> None:
    for symbol in path[:-1]:
        _, grams = grams.setdefault(symbol, (-1, {}))
    _, longer = grams.get(path[-1], (-1, {}))
    grams[path[-1]] = (number, longer)


def _put(pairs: Pairs, parted: tuple[str, str, str], number: int) -> None:
    left, _, right = parted
    pairs.setdefault(left, {})[right] = number
