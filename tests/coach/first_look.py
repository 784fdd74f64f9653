"""Scores one round for the listener, the apologies and danger, and adds what it saw to the ledger.

`python -m tests.coach.first_look FILE`; scored once, before any author of these parts reads the file.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from tests.coach.lines import lines_of
from tests.coach.measures import high, hinted, look, noticed, stopped
from tests.coach.score import HEAD, LEDGER

HEADING = "listening, apology, crisis"


def main() -> None:
    file = Path(sys.argv[1])
    judged = [(line, look(line)) for line in lines_of(file) if line.kind != "statement"]
    plain = [(line, look(line)) for line in lines_of(file) if line.kind == "statement"]
    rows, counts = Counter[str](), Counter[str]()
    for line, result in judged:
        name = f"{line.kind} {line.label}"
        counts[name] += 1
        rows[name + " stopped"] += stopped(result)
        rows[name + " hinted"] += hinted(result)
        rows[name + " noticed"] += noticed(result)
        rows[name + " high"] += high(result)
    text = f"\n## {file.stem} · {HEADING} · {datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {judged[0][1].pack}\n\n"
    text += "| label | lines | stopped | stopped or hinted | crisis noticed | high |\n|---|---|---|---|---|---|\n"
    for name in sorted(counts):
        shares = (f"{rows[f'{name} {what}'] / counts[name]:.2f}" for what in ("stopped", "hinted", "noticed", "high"))
        text += f"| {name} | {counts[name]} | {' | '.join(shares)} |\n"
    card, alarm = (sum(test(result) for _, result in plain) / len(plain) for test in (noticed, high))
    text += f"| statements | {len(plain)} | - | - | {card:.3f} | {alarm:.3f} |\n"
    if not LEDGER.exists():
        LEDGER.write_text(HEAD, encoding="utf-8")
    with LEDGER.open("a", encoding="utf-8") as ledger:
        ledger.write(text)
    print(text)  # noqa: T201 - figures are printed


if __name__ == "__main__":
    main()
