"""A learned score: a sum of small weights over named cues. Nothing is hidden in it; it never learns while it serves.

Weights are data in a pack, written by `scripts/train-coach-heads` from lines we wrote ourselves.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.coach.cues import pieces
from app.coach.index import Index
from app.coach.remembered import Remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HUNDREDTHS = 100
# Bits for each column: room for the sum of thousands of millions of weights, and no text has as many.
_WIDTH: Final = 40
_HALF: Final = 1 << (_WIDTH - 1)
_LAST: Final = (1 << _WIDTH) - 1

Weights = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Several answers from one look at a text: each has its own column of weights and its own limits."""

    answers: tuple[str, ...]
    bias: Weights
    weights: Mapping[str, Weights]
    limits: Mapping[str, float]
    index: Index = field(init=False, repr=False, compare=False)
    # Each row as one whole number, so that all columns are summed at once.
    _rows: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _start: int = field(init=False, repr=False, compare=False)
    # A word's own weights and those of its letters, summed once.
    _words: Remembered[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", Index(self.weights))
        object.__setattr__(self, "_rows", tuple(map(_joined, self.weights.values())))
        object.__setattr__(self, "_start", _joined(self.bias))
        object.__setattr__(self, "_words", Remembered(self._word))

    def of(self, words: Iterable[str], numbers: Iterable[int]) -> dict[str, float]:
        """The value of every answer, from the numbers of its cues. `words` count by themselves and by their letters.

        Whole hundredths are summed, so that no order of the cues can tell one text from another.
        """
        whole = sum(map(self._words.__getitem__, set(words)), self._start)
        whole = sum(map(self._rows.__getitem__, numbers), whole)
        parted = _parted(whole, len(self.answers))
        return {name: value / HUNDREDTHS for name, value in zip(self.answers, parted, strict=True)}

    def _word(self, word: str) -> int:
        names = (word, *pieces(word))
        return sum(_joined(self.weights[name]) for name in names if name in self.weights)


def _joined(row: Weights) -> int:
    """Numbers side by side in one; the sum of such is the sums side by side, however they are signed."""
    return sum(number << place * _WIDTH for place, number in enumerate(row))


def _parted(whole: int, count: int) -> list[int]:
    """The numbers that stand side by side in one."""
    found = []
    for _ in range(count):
        number = (whole + _HALF & _LAST) - _HALF
        found.append(number)
        whole = (whole - number) >> _WIDTH
    return found


def read(text: str) -> Score:
    """A score from its JSON: answers, bias, limits and one row of hundredths for each cue."""
    data = json.loads(text)
    return Score(
        answers=tuple(data["answers"]),
        bias=tuple(data["bias"]),
        weights={cue: tuple(row) for cue, row in data["weights"].items()},
        limits=data["limits"],
    )


EMPTY = Score(answers=(), bias=(), weights={}, limits={})
