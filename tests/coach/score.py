"""Scores one file of lines and adds what it saw to the ledger: `python -m tests.coach.score FILE [NOTE]`.

A round is scored once, before any author of the coach reads it; only that first look counts as a measure.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.coach.lines import lines_of
from tests.coach.measures import Measure, look, measure

LEDGER = Path(__file__).parents[2] / "docs" / "coach-ledger.md"
HEAD = """# First looks of the coach

Each row is one file of lines at the moment when it was first scored, before anybody who works on the coach had read
it. Rows are added, never changed. Written by `python -m tests.coach.score FILE`.
"""


def row(name: str, version: str, measures: list[Measure]) -> str:
    head = f"\n## {name} · {datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {version}\n\n| measure | share |\n|---|---|\n"
    return head + "".join(f"| {one.name} | {one} |\n" for one in measures if one.of)


def main() -> None:
    file, note = Path(sys.argv[1]), " ".join(sys.argv[2:])
    said = lines_of(file)
    text = row(f"{file.stem} {note}".strip(), look(said[0]).pack or "no pack", measure(said))
    if not LEDGER.exists():
        LEDGER.write_text(HEAD, encoding="utf-8")
    with LEDGER.open("a", encoding="utf-8") as ledger:
        ledger.write(text)
    print(text)  # noqa: T201 - figures are printed


if __name__ == "__main__":
    main()
