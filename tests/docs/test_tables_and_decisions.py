"""docs/privacy.md lists every column as it is, and docs/decisions/README.md every decision."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from sqlalchemy import LargeBinary
from sqlmodel import SQLModel

import app.tables  # noqa: F401 - every table is known after this

DOCS: Final = Path(__file__).parents[2] / "docs"


def columns() -> list[str]:
    """The lines of the table in docs/privacy.md, from the tables themselves."""
    lines = []
    for name, table in sorted(SQLModel.metadata.tables.items()):
        sealed = [column.name for column in table.columns if isinstance(column.type, LargeBinary)]
        clear = [column.name for column in table.columns if column.name not in sealed]
        lines.append(f"| `{name}` | {', '.join(clear)} | {', '.join(sealed)} |")
    return lines


def test_every_column_is_listed_as_it_is() -> None:
    _, _, section = (DOCS / "privacy.md").read_text().partition("## Every column")
    assert [line for line in section.splitlines() if line.startswith("| `")] == columns()


def test_every_decision_is_in_the_index_under_its_title() -> None:
    decisions = DOCS / "decisions"
    index = re.findall(r"^\| \[(\d{4})\]\((\S+)\) \| (.+) \|$", (decisions / "README.md").read_text(), re.MULTILINE)
    files = sorted(one for one in decisions.glob("0*.md"))
    titles = [(one.name[:4], one.name, one.read_text().splitlines()[0].partition(". ")[2]) for one in files]
    assert index == titles
