"""Patterns over words, compiled into one bit-parallel automaton: linear time whatever the text (extended Shift-And).

A pattern is elements separated by spaces: `word`, `CLASS`, `a|B|c`, `.` for any word, each with `?` or `{0,n}` behind
it for "may be missing". Nothing else exists, and the first and last element are never optional.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from app.coach.needed import Needed
from app.coach.remembered import Remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

# Up to so many patterns are cheaper one by one.
_FEW: Final = 6


class PatternError(ValueError):
    """A pattern in a pack that cannot be meant: found when the pack is loaded, by the tests."""


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a pattern: the words that fit (none means any), and whether it may be missing."""

    words: frozenset[str]
    optional: bool
    negated: bool = False

    @property
    def is_needed(self) -> bool:
        """Whether nothing matches without one of these very words."""
        return bool(self.words) and not self.optional and not self.negated

    def fits(self, word: str) -> bool:
        return (word in self.words) != self.negated if self.words else True


class Match(NamedTuple):
    """Pattern number and the words it covers, `end` exclusive."""

    pattern: int
    start: int
    end: int


def parse(pattern: str, classes: Mapping[str, frozenset[str]]) -> tuple[Element, ...]:
    """The elements of a pattern; an optional run `X{0,2}` is X twice, each of which may be missing."""
    elements: list[Element] = []
    for part in pattern.split():
        name, optional, times = part, False, 1
        if part.endswith("?"):
            name, optional = part[:-1], True
        elif part.endswith("}"):
            name, _, count = part.partition("{0,")
            optional, times = True, int(count[:-1])
        negated = name.startswith("!")
        elements += [Element(_words(name.lstrip("!"), classes), optional, negated)] * times
    if not elements or elements[0].optional or elements[-1].optional:
        raise PatternError(f"a pattern begins and ends with something that must be there: {pattern}")
    return tuple(elements)


