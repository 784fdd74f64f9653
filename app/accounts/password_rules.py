"""Whether a password may be chosen. It refuses the guesses everybody tries first and asks for nothing else.

NIST SP 800-63B: length and a list of common ones help; demands for digits and capitals do not.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

from app.errors import FieldError, Invalid

SHORTEST = 8
LONGEST = 128
# Anything that is one short unit again and again is as easy as the unit.
LONGEST_UNIT = 4
RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)


def normal_form(password: str) -> str:
    """Return one form for the same keys pressed on different machines (RFC 8265: NFC, nothing else changed)."""
    return unicodedata.normalize("NFC", password)


def broken_rule(password: str, *, own: tuple[str, ...] = ()) -> str | None:
    """Return the rule that `password` breaks, or None. `own` holds what others know of the person."""
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    plain = password.casefold()
    if plain in common_passwords() or _repeats(plain) or _runs(plain) or plain in _parts(own):
        return "too_common"
    return None


def require_uncommon(password: str, *, own: tuple[str, ...], pointer: str) -> None:
    """Raise the broken rule as a problem of the field at `pointer`."""
    rule = broken_rule(normal_form(password), own=own)
    if rule is not None:
        raise Invalid(FieldError(pointer, rule))


@cache
def common_passwords() -> frozenset[str]:
    return frozenset(files("app.accounts").joinpath("common_passwords.txt").read_text("utf-8").split())


def _repeats(plain: str) -> bool:
    return any((plain[:unit] * len(plain))[: len(plain)] == plain for unit in range(1, LONGEST_UNIT + 1))


def _runs(plain: str) -> bool:
    return any(plain in run or plain in run[::-1] for run in RUNS)


def _parts(own: tuple[str, ...]) -> set[str]:
    whole = {text.casefold() for text in own}
    return whole | {text.partition("@")[0] for text in whole}
