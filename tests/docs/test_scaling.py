"""The page about growing says of every table how it is placed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import app.main  # noqa: F401 - knows every table

_PAGE = Path(__file__).parents[2] / "docs" / "scaling.md"


def _placed() -> set[str]:
    """What the first column of the table of placements names."""
    rows = _PAGE.read_text().split("| table | leading key |")[1].split("\n\n")[0].splitlines()[2:]
    return {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}


@pytest.mark.parametrize("table", sorted(SQLModel.metadata.tables))
def test_it_is_said_how_a_table_is_placed_on_many_nodes(table: str) -> None:
    assert table in _placed()


def test_no_table_is_placed_that_does_not_exist() -> None:
    assert _placed() <= set(SQLModel.metadata.tables)
