"""The measures of issue 4 for any set of labelled lines, as shares with their counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.coach import CoachResult, coach
from app.coach.opinion import Stage
from tests.coach import lines
from tests.coach.lines import Line

STAGES: dict[str, Stage] = {
    "statement": "speaker",
    "safety": "speaker",
    "apology": "accountability",
    "reflection": "listener",
}
Judged = list[tuple[Line, CoachResult]]
Test = Callable[[CoachResult], bool]


@dataclass(frozen=True, slots=True)
class Measure:
    name: str
    hits: int
    of: int

    def __str__(self) -> str:
        return f"{self.hits / self.of:.3f} ({self.hits}/{self.of})" if self.of else "-"


def look(line: Line, *, lang: str = "en") -> CoachResult:
    return coach(line.text, stage=STAGES[line.kind], reflected=line.context, lang=lang)


def stopped(result: CoachResult) -> bool:
    return result.verdict == "revise"


def remarked(result: CoachResult) -> bool:
    return result.verdict != "pass"


def hinted(result: CoachResult) -> bool:
    return remarked(result) or bool(result.findings)


def noticed(result: CoachResult) -> bool:
    return result.crisis is not None


def high(result: CoachResult) -> bool:
    return result.crisis is not None and result.crisis.level == "high"


def measure(said: Iterable[Line], *, lang: str = "en") -> list[Measure]:
    judged = [(line, look(line, lang=lang)) for line in said]
    statement, apology, reflection, safety = (
        [pair for pair in judged if pair[0].kind == kind] for kind in ("statement", "apology", "reflection", "safety")
    )
    crisis = lines.DANGER - {"disclosure"}
    return [
        _share("accusations stopped", statement, lines.ACCUSATIONS, stopped),
        _share("accusations stopped or nudged", statement, lines.ACCUSATIONS, remarked),
        _share("honest stopped", statement, lines.HONEST, stopped),
        _share("honest nudged", statement, lines.HONEST, remarked),
        _share("crisis noticed", safety, crisis, noticed),
        _share("disclosures noticed", safety, {"disclosure"}, noticed),
        _share("disclosures held", safety, {"disclosure"}, lambda result: result.hold != "none"),
        _share("idioms high", safety, {"safe_idiom"}, high),
        _share("statements with a card", statement, lines.HONEST, noticed),
        _share("non-apologies revised", apology, {"nonapology"}, stopped),
        _share("sincere revised", apology, {"sincere"}, stopped),
        _share("bad reflections revised", reflection, lines.BAD_REFLECTIONS, stopped),
        _share("bad reflections revised or hinted", reflection, lines.BAD_REFLECTIONS, hinted),
        _share("good reflections revised", reflection, {"reflects"}, stopped),
    ]


def _share(name: str, judged: Judged, labels: Iterable[str], test: Test) -> Measure:
    chosen = [result for line, result in judged if line.label in set(labels)]
    return Measure(name, sum(map(test, chosen)), len(chosen))
