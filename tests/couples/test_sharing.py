"""The texts about what is shared: complete, plain and the same for everybody."""

from __future__ import annotations

import pytest

from app.couples.sharing import BECOMES_SHARED, LEAVING, NEVER_SHARED, Line

EVERY_LINE = (*BECOMES_SHARED, *NEVER_SHARED, LEAVING)


def test_no_two_lines_have_one_key() -> None:
    assert len({line.key for line in EVERY_LINE}) == len(EVERY_LINE)


@pytest.mark.parametrize("line", EVERY_LINE, ids=lambda line: line.key)
def test_a_line_is_short_plain_and_addressed_to_you(line: Line) -> None:
    assert line.text.endswith(".")
    assert len(line.text) < 140
    assert "you" in line.text.casefold()
