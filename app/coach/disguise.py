"""Insults and threats that are written so that a machine should miss them (C-8). Only hard kinds are looked for here.

Everything else is read as it stands: spelling is nobody's fault, and dialect is not contempt.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

from app.coach.remembered import Remembered
from app.coach.tokens import Raw

_LOOKALIKES = (
    str.maketrans("0134578@$!|аеорсухіѕԁ", "oieastbasiiaeopcyxisd"),
    str.maketrans("0134578@$!|аеорсухіѕԁ", "oleastbasllaeopcyxisd"),
)
_SIGNS = frozenset("0134578@$|*_-аеорсухіѕԁ")
_ALONE, _SIGNED, _PLAIN = "1", "!", "-"
_WILD = "*"
_SHORTEST = 3
_LONGEST = 20  # tokens: no word is longer, and a bound keeps the work in step with the text


def suspicious(text: str) -> bool:
    """Whether anything here could be a disguise: signs among letters, or three letters that stand alone."""
    looks = "".join(map(_LOOKS.__getitem__, text.split()))
    return _SIGNED in looks or _ALONE * _SHORTEST in looks


def _look(part: str) -> str:
    """What a part between two spaces looks like, in one letter, so that parts in a row can be searched as a text."""
    if len(part) == 1:
        return _ALONE
    if not part.isalpha() and not _SIGNS.isdisjoint(part) and any(map(str.isalpha, part)):
        return _SIGNED
    if not part.isascii() and not _SIGNS.isdisjoint(part):
        return _SIGNED
    return _PLAIN


_LOOKS: Final = Remembered(_look)


def unmasked(raw: list[Raw], hard: AbstractSet[str]) -> list[Raw] | None:
    """The tokens with disguised hard words spelled out, each still covering what was written; `None` without any."""
    found: list[Raw] = []
    place, changed = 0, False
    while place < len(raw):
        behind, word = _disguised(raw, place, hard)
        if word:
            found.append(Raw(word, raw[place].start, raw[behind - 1].end, mark=False))
            changed = True
        else:
            found.append(raw[place])
        place = behind
    return found if changed else None


def _disguised(raw: list[Raw], place: int, hard: AbstractSet[str]) -> tuple[int, str]:
    """The place behind a disguised word and the word; the next place and nothing where there is none."""
    behind = _touching(raw, place)
    written = "".join(token.form for token in raw[place:behind])
    begins = not place or raw[place - 1].end < raw[place].start
    if begins and len(written) >= _SHORTEST and not (written.isascii() and written.isalpha()):
        word = _revealed(written, hard)
        if word:
            return behind, word
    behind = _spaced(raw, place)
    word = "".join(token.form for token in raw[place:behind]) if behind - place >= _SHORTEST else ""
    return (behind, word) if word in hard else (place + 1, "")


def _touching(raw: list[Raw], place: int) -> int:
    behind = place + 1
    most = min(len(raw), place + _LONGEST)
    while behind < most and raw[behind].start == raw[behind - 1].end:
        behind += 1
    return behind


def _spaced(raw: list[Raw], place: int) -> int:
    """How far single letters follow each other, with or without marks between: "i d i o t"."""
    behind = place
    most = min(len(raw), place + _LONGEST)
    while behind < most and len(raw[behind].form) == 1 and raw[behind].form.isalnum():
        behind += 1
    return behind


def _revealed(written: str, hard: AbstractSet[str]) -> str:
    for lookalikes in _LOOKALIKES:
        plain = written.translate(lookalikes)
        letters = "".join(letter for letter in plain if letter.isalpha())
        for word in (plain, letters, plain[:-1], letters[:-1]):
            if word in hard and len(word) >= _SHORTEST:
                return word
    if _WILD not in written or not written[0].isalpha():
        return ""
    return next((word for word in sorted(hard) if len(word) == len(written) and _fits(written, word)), "")


def _fits(pattern: str, word: str) -> bool:
    return all(sign in {_WILD, letter} for sign, letter in zip(pattern, word, strict=True))
