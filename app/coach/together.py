"""What the words of a sentence tell of danger together: one bit for each thing, so that words are joined by "or"."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from app.coach.danger_words import DANGER, DEEDS, EVIDENCE, PERSONS, STANDS_FOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.coach.danger_words import Glance

_ANSWERS: Final = {answer: 1 << place for place, answer in enumerate(EVIDENCE)}
_EVIDENCE: Final = (1 << len(_ANSWERS)) - 1
_DEED: Final = _EVIDENCE + 1
_PRESENT: Final[Mapping[str, int]] = {
    name: 2 * _DEED << place for place, name in enumerate(sorted({*DANGER, *STANDS_FOR, *PERSONS.values(), "I", "YOU"}))
}
_NAMES: Final = {bit: name for name, bit in _PRESENT.items()}


def bits_of(one: Glance) -> int:
    """Everything that a word tells but its symbol."""
    bits = [_PRESENT[name] for name in one.stands_for] + [_ANSWERS[answer] for answer in one.evidence]
    return sum(bits) + (_DEED if one.symbol in DEEDS else 0)


def joined(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)


def has_deed(bits: int) -> bool:
    """Whether anybody does something to somebody, or fears it."""
    return bits & _DEED > 0


def evidence(bits: int) -> set[str]:
    """Which kinds of danger have any word of theirs."""
    return {answer for answer, bit in _ANSWERS.items() if bits & bit} if bits & _EVIDENCE else set()


def present(bits: int) -> list[str]:
    """Classes of danger, persons, conditions, denials of a sentence, in the order of their names."""
    found, rest = [], bits & -2 * _DEED
    while rest:
        low = rest & -rest
        found.append(_NAMES[low])
        rest ^= low
    return found
