"""A transparent sum: named features times listed weights. It explains itself by the part that weighs most."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import sqrt

_SHORTEST = 25  # below this many features a sentence is not scaled up further


@dataclass(frozen=True, slots=True)
class Head:
    """One learned question. `stop` and `nudge` are thresholds proven on voices that training never saw."""

    weights: Mapping[str, float] = field(repr=False)
    stop: float
    nudge: float

    def score(self, features: Collection[str]) -> float:
        weight = self.weights.get
        return scale(len(features)) * sum([weight(name, 0.0) for name in features])


def scale(count: int) -> float:
    """Long sentences have more features; without this their scores would grow with their length."""
    return 4.0 / sqrt(max(count, _SHORTEST))
