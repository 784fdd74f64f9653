"""Learns the weights of the coach from the voices, in plain Python: a linear support vector machine by dual ascent.

What it writes is a sum of named features that anybody can read. Its thresholds come from voices that the weights
under test never saw (whole voices are left out, never single lines).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from app.coach.scoring import scale

RARE = 2  # a feature that one line alone has says something about that line only
ROUNDS = 2
SEED = 1
FOLDS = 8


@dataclass(frozen=True, slots=True)
class Example:
    """The units of one line: its sentences, or the whole. A guilty line has at least one guilty sentence."""

    units: Sequence[Collection[str]] = field(repr=False)
    guilty: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Settings:
    """`cost` is what a mistake costs against large weights; `epochs` how often every unit is looked at."""

    cost: float = 0.1
    epochs: int = 12


DEFAULT = Settings()


def learn(examples: Sequence[Example], settings: Settings = DEFAULT) -> dict[str, float]:
    """Weights by feature. In a guilty line only the sentences that look guilty are held against it."""
    units = [(unit, example) for example in examples for unit in example.units]
    costs = [settings.cost * example.weight for _, example in units]
    weights = fit([unit for unit, _ in units], [e.guilty for _, e in units], costs, epochs=settings.epochs)
    for _ in range(ROUNDS):
        kept = _to_blame(units, weights)
        chosen = [cost if keep else 0.0 for cost, keep in zip(costs, kept, strict=True)]
        weights = fit([unit for unit, _ in units], [e.guilty for _, e in units], chosen, epochs=settings.epochs)
    return {name: round(weight, 3) for name, weight in sorted(weights.items()) if abs(weight) >= 0.005}


def _to_blame(units: Sequence[tuple[Collection[str], Example]], weights: Mapping[str, float]) -> list[bool]:
    scores = [score(unit, weights) for unit, _ in units]
    worst: dict[int, float] = {}
    for (_, example), value in zip(units, scores, strict=True):
        worst[id(example)] = max(value, worst.get(id(example), value))
    return [
        not example.guilty or value >= 0.5 or value == worst[id(example)]
        for (_, example), value in zip(units, scores, strict=True)
    ]


def score(unit: Collection[str], weights: Mapping[str, float]) -> float:
    return scale(len(unit)) * sum(weights.get(name, 0.0) for name in unit)


def fit(
    units: Sequence[Collection[str]], guilty: Sequence[bool], costs: Sequence[float], *, epochs: int
) -> dict[str, float]:
    """Dual coordinate ascent for the squared hinge loss (Hsieh and others, 2008)."""
    counts = Counter(name for unit in units for name in unit)
    rows = [sorted(name for name in unit if counts[name] >= RARE) for unit in units]
    scales = [scale(len(unit)) for unit in units]
    weights = dict.fromkeys((name for name, count in counts.items() if count >= RARE), 0.0)
    blame = [0.0] * len(rows)
    order, chance = [place for place, cost in enumerate(costs) if cost > 0], random.Random(SEED)
    for _ in range(epochs):
        chance.shuffle(order)
        for place in order:
            row, by, side = rows[place], scales[place], 1.0 if guilty[place] else -1.0
            margin = side * by * sum([weights[name] for name in row]) - 1 + blame[place] / (2 * costs[place])
            stiff = by * by * len(row) + 1 / (2 * costs[place])
            new = max(blame[place] - margin / stiff, 0.0)
            step = (new - blame[place]) * side * by
            if step:
                blame[place] = new
                for name in row:
                    weights[name] += step
    return weights
