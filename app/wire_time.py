"""Moments as they travel: RFC 3339, UTC, milliseconds and `Z`. Naive times are refused."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson


def stamp(moment: datetime) -> str:
    """Return the wire form; a naive moment is a bug, not a guess about time zones."""
    if moment.tzinfo is None:
        msg = "a naive moment cannot be sent"
        raise ValueError(msg)
    there = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    if not there.microsecond:
        return there.isoformat("T", "milliseconds")[:-6] + "Z"
    # Cut after the milliseconds. It takes a third of what `isoformat` takes, and a view has four of them.
    return orjson.dumps(there)[1:24].decode() + "Z"


def parse(text: str) -> datetime:
    """Return the moment in UTC; raise `ValueError` for anything without a time zone, or outside of UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        msg = "a moment needs a time zone"
        raise ValueError(msg)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        # The first hours of the year 1 and the last of 9999 exist in some places only.
        msg = "a moment that UTC does not have"
        raise ValueError(msg) from None
