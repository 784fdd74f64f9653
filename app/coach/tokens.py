"""Words with their places: splits a text once, knows sentences, quotations and shouting, and judges nothing.

This is the one place where a regular expression meets what a person wrote; its branches begin with disjoint
characters, so that it cannot backtrack.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from app.coach.remembered import Remembered

_TOKEN = re.compile(r"\w+(?:['’ʼ`´]\w+)*|\n|[^\w\s]")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ`´", "'"))
# A full stop, a question mark, a line's end. Three dots inside a word are the tokenizer's own business.
ENDS = frozenset(".!?;\n…")
_OPENERS = {'"': '"', "“": "”", "«": "»", "„": "“", "‘": "’"}
QUOTES = frozenset({*_OPENERS, "'"})
LONGEST_QUOTATION = 60


class Raw(NamedTuple):
    """One token as it stands in the text: `form` is folded, `mark` says that it is no word."""

    form: str
    start: int
    end: int
    mark: bool


def pieces(text: str) -> list[str]:
    """The tokens of a text as they were written, without their places."""
    return _TOKEN.findall(text)


def split(text: str) -> list[Raw]:
    """The tokens of a text, in order. Folding may change a word's length, never its place."""
    found = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        form, mark = folded(text[start:end])
        found.append(Raw(form, start, end, mark))
    return found


def folded(piece: str) -> tuple[str, bool]:
    """A piece as it is compared, and whether it is a mark."""
    return _FOLDED[piece]


def _folded(form: str) -> tuple[str, bool]:
    """As it is compared, and whether it is a mark."""
    if unicodedata.category(form[0]) == "So":
        return form, False  # a picture says something: it is a word of its own
    if form[0].isalnum() or form[0] == "_":
        if not form.isascii():
            form = unicodedata.normalize("NFKC", form).translate(_APOSTROPHES)
        return form.casefold().replace("`", "'"), False
    return form, True


_FOLDED: Final = Remembered(_folded)


def quoted(tokens: list[Raw], text: str) -> list[bool]:
    """Which tokens stand inside quotation marks that are opened and closed near each other."""
    inside = [False] * len(tokens)
    if QUOTES.isdisjoint([token[0] for token in tokens]):
        return inside
    opened, closing = -1, ""
    for place, token in enumerate(tokens):
        if opened >= 0 and token.form == closing:
            inside[opened : place + 1] = [True] * (place + 1 - opened)
            opened = -1
        elif opened < 0 and token.mark and _opens(token, text):
            opened, closing = place, _OPENERS.get(token.form, "'")
        elif opened >= 0 and place - opened > LONGEST_QUOTATION:
            opened = -1
    return inside


def _opens(token: Raw, text: str) -> bool:
    if token.form in _OPENERS:
        return True
    before = text[token.start - 1] if token.start else " "
    return token.form == "'" and before.isspace() and token.end < len(text) and text[token.end].isalpha()
