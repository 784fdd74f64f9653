"""Patterns over words, compiled into one bit-parallel automaton: linear time whatever the text (extended Shift-And).

A pattern is elements separated by spaces: `word`, `CLASS`, `a|B|c`, `.` for any word, each with `?` or `{0,n}` behind
it for "may be missing". Nothing else exists, and the first and last element are never optional.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.coach.remembered import Remembered
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class PatternError(ValueError):
    """A pattern in a pack that cannot be meant: found when the pack is loaded, by the tests."""


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a pattern: the words that fit (none means any), and whether it may be missing."""

    words: frozenset[str]
    optional: bool
    negated: bool = False

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
        self._lay_out()

    def _lay_out(self) -> None:
        """One bit for each element; `first`, `last` and the optional runs as the algorithm wants them."""
        self._anything = self._initial = self._optional = self._before = self._run_end = self._all_finals = 0
        self._containing: dict[str, int] = {}
        self._excluding: dict[str, int] = {}
        bit = 0
        for number, elements in enumerate(self._patterns):
            self._initial |= 1 << bit
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
        for place, element in enumerate(elements):
            if not element.optional:
                continue
            self._optional |= 1 << (offset + place)
            if not elements[place - 1].optional:
                self._before |= 1 << (offset + place - 1)
            if not elements[place + 1].optional:
                self._run_end |= 1 << (offset + place)

    def _mask(self, word: str) -> int:
        return (self._anything | self._containing.get(word, 0)) & ~self._excluding.get(word, 0)

    def scan(self, words: Sequence[str], barriers: Sequence[bool]) -> Iterable[Match]:
        """Every match; one that would run over a barrier (the end of a sentence before that word) does not count."""
        state = 0
        initial, optional, before, run_end = self._initial, self._optional, self._before, self._run_end
        masks, finals, stepping = self._masks, self._all_finals, self._before | self._optional
        for place, word in enumerate(words):
            if barriers[place]:
                state = 0
            state = ((state << 1) | initial) & masks[word]
            if state & stepping:
                filled = state | run_end
                state |= optional & (~(filled - before) ^ filled)
            hits = state & finals
            while hits:
                bit = hits.bit_length() - 1
                hits ^= 1 << bit
                number = self._finals[bit]
                yield Match(number, self._begin(number, words, place), place + 1)

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
