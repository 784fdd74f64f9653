"""The labelled lines: voices for training and development, and rounds for a first look."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ACCUSATIONS = frozenset({"blame", "disguised", "contempt", "defensive"})
HONEST = frozenset({"owned", "neutral", "appreciation"})
DANGER = frozenset({"threat", "self_harm", "fear", "disclosure"})
BAD_REFLECTIONS = frozenset({"rebuts", "advises", "off"})


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence or paragraph that somebody might write, and what a careful reader calls it."""

    kind: str
    label: str
    text: str
    context: str | None
    voice: str


def lines_of(file: Path) -> list[Line]:
    return list(_lines(file))


def _lines(file: Path) -> Iterator[Line]:
    for row in file.read_text(encoding="utf-8").splitlines():
        if row.strip() and "text" in (fields := json.loads(row)):
            yield Line(fields["kind"], fields["label"], fields["text"], fields.get("context"), file.stem)


def voices() -> dict[str, list[Line]]:
    """Every voice by its name: one imagined person or milieu, never split between training and measuring."""
    files = sorted((HERE / "voices").glob("*.jsonl"))
    return {file.stem: lines_of(file) for file in [*files, *read_rounds()]}


def read_rounds() -> list[Path]:
    """Rounds that were scored and then read: from then on they are development, and teach like any voice."""
    names = (HERE / "rounds" / "read.txt").read_text(encoding="utf-8").split()
    return [HERE / "rounds" / f"{name}.jsonl" for name in names]
