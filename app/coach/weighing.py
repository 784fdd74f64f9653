"""A learned score: a sum of small weights over named cues. Nothing is hidden in it; it never learns while it serves.

Weights are data in a pack, written by `scripts/train-coach-heads` from lines we wrote ourselves.
"""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING

from app.coach.cues import pieces
from app.coach.index import Index
from app.coach.remembered import Remembered
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HUNDREDTHS = 100

Weights = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Several answers from one look at a text: each has its own column of weights and its own limits."""

    answers: tuple[str, ...]
    bias: Weights
    weights: Mapping[str, Weights]
    limits: Mapping[str, float]
    index: Index = field(init=False, repr=False, compare=False)
    _rows: tuple[Weights, ...] = field(init=False, repr=False, compare=False)
    # A word's letters are summed once.
    _words: Remembered[Weights] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", Index(self.weights))
        object.__setattr__(self, "_rows", tuple(self.weights.values()))
        object.__setattr__(self, "_words", Remembered(self._word))

    def of(self, words: Iterable[str], numbers: Iterable[int]) -> dict[str, float]:
        """The value of every answer, from the numbers of its cues. `words` also count by the letters they are made of.

        Whole hundredths are summed, so that no order of the cues can tell one text from another.
        """
        rows, remembered = self._rows, self._words
        found = [rows[number] for number in numbers]
        found += [remembered[word] for word in set(words)]
        found.append(self.bias)
        return {name: sum(column) / HUNDREDTHS for name, column in zip(self.answers, zip(*found))}  # noqa: B905

    def _word(self, word: str) -> Weights:
        rows = [self.weights[piece] for piece in pieces(word) if piece in self.weights]
        return tuple(sum(column) for column in zip(*rows, strict=True)) if rows else (0,) * len(self.bias)


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
