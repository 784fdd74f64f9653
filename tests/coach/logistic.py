"""Logistic regression in plain Python, by dual coordinate descent (Yu, Huang and Lin, 2011).

Where scikit-learn happens to be importable its liblinear solves the same problem sooner; nothing needs it.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from importlib import import_module

Row = Sequence[tuple[int, float]]
_ROUNDS = 30
_ENOUGH = 1e-3
_STEPS = 12


def fit(rows: Sequence[Row], guilty: Sequence[bool], width: int, cost: float) -> list[float]:
    """The weights of `width` features, the last of them the bias. Both sides count the same, however few they are."""
    share = sum(guilty) / len(guilty)
    costs = [cost / (2 * (share if is_guilty else 1 - share)) for is_guilty in guilty]
    try:
        return _by_liblinear(rows, guilty, width, costs)
    except ImportError:
        return _by_hand(rows, guilty, width, costs)


def _by_liblinear(rows: Sequence[Row], guilty: Sequence[bool], width: int, costs: Sequence[float]) -> list[float]:
    # By name, because nothing here needs them to be installed.
    sparse, linear = import_module("scipy.sparse"), import_module("sklearn.linear_model")
    edges = [0]
    for row in rows:
        edges.append(edges[-1] + len(row))
    flat = [entry for row in rows for entry in row]
    matrix = sparse.csr_matrix(
        ([value for _, value in flat], [place for place, _ in flat], edges), shape=(len(rows), width)
    )
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    model = linear.LogisticRegression(C=1.0, solver="liblinear", fit_intercept=False)
    model.fit(matrix, [int(is_guilty) for is_guilty in guilty], sample_weight=costs)
    return [float(weight) for weight in model.coef_[0]]


def _by_hand(rows: Sequence[Row], guilty: Sequence[bool], width: int, costs: Sequence[float]) -> list[float]:
    weights, chance = [0.0] * width, random.Random(1)
    duals = [min(0.001 * cost, 1e-8) for cost in costs]
    stiff = [sum(value * value for _, value in row) for row in rows]
    for row, dual, is_guilty in zip(rows, duals, guilty, strict=True):
        for place, value in row:
            weights[place] += (dual if is_guilty else -dual) * value
    order = list(range(len(rows)))
    for _ in range(_ROUNDS):
        chance.shuffle(order)
        furthest = 0.0
        for number in order:
            side = 1.0 if guilty[number] else -1.0
            margin = side * sum([weights[place] * value for place, value in rows[number]])
            new = _best(duals[number], margin, stiff[number], costs[number])
            step = (new - duals[number]) * side
            furthest = max(furthest, abs(step) / costs[number])
            duals[number] = new
            for place, value in rows[number]:
                weights[place] += step * value
        if furthest < _ENOUGH:
            break
    return weights


def _best(dual: float, margin: float, stiff: float, cost: float) -> float:
    """The one-variable problem, by Newton's method held inside (0, cost)."""
    value = min(max(dual, 1e-9 * cost), cost * (1 - 1e-9))
    for _ in range(_STEPS):
        slope = stiff * (value - dual) + margin + math.log(value / (cost - value))
        if abs(slope) < 1e-4:
            break
        bend = stiff + cost / (value * (cost - value))
        ahead = value - slope / bend
        value = value / 10 if ahead <= 0 else (value + 9 * cost) / 10 if ahead >= cost else ahead
    return value
