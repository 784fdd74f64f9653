"""The four learned questions of the coach: which lines teach each of them, and how often each may be wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.coach import learned
from app.coach.hits import Reading, read
from app.coach.packs import loading
from tests.coach import lines
from tests.coach.lines import Line
from tests.coach.training import DEFAULT, Example, Settings


@dataclass(frozen=True, slots=True)
class Question:
    """`stop` and `nudge` are the shares of innocent lines, of voices never seen, that may be stopped or nudged."""

    name: str
    example: Callable[[Line, loading.Pack], Example | None]
    innocent: Callable[[Line], bool]
    stop: float
    nudge: float
    settings: Settings = DEFAULT


def _read(text: str, pack: loading.Pack) -> Reading:
    return read(text, pack)


def accusation(line: Line, pack: loading.Pack) -> Example | None:
    weights = {"statement": 1.0, "safety": 1.0, "apology": 0.3}
    innocent = line.label in {"disclosure", "fear", "self_harm", "sincere"}
    if line.kind != "statement" and not innocent:
        return None
    units = [unit for _, _, unit in learned.accusation_units(_read(line.text, pack))]
    return Example(units, line.label in lines.ACCUSATIONS, weights[line.kind]) if units else None


def danger(line: Line, pack: loading.Pack) -> Example | None:
    if line.kind not in {"safety", "statement"}:
        return None
    units = [unit for _, _, unit in learned.danger_units(_read(line.text, pack))]
    return Example(units, line.label in lines.DANGER, 1.0 if line.kind == "safety" else 0.5) if units else None


def apology(line: Line, pack: loading.Pack) -> Example | None:
    if line.kind != "apology":
        return None
    return Example([learned.apology_features(_read(line.text, pack))], line.label == "nonapology")


def reflection(line: Line, pack: loading.Pack) -> Example | None:
    if line.kind != "reflection":
        return None
    told = _read(line.context, pack) if line.context else None
    found = learned.reflection_features(_read(line.text, pack), told)
    return Example([found], line.label in lines.BAD_REFLECTIONS)


QUESTIONS = (
    Question("accusation", accusation, lambda line: line.label in lines.HONEST, stop=0.03, nudge=0.17),
    Question("apology", apology, lambda line: line.label == "sincere", stop=0.05, nudge=0.15),
    Question("reflection", reflection, lambda line: line.label == "reflects", stop=0.045, nudge=0.25),
    Question("danger", danger, lambda line: line.kind == "statement", stop=0.008, nudge=0.045),
)
