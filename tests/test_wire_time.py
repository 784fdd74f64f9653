"""Moments on the wire: RFC 3339, UTC, milliseconds, Z."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.wire_time import parse, stamp


def test_a_moment_is_written_in_utc_with_milliseconds_and_z() -> None:
    berlin = timezone(timedelta(hours=1))
    assert stamp(datetime(2026, 11, 22, 13, 0, 0, 123456, tzinfo=berlin)) == "2026-11-22T12:00:00.123Z"


def test_a_written_moment_is_read_again() -> None:
    assert parse("2026-11-22T12:00:00.123Z") == datetime(2026, 11, 22, 12, 0, 0, 123000, tzinfo=UTC)


def test_a_moment_without_a_time_zone_is_neither_written_nor_read() -> None:
    with pytest.raises(ValueError, match="naive"):
        stamp(datetime(2026, 11, 22, 12))  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="time zone"):
        parse("2026-11-22T12:00:00")


def test_a_moment_that_utc_does_not_have_is_not_read() -> None:
    for text in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        with pytest.raises(ValueError, match="UTC"):
            parse(text)
