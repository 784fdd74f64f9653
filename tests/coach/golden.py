"""What the coach says of some lines, written down: `python -m tests.coach.golden` writes it again.

A change of rules or weights changes these files, and a reviewer sees in words what it did.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from tests.coach.lines import Line, voices
from tests.coach.measures import look

GOLDEN = Path(__file__).parent / "golden"
KINDS = ("statement", "apology", "reflection", "safety")
# Every so many lines of a kind; a prime, so that no voice is always met at the same label.
EVERY = 67


def chosen(kind: str) -> list[Line]:
    found = [line for said in voices().values() for line in said if line.kind == kind]
    return list(islice(found, 0, None, EVERY))


def answer(line: Line) -> str:
    """Verdict, crisis and findings of one line; which words a finding points at is part of it."""
    seen = look(line)
    crisis = f"{seen.crisis.level} {seen.crisis.kind}" if seen.crisis else "-"
    codes = [f"{one.code}[{line.text[one.start : one.end]}]" for one in seen.findings if one.action == "block"]
    return "\t".join((line.label, seen.verdict, seen.hold, crisis, "; ".join(codes) or "-", line.text))


def whole(kind: str) -> str:
    head = "# label\tverdict\thold\tcrisis\twhat came back\ttext\n"
    return head + "".join(f"{answer(line)}\n" for line in chosen(kind))


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    for kind in KINDS:
        (GOLDEN / f"{kind}.tsv").write_text(whole(kind), encoding="utf-8")


if __name__ == "__main__":
    main()
