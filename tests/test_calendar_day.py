"""A day that somebody sends, in whatever body."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from app.calendar_day import EARLIEST, LATEST, Day

DAY = TypeAdapter[date](Day)


@pytest.mark.parametrize("day", [EARLIEST, date(2026, 11, 22), date(2028, 2, 29), LATEST])
def test_a_day_is_written_out(day: date) -> None:
    assert DAY.validate_python(day.isoformat()) == DAY.validate_python(day) == day


NOT_WRITTEN_OUT: tuple[Any, ...] = (
    0,
    1_767_225_600,
    1.5,
    True,
    None,
    "",
    "1767225600",
    "2026-11-22T00:00:00Z",
    "2026-1-1",
    [],
)
IN_OTHER_DIGITS = "\u0662\u0660\u0662\u0666-11-22"


@pytest.mark.parametrize("sent", [*NOT_WRITTEN_OUT, IN_OTHER_DIGITS, datetime(2026, 11, 22, tzinfo=UTC)])
def test_nothing_else_is_taken_for_one(sent: Any) -> None:  # Any: whatever is sent
    with pytest.raises(ValidationError, match="not a date"):
        DAY.validate_python(sent)


@pytest.mark.parametrize("sent", ["0001-01-01", "2019-12-31", "2101-01-01", "9999-12-31"])
def test_the_ends_of_time_are_out_of_range(sent: str) -> None:
    with pytest.raises(ValidationError, match="out of range"):
        DAY.validate_python(sent)


@pytest.mark.parametrize("sent", ["2026-02-30", "2026-13-01", "0000-01-01"])
def test_a_day_that_no_calendar_has_is_none(sent: str) -> None:
    with pytest.raises(ValidationError):
        DAY.validate_python(sent)