def _words(name: str, classes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if name == ".":
        return frozenset()
    found: set[str] = set()
    for choice in name.split("|"):
        if choice.isupper() and len(choice) > 1:
            if choice not in classes:
                raise PatternError(f"no such class: {choice}")
            found |= classes[choice]
        else:
            found.add(choice)
    return frozenset(found)


class Matcher:
    """All patterns of a pack at once. Safe in many threads: what it remembers can only be computed again."""

    def __init__(self, patterns: Sequence[tuple[Element, ...]]) -> None:
        self._patterns = tuple(patterns)
        self._masks = Remembered(self._mask)
        self._finals: dict[int, int] = {}
        self._offsets: list[int] = []
        # Of each pattern alone: what may be missing, what stands before and at the end of that, and its last bit.
        self._shapes: list[tuple[int, int, int, int]] = []
        self._lay_out()
        self._needed = Needed(self._patterns)

    def _lay_out(self) -> None:
        """One bit for each element; `first`, `last` and the optional runs as the algorithm wants them."""
        self._anything = self._initial = self._optional = self._before = self._run_end = self._all_finals = 0
        self._containing: dict[str, int] = {}
        self._excluding: dict[str, int] = {}
        bit = 0
        for number, elements in enumerate(self._patterns):
            self._initial |= 1 << bit
            self._offsets.append(bit)
            for place, element in enumerate(elements):
                self._place(element, 1 << (bit + place))
            self._runs(elements, bit)
            bit += len(elements)
            self._finals[bit - 1] = number
            self._all_finals |= 1 << (bit - 1)

    def _place(self, element: Element, bit: int) -> None:
        if not element.words or element.negated:
            self._anything |= bit
        target = self._excluding if element.negated else self._containing
        for word in element.words:
            target[word] = target.get(word, 0) | bit

    def _runs(self, elements: tuple[Element, ...], offset: int) -> None:
        optional = before = run_end = 0
        for place, element in enumerate(elements):
            if not element.optional:
                continue
            optional |= 1 << place
            if not elements[place - 1].optional:
                before |= 1 << (place - 1)
            if not elements[place + 1].optional:
                run_end |= 1 << place
        self._shapes.append((optional, before, run_end, 1 << (len(elements) - 1)))
        self._optional |= optional << offset
        self._before |= before << offset
        self._run_end |= run_end << offset

    def _mask(self, word: str) -> int:
        return (self._anything | self._containing.get(word, 0)) & ~self._excluding.get(word, 0)

    def scan(self, words: Sequence[str], barriers: Sequence[bool]) -> Iterator[Match]:
        """Every match; one that would run over a barrier (the end of a sentence before that word) does not count."""
        cuts = [0, *(place for place in range(1, len(words)) if barriers[place]), len(words)]
        for first, behind in pairwise(cuts):
            said = words[first:behind]
            for place, number in self._ends(said):
                yield Match(number, first + self._begin(number, said, place), first + place + 1)

    def _ends(self, said: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Where in one sentence which pattern ends: all at once, the later patterns first."""
        state = 0
        initial, optional, before, run_end = self._initial, self._optional, self._before, self._run_end
        masks, finals, stepping = self._masks, self._all_finals, self._before | self._optional
        for place, word in enumerate(said):
            state = ((state << 1) | initial) & masks[word]
            if state & stepping:
                filled = state | run_end
                state |= optional & (~(filled - before) ^ filled)
            hits = state & finals
            while hits:
                bit = hits.bit_length() - 1
                hits ^= 1 << bit
                yield place, self._finals[bit]

    def find(self, words: Sequence[str], bounds: Iterable[tuple[int, int]], wanted: int) -> list[Match]:
        """What `scan` finds of the wanted patterns (one bit each) in these sentences, in the same order.

        Only patterns of which all words are there are run, one by one; in hostile texts that may be many, and then
        all of them are run at once.
        """
        found: list[Match] = []
        for first, behind in bounds:
            said = words[first:behind]
            possible = self._needed.possible(said) & wanted
            if not possible:
                continue
            if possible.bit_count() > _FEW:
                ends = [one for one in self._ends(said) if wanted >> one[1] & 1]
            else:
                ends = self._ends_of(_bits(possible), said)
            found += [
                Match(number, first + self._begin(number, said, place), first + place + 1) for place, number in ends
            ]
        return found

    def _ends_of(self, numbers: Iterable[int], said: Sequence[str]) -> list[tuple[int, int]]:
        """Where single patterns end, in the order of `_ends`."""
        ends = [(place, number) for number in numbers for place in self._run(number, said)]
        ends.sort(key=lambda one: (one[0], -one[1]))
        return ends

    def _run(self, number: int, said: Sequence[str]) -> Iterator[int]:
        """Where one pattern ends: the same steps as for all, with its own few bits alone."""
        offset, masks = self._offsets[number], self._masks
        optional, before, run_end, last = self._shapes[number]
        every, stepping, state = 2 * last - 1, before | optional, 0
        for place, word in enumerate(said):
            state = ((state << 1) | 1) & every & (masks[word] >> offset)
            if state & stepping:
                filled = state | run_end
                state |= optional & (~(filled - before) ^ filled)
            if state & last:
                yield place

    def _begin(self, number: int, words: Sequence[str], last: int) -> int:
        """Where the match began: the same pattern walked backwards, never further than its own length."""
        elements = self._patterns[number]
        states = {len(elements) - 1}
        for place in range(last, max(-1, last - len(elements)), -1):
            following: set[int] = set()
            for state in states:
                if elements[state].fits(words[place]):
                    if state == 0:
                        return place
                    following |= _behind(elements, state)
            states = following
        return last


def _bits(number: int) -> Iterator[int]:
    """The places of the bits that are set."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def _behind(elements: tuple[Element, ...], state: int) -> set[int]:
    """The elements that may stand before this one: those that are missing are stepped over."""
    found = set()
    state -= 1
    while state >= 0:
        found.add(state)
        if not elements[state].optional:
            break
        state -= 1
    return found
