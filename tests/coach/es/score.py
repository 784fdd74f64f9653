"""Scores one file of Spanish lines, once, into the same ledger: `python -m tests.coach.es.score FILE [NOTE]`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.coach.lines import lines_of
from tests.coach.measures import look, measure
from tests.coach.score import LEDGER, row


def main() -> None:
    file, note = Path(sys.argv[1]), " ".join(sys.argv[2:])
    said = lines_of(file)
    version = look(said[0], lang="es").pack or "no pack"
    text = row(f"{file.stem} {note}".strip(), version, measure(said, lang="es"))
    with LEDGER.open("a", encoding="utf-8") as ledger:
        ledger.write(text)
    print(text)  # noqa: T201 - figures are printed


if __name__ == "__main__":
    main()
