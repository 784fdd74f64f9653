"""Durations as the sandbox reads and writes them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.sandbox.duration import read_duration, write_duration


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT20M", timedelta(minutes=20)),
        ("PT19M59S", timedelta(minutes=19, seconds=59)),
        ("P1DT2H", timedelta(days=1, hours=2)),
        ("P30D", timedelta(days=30)),
        ("PT0S", timedelta()),
        ("PT0.5S", timedelta(milliseconds=500)),
        ("PT90M", timedelta(minutes=90)),
    ],
)
def test_a_duration_is_days_hours_minutes_and_seconds(text: str, length: timedelta) -> None:
    assert read_duration(text) == length
    assert read_duration(write_duration(length)) == length


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P1DT", "20M", "PT-5M", "-PT5M", "P1M", "P1Y", "PT5", "pt5m", "P1W", "1200", "PT1,5S", "PT1H "],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        read_duration(text)


@pytest.mark.parametrize("text", ["P31D", "PT721H", "P30DT1S", "PT99999999S"])
def test_no_call_moves_further_than_thirty_days(text: str) -> None:
    with pytest.raises(ValueError, match="thirty days"):
        read_duration(text)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(), "PT0S"),
        (timedelta(minutes=20), "PT20M"),
        (timedelta(days=2), "P2D"),
        (timedelta(days=1, hours=3, seconds=5), "P1DT3H5S"),
        (timedelta(milliseconds=1500), "PT1.5S"),
    ],
)
def test_a_duration_is_written_in_its_shortest_form(length: timedelta, text: str) -> None:
    assert write_duration(length) == text
