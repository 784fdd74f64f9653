"""A learned score: a sum of small weights over named cues. Nothing is hidden in it; it never learns while it serves.

Weights are data in a pack, written by `scripts/train-coach-heads` from lines we wrote ourselves.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.coach.cues import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HUNDREDTHS = 100
_REMEMBERED_WORDS = 6_000

Weights = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Several answers from one look at a text: each has its own column of weights and its own limits."""

    answers: tuple[str, ...]
    bias: Weights
    weights: Mapping[str, Weights]
    limits: Mapping[str, float]
    _words: dict[str, Weights] = field(default_factory=dict, repr=False, compare=False)

    def of(self, words: Iterable[str], cues: Iterable[str]) -> dict[str, float]:
        """The value of every answer. `words` also count by the letters they are made of."""
        weights = self.weights
        found = [weights[cue] for cue in cues if cue in weights]
        found += [self._word(word) for word in set(words)]
        found.append(self.bias)
        return dict(zip(self.answers, (sum(column) / HUNDREDTHS for column in zip(*found, strict=True)), strict=True))

    def _word(self, word: str) -> Weights:
        """A word's letters are summed once and remembered; what is forgotten can only be computed again."""
        known = self._words.get(word)
        if known is None:
            rows = [self.weights[piece] for piece in pieces(word) if piece in self.weights]
            known = tuple(sum(column) for column in zip(*rows, strict=True)) if rows else (0,) * len(self.bias)
            if len(self._words) >= _REMEMBERED_WORDS:
                self._words.clear()
            self._words[word] = known
        return known


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
