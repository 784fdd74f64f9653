"""A transparent sum: named features times listed weights. It explains itself by the part that weighs most.

`features` names what a sentence looks like, for training; here the same is looked up word by word, without spelling out
the names of what weighs nothing. The tests prove on every line that both find the same.
"""

from __future__ import annotations

from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING, Final, TypeVar

from app.coach import features

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.coach.features import RuleName

T = TypeVar("T")

_SHORTEST = 25  # below this many features a sentence is not scaled up further
_THOUSANDTHS: Final = 1000
_BUT_ONE: Final = " _ "


class Head:
    """One learned question. `stop` and `nudge` are thresholds proven on voices that training never saw."""

    __slots__ = ("_far", "_near", "_single", "nudge", "stop")

    def __init__(self, weights: Mapping[str, float], *, stop: float, nudge: float) -> None:
        self.stop, self.nudge = stop, nudge
        # In whole thousandths, so that no order of the features can tell one sentence from another.
        self._single: dict[str, int] = {}
        self._near: dict[tuple[str, str], int] = {}
        self._far: dict[tuple[str, str], int] = {}
        for name, weight in weights.items():
            self._place(name, round(weight * _THOUSANDTHS))

    def _place(self, name: str, weight: int) -> None:
        left, apart, right = name.partition(_BUT_ONE)
        if name.startswith(("^", "=")) or " " not in name:
            self._single[name] = weight
        elif apart:
            self._far[left, right] = weight
        else:
            left, _, right = name.partition(" ")
            self._near[left, right] = weight

    def __len__(self) -> int:
        return len(self._single) + len(self._near) + len(self._far)

    def by_name(self) -> dict[str, float]:
        """All weights as they are listed, for whoever wants to read them."""
        near = {f"{left} {right}": weight for (left, right), weight in self._near.items()}
        far = {left + _BUT_ONE + right: weight for (left, right), weight in self._far.items()}
        return {name: weight / _THOUSANDTHS for name, weight in (self._single | near | far).items()}

    def score(self, words: Sequence[str], mark: str, rules: Iterable[RuleName]) -> float:
        """What `features.of_words` and `features.of_rules` weigh together."""
        others = features.of_rules(rules) | (features.edges(words, mark) if words else {"=empty"})
        single, near, far = set(words), list(pairwise(words)), list(zip(words, words[2:], strict=False))
        if len(single) < len(words):
            # Only where a word comes again can a pair.
            near, far = [*set(near)], [*set(far)]
        count = len(others) + len(single) + len(near) + len(far)
        weight = _sum(self._single, others) + _sum(self._single, single) + _sum(self._near, near) + _sum(self._far, far)
        return scale(count) * (weight / _THOUSANDTHS)

    def weight_of(self, words: Sequence[str]) -> int:
        """How heavy these words are by themselves, each as often as it is said."""
        near, single = self._near, self._single
        return sum([single.get(word, 0) for word in words]) + sum([near.get(pair, 0) for pair in pairwise(words)])


def _sum(weights: Mapping[T, int], found: Iterable[T]) -> int:
    return sum(filter(None, map(weights.get, found)))


def scale(count: int) -> float:
    """Long sentences have more features; without this their scores would grow with their length."""
    return 4.0 / sqrt(max(count, _SHORTEST))
