"""Parse JSON that strangers send: no NaN, no duplicate keys, no depth, no NUL, no lone surrogates (T21, T23).

The reason of a refusal is a code; it never quotes the text.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

DEEPEST: Final = 16
MOST_KEYS: Final = 200
# A document of many small parts, where a door is for such: as many keys as 64 KiB can sensibly hold.
MOST_KEYS_OF_A_DOCUMENT: Final = 4_000
STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
ESCAPE: Final = b"\\u"
BRACKETS: Final = re.compile(rb"[\[\]{}]")


class Malformed(Exception):  # noqa: N818 - it is turned into a problem or a close code at once
    """Not JSON as we accept it; `code` names the rule."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def parse(raw: bytes, *, most_keys: int = MOST_KEYS) -> object:
    """Return the parsed value, or raise `Malformed`."""
    _check_depth(raw)
    # No text has more keys than colons, so there is seldom anything to count.
    few = raw.count(b":") <= most_keys
    try:
        value: object = (_FEW_KEYS if few else _decoder(_KeyCounter(most_keys).build)).decode(raw.decode("utf-8"))
    except Malformed:
        raise
    except UnicodeDecodeError:
        raise Malformed("not_utf8") from None
    except (ValueError, RecursionError):
        raise Malformed("not_json") from None
    if ESCAPE in raw:
        # Only an escape can bring in what neither UTF-8 nor JSON's own strings may hold.
        _check_strings(value)
    return value


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("duplicate_key")
    return found


class _KeyCounter:
    def __init__(self, most: int) -> None:
        self._keys = 0
        self._most = most

    def build(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        self._keys += len(pairs)
        if self._keys > self._most:
            raise Malformed("too_many_keys")
        return _without_duplicates(pairs)


def _check_depth(raw: bytes) -> None:
    depth = 0
    if raw.count(b"{") + raw.count(b"[") <= DEEPEST:
        return
    for bracket in BRACKETS.findall(STRINGS.sub(b"", raw)):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEEPEST:
            raise Malformed("too_deep")


def _check_strings(value: object) -> None:
    match value:
        case str():
            _check_text(value)
        case list():
            for item in value:
                _check_strings(item)
        case dict():
            for name, item in value.items():
                _check_text(name)
                _check_strings(item)
        case _:
            pass


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise Malformed("nul")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Malformed("lone_surrogate") from None


def _refuse_constant(_name: str) -> NoReturn:
    raise Malformed("not_a_number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Malformed("not_a_number")
    return number


def _decoder(build: Callable[[list[tuple[str, object]]], dict[str, object]]) -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=build, parse_constant=_refuse_constant, parse_float=_finite)


# Made once: `json.loads` with options of its own would build a decoder for every text.
_FEW_KEYS: Final = _decoder(_without_duplicates)
