"""ISO 8601 durations as the sandbox takes them: days, hours, minutes and seconds. Months and years are no lengths."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

# A whole month at once is enough to see every deadline there is; the next call may move on from there.
FURTHEST: Final = timedelta(days=30)
# Digits are bounded, so that no number here can be too large to add.
PATTERN: Final = (
    r"^P(?=\d|T\d)(?:(?P<days>\d{1,3})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,8}(?:\.\d{1,3})?)S)?)?$"
)
_DURATION: Final = re.compile(PATTERN, re.ASCII)


def read_duration(text: str) -> timedelta:
    """Return the length that `text` names; raise `ValueError` for anything else, and for more than thirty days."""
    found = _DURATION.match(text)
    if found is None:
        raise ValueError("not a duration")
    length = timedelta(**{unit: float(number) for unit, number in found.groupdict(default="0").items()})
    if length > FURTHEST:
        raise ValueError("longer than thirty days")
    return length


def write_duration(length: timedelta) -> str:
    """Return the shortest usual form, such as `PT20M` or `P1DT2H`."""
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    rest = (
        f"{seconds}.{length.microseconds // 1000:03d}".rstrip("0").rstrip(".") if length.microseconds else str(seconds)
    )
    parts = [f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M")) if number]
    parts += [f"{rest}S"] if rest != "0" else []
    days = f"{length.days}D" if length.days else ""
    return f"P{days}T{''.join(parts)}" if parts else f"P{days or 'T0S'}"
