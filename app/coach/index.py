"""The cues of a learned score, sorted by what they are made of: finds those of a sentence that weigh anything.

`cues.cues_of` names every cue that is true, and nearly all of them weigh nothing; here no name is ever put together,
and every kind of cue is looked up in one go. Both find the same, which the tests prove on every line.
"""

# ruff: noqa: B905 - what is looked at together gets shorter towards the end, and each iterator stops with the shortest.
from __future__ import annotations

from itertools import chain, combinations, pairwise
from typing import TYPE_CHECKING, cast

from app.coach import cues

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.coach.words import Sheet

# The number of a cue, by the words or symbols that it is made of.
Numbers = dict[tuple[str, ...], int]


class Index:
    """Numbers for cues: their places among the weights. Single words are not among them: see `weighing.Score`."""

    __slots__ = ("_begins", "_ends", "_grams", "_links", "_names", "_pairs", "_shapes", "_symbols", "_together")

    def __init__(self, weights: Iterable[str]) -> None:
        self._names = {name: number for number, name in enumerate(weights)}
        self._pairs: Numbers = {}
        # Of one symbol, and of several in a row.
        self._symbols: dict[str, int] = {}
        self._grams: Numbers = {}
        self._links: Numbers = {}
        # How sentences begin, in words and in symbols, and their last words with their marks.
        self._begins: Numbers = {}
        self._shapes: Numbers = {}
        self._ends: Numbers = {}
        # Classes that stand together in one sentence ("&left right").
        self._together: Numbers = {}
        for name, number in self._names.items():
            self._place(name, number)
        self._symbols = {one[0]: number for one, number in self._grams.items() if len(one) == 1}

    def _place(self, name: str, number: int) -> None:
        """Names that begin with another sign are asked for as they are."""
        if name.startswith("/"):
            self._grams[tuple(name[1:].split(" "))] = number
        elif name.startswith("^/"):
            self._shapes[tuple(name[2:].split(" "))] = number
        elif name.startswith("^") and not name.startswith("^^"):
            self._begins[tuple(name[1:].split(" "))] = number
        elif name.startswith("&"):
            self._together[tuple(name[1:].split(" "))] = number
        elif "~" in name:
            self._links[tuple(name.split("~"))] = number
        elif "$" in name:
            self._ends[tuple(name.split("$"))] = number
        elif " " in name:
            self._pairs[tuple(name.split(" "))] = number

    def named(self, names: Iterable[str]) -> set[int]:
        numbers = self._names
        return {numbers[name] for name in names if name in numbers}

    def of_text(self, sheet: Sheet, symbols: Sequence[str]) -> set[int]:
        """What `cues.cues_of` says of a whole text, but for its single words."""
        found: set[int] = set()
        for (begin, end), mark in zip(sheet.bounds, sheet.marks, strict=True):
            found |= self.of_sentence(sheet.words[begin:end], symbols[begin:end], mark)
        return found | self.named(cues.whole(sheet.words, symbols, sentences=len(sheet.bounds)))

    def of_sentence(self, words: Sequence[str], symbols: Sequence[str], mark: str) -> set[int]:
        """Its pairs and edges, and the skeleton's grams and links: what `cues.cues_of` says of one sentence."""
        second, third, fourth = symbols[1:], symbols[2:], symbols[3:]
        found: set[int | None] = set(map(self._pairs.get, pairwise(words)))
        found.update(map(self._symbols.get, symbols))
        near = chain(pairwise(symbols), zip(symbols, second, third), zip(symbols, second, third, fourth))
        found.update(map(self._grams.get, near))
        far = chain(zip(symbols, third), zip(symbols, fourth), zip(symbols, symbols[4:]))
        found.update(map(self._links.get, far))
        begins, ends = self._begins.get, self._ends.get
        found.update((begins((*words[:1],)), begins((*words[:2],)), self._shapes.get((*symbols[:3],))))
        found.update((ends((words[-1], mark)), ends(("", mark))))
        found.discard(None)
        return cast("set[int]", found)

    def of_pairs(self, classes: Sequence[str]) -> set[int]:
        """Of classes that stand together in one sentence, in the order of their names."""
        found: set[int | None] = set(map(self._together.get, combinations(classes, 2)))
        found.discard(None)
        return cast("set[int]", found)
