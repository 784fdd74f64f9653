"""Learns the weights for reflections, apologies and danger from the voices, and proves their limits on unseen voices.

Run by `scripts/train-coach-heads`. Whole voices are left out (and with them every context), never single lines.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.coach import apology, crisis, cues, danger, hits, listening
from app.coach.packs import pack_for
from app.coach.weighing import HUNDREDTHS
from tests.coach import logistic
from tests.coach.first_look import HEADING
from tests.coach.lines import HERE, Line, lines_of
from tests.coach.score import LEDGER

PACK = Path(__file__).parents[2] / "app/coach/packs/en"
FOLDS = 4
EVERYDAY = 2  # how often a line of an ordinary day counts: far more of them are sent than are written down here
RARE = 3
DANGERS = ("self_harm", "threat", "harm")
DANGER = frozenset({"threat", "self_harm", "fear", "disclosure"})
ADVERSARIAL = frozenset({"near-danger", "near-misses"})  # written to mislead: they teach, but set no limit
BAD = frozenset({"rebuts", "advises", "off"})


@dataclass(frozen=True, slots=True)
class Question:
    """One answer of a score: which labels mean yes, which lines are not asked."""

    name: str
    yes: Callable[[Line], bool]
    asked: Callable[[Line], bool] = lambda _: True
    keep: int = 3000


@dataclass(frozen=True, slots=True)
class Head:
    """One file of weights: what it looks at, and its questions."""

    name: str
    cost: float
    lines: Callable[[Line], bool]
    look: Callable[[Line], tuple[Collection[str], Collection[str]]]
    questions: tuple[Question, ...]
    limits: Callable[[dict[str, list[float]], Sequence[Line]], dict[str, float]]


@dataclass(slots=True)
class Table:
    """The cues of every line as numbered columns."""

    lines: Sequence[Line]
    names: list[str]
    rows: list[list[tuple[int, float]]] = field(repr=False)
    spread: list[float] = field(repr=False)


def read(text: str) -> hits.Reading:
    pack = pack_for("en")
    assert pack is not None
    return hits.read(text, pack)


def look_at_reflection(line: Line) -> tuple[Collection[str], Collection[str]]:
    reading = read(line.text)
    return reading.sheet.words, listening.cues_of(reading, read(line.context).sheet.words if line.context else None)


def look_at_apology(line: Line) -> tuple[Collection[str], Collection[str]]:
    reading = read(line.text)
    return reading.sheet.words, apology.cues_of(reading)


def look_at_danger(line: Line) -> tuple[Collection[str], Collection[str]]:
    reading = read(line.text)
    return reading.sheet.words, danger.cues_of(reading)


def counted(words: Collection[str], found: Collection[str]) -> Counter[str]:
    """Every cue once; pieces of words once for every different word that has them, as in use."""
    counts = Counter(dict.fromkeys(found, 1))
    for word in set(words):
        counts.update(cues.pieces(word))
    return counts


def table(head: Head, lines: Sequence[Line]) -> Table:
    seen = [counted(*head.look(line)) for line in lines]
    spread = Counter(name for row in seen for name in row)
    names = sorted(name for name, times in spread.items() if times >= RARE)
    number = {name: place for place, name in enumerate(names)}
    rows = [[*((number[name], float(times)) for name, times in row.items() if name in number)] for row in seen]
    for row in rows:
        row.append((len(names), 1.0))
    return Table(lines, names, rows, [*(float(spread[name]) for name in names), float(len(rows))])


def folds(lines: Sequence[Line]) -> list[int]:
    names = sorted({line.voice for line in lines})
    random.Random(1).shuffle(names)
    return [names.index(line.voice) % FOLDS for line in lines]


def fit(board: Table, question: Question, cost: float, use: Sequence[bool]) -> list[float]:
    chosen = [place for place, line in enumerate(board.lines) if use[place] and question.asked(line)]
    rows = [board.rows[place] for place in chosen]
    guilty = [question.yes(board.lines[place]) for place in chosen]
    return pruned(board, logistic.fit(rows, guilty, len(board.names) + 1, cost), question.keep)


def pruned(board: Table, weights: list[float], keep: int) -> list[float]:
    """Only the weights that move most lines; the rest would fill the file and change nothing."""
    order = sorted(range(len(board.names)), key=lambda place: -abs(weights[place]) * board.spread[place] ** 0.5)
    kept = {*order[:keep], len(board.names)}
    return [round(weight * HUNDREDTHS) / HUNDREDTHS if place in kept else 0.0 for place, weight in enumerate(weights)]


def value_of(row: Sequence[tuple[int, float]], weights: Sequence[float]) -> float:
    return sum([weights[place] * value for place, value in row])


def left_out(board: Table, question: Question, cost: float) -> list[float]:
    """The value of every line by weights that never saw its voice."""
    fold, found = folds(board.lines), [0.0] * len(board.lines)
    for out in range(FOLDS):
        weights = fit(board, question, cost, [number != out for number in fold])
        for place in (place for place, number in enumerate(fold) if number == out):
            found[place] = value_of(board.rows[place], weights)
    return found


def bound(found: Sequence[float], good: Sequence[bool], share: float) -> float:
    """The least limit over which at most that share of the good lines lies."""
    worst = sorted((value for value, is_good in zip(found, good, strict=True) if is_good), reverse=True)
    return round(worst[int(share * len(worst))] + 0.01, 2)


def over(found: Sequence[float], limit: float, chosen: Sequence[bool]) -> float:
    picked = [value > limit for value, is_chosen in zip(found, chosen, strict=True) if is_chosen]
    return sum(picked) / max(1, len(picked))


def write(head: Head, board: Table, columns: dict[str, list[float]], limits: dict[str, float]) -> None:
    rows = {
        name: [round(columns[question.name][place] * HUNDREDTHS) for question in head.questions]
        for place, name in enumerate(board.names)
        if any(columns[question.name][place] for question in head.questions)
    }
    bias = [round(columns[question.name][-1] * HUNDREDTHS) for question in head.questions]
    start = {"answers": [question.name for question in head.questions], "limits": limits, "bias": bias}
    body = ",\n".join(f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(row)}" for name, row in rows.items())
    text = json.dumps(start)[:-1] + ', "weights": {\n' + body + "\n}}\n"
    (PACK / f"{head.name}.json").write_text(text.replace(", ", ","), encoding="utf-8")


def report(text: str) -> None:
    print(text)  # noqa: T201 - figures are printed


def stops(found: Sequence[float], good: Sequence[bool], shares: Mapping[str, float]) -> dict[str, float]:
    """A limit for each name, by the share of good lines that may lie over it."""
    bad = [not is_good for is_good in good]
    limits = {name: bound(found, good, share) for name, share in shares.items()}
    for name, limit in limits.items():
        report(f"  {name}: bad {over(found, limit, bad):.3f} good {over(found, limit, good):.3f}")
    return limits


def listening_limits(found: dict[str, list[float]], lines: Sequence[Line]) -> dict[str, float]:
    return stops(found["bad"], [line.label == "reflects" for line in lines], {"stop": 0.035, "hint": 0.22})


def apology_limits(found: dict[str, list[float]], lines: Sequence[Line]) -> dict[str, float]:
    limits = stops(found["evades"], [line.label == "sincere" for line in lines], {"stop": 0.05, "hint": 0.12})
    for part in ("sorry", "own", "impact", "plan"):
        has = [part in line.elements.split("+") for line in lines]
        lacks = [bool(line.elements) and not it for line, it in zip(lines, has, strict=True)]
        limits[part] = bound(found[part], lacks, 0.12)
        report(f"  {part}: seen {over(found[part], limits[part], has):.3f}")
    return limits


def crisis_limits(found: dict[str, list[float]], lines: Sequence[Line]) -> dict[str, float]:
    # What counts several times in the teaching counts once where limits are set.
    first = {line: place for place, line in reversed([*enumerate(lines)])}
    safe = [
        line.label not in DANGER and line.voice not in ADVERSARIAL and first[line] == place
        for place, line in enumerate(lines)
    ]
    limits: dict[str, float] = {}
    evidence = [danger.evident(read(line.text)) for line in lines]
    for name in DANGERS:
        found[name] = [
            value if name in seen else value - crisis.UNLIKELY
            for value, seen in zip(found[name], evidence, strict=True)
        ]
        limits[f"{name}_check"] = bound(found[name], safe, 0.011)
        limits[f"{name}_high"] = bound(found[name], safe, 0.003)
    limits["disclosure"] = bound(found["disclosure"], safe, 0.02)
    for label in sorted({line.label for line in lines}):
        report_danger(label, found, limits, lines)
    return limits


def report_danger(
    label: str, found: Mapping[str, list[float]], limits: Mapping[str, float], lines: Sequence[Line]
) -> None:
    chosen = [place for place, line in enumerate(lines) if line.label == label]
    shares = [
        sum(any(found[name][place] > limits[f"{name}_{level}"] for name in DANGERS) for place in chosen) / len(chosen)
        for level in ("check", "high")
    ]
    told = sum(found["disclosure"][place] > limits["disclosure"] for place in chosen) / len(chosen)
    report(f"  {label}: check {shares[0]:.3f} high {shares[1]:.3f} disclosure {told:.3f}")


def has_part(part: str) -> Question:
    return Question(part, lambda line: part in line.elements.split("+"), lambda line: bool(line.elements), 500)


def labelled(name: str, labels: Collection[str], unasked: Collection[str] = (), keep: int = 3000) -> Question:
    return Question(name, lambda line: line.label in labels, lambda line: line.label not in unasked, keep)


def danger_of(name: str, labels: Collection[str], unasked: Collection[str]) -> Question:
    """A line without any word of danger may be meant so, yet teaches only to suspect harmless words."""

    def asked(line: Line) -> bool:
        return line.label not in unasked and (line.label not in labels or name in danger.evident(read(line.text)))

    return Question(name, lambda line: line.label in labels, asked)


HEADS = (
    Head(
        "listening", 0.15, lambda line: line.kind == "reflection", look_at_reflection,
        (
            labelled("bad", BAD, keep=5000),
            labelled("rebuts", {"rebuts"}, {"reflects"}, 800),
            labelled("advises", {"advises"}, {"reflects"}, 800),
            labelled("off", {"off"}, {"reflects"}, 800),
        ),
        listening_limits,
    ),
    Head(
        "apology", 0.1, lambda line: line.kind == "apology", look_at_apology,
        (
            labelled("evades", {"nonapology"}, keep=5000),
            *(has_part(part) for part in ("sorry", "own", "impact", "plan")),
        ),
        apology_limits,
    ),
    Head(
        "crisis", 0.2, lambda _: True, look_at_danger,
        (
            danger_of("self_harm", {"self_harm"}, {"threat"}),
            danger_of("threat", {"threat"}, {"disclosure", "self_harm"}),
            danger_of("harm", {"fear", "disclosure"}, {"threat"}),
            labelled("disclosure", {"disclosure"}, {"fear", "threat"}),
        ),
        crisis_limits,
    ),
)  # fmt: skip


def all_lines(folders: Sequence[str]) -> list[Line]:
    return [line for folder in folders for file in sorted((HERE / folder).glob("*.jsonl")) for line in lines_of(file)]


def seen_rounds() -> list[Line]:
    """Rounds that had their first look are development data; those that had not are not opened."""
    ledger = LEDGER.read_text(encoding="utf-8") if LEDGER.exists() else ""
    files = sorted((HERE / "rounds").glob("*.jsonl"))
    return [line for file in files if f"## {file.stem} · {HEADING}" in ledger for line in lines_of(file)]


def write_vocabulary(lines: Sequence[Line]) -> None:
    """Words of at least three lines: whoever writes with others is not judged by a score."""
    spread = Counter(word for line in lines for word in set(read(line.text).sheet.words))
    known = sorted(word for word, times in spread.items() if times >= RARE)
    (PACK / "vocabulary.txt").write_text("\n".join(known) + "\n", encoding="utf-8")


def main(names: Sequence[str]) -> None:
    lines = [*all_lines(("voices",)), *seen_rounds()]
    if not names:
        write_vocabulary(lines)
    # Ordinary days teach what is no danger; of apologies and reflections they say nothing.
    lines += all_lines(("everyday",)) * EVERYDAY
    for head in HEADS:
        if names and head.name not in names:
            continue
        board = table(head, [line for line in lines if head.lines(line)])
        report(f"{head.name}: {len(board.lines)} lines, {len(board.names)} cues")
        found = {question.name: left_out(board, question, head.cost) for question in head.questions}
        limits = head.limits(found, board.lines)
        everyone = [True] * len(board.lines)
        write(head, board, {q.name: fit(board, q, head.cost, everyone) for q in head.questions}, limits)


if __name__ == "__main__":
    main(sys.argv[1:])
