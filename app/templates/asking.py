"""What a shared step must not ask for (T-1): proof, passwords, places, bodies, accounts or counts of violence.

It judges a template's texts by lists of words, in every language that a template may speak and in all of them at once:
whoever writes German under an English name is read all the same. It never sees a partner's words.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.templates.findings import FindingCode

# The languages that somebody has written the lists for. A template speaks no other, because nobody could check it.
LOCALES: Final = ("de", "en", "es", "fi", "fr", "it", "nl", "pt", "sv")

DETAIL: Final[Mapping[FindingCode, str]] = {
    "asks_for_proof": "A shared step does not ask for proof.",
    "asks_for_password": "A shared step does not ask for passwords or open phones.",
    "asks_for_place": "A shared step does not ask where somebody is, was or lives.",
    "asks_about_body": "A shared step does not ask about somebody's body.",
    "asks_about_violence": "A shared step asks for no account and no count of violence. Offer help instead.",
}
NAMED_IN_LISTS: Final[Mapping[FindingCode, str]] = {
    "asks_for_proof": "proof",
    "asks_for_password": "password",
    "asks_for_place": "place",
    "asks_about_body": "body",
}
# An account is a word that asks and a word for violence behind it in the same sentence. A count asks for more: how
# often somebody was hurt is one, what hurt somebody is not.
ACCOUNTS: Final = (("asking", ("violence",)), ("counting", ("violence", "harm")))
SENTENCE_END: Final = re.compile(r"[.?!\n…。！？]+")  # noqa: RUF001 - full stops of other scripts are meant
APOSTROPHES: Final = str.maketrans({"’": "'", "ʼ": "'"})  # noqa: RUF001 - they are meant


def asked_for(text: str) -> Iterator[FindingCode]:
    """Yield what the text asks for and must not, once each."""
    # Compatible forms are one: full-width letters, and letters that carry their accent behind them.
    plain = unicodedata.normalize("NFKC", text).translate(APOSTROPHES)
    for code, name in NAMED_IN_LISTS.items():
        if _pattern(name).search(plain):
            yield code
    if any(_asks_about_violence(sentence) for sentence in SENTENCE_END.split(plain)):
        yield "asks_about_violence"


def asks_for_apology(text: str) -> bool:
    """Whether the text asks somebody to say sorry. That nobody has to is no such request."""
    sentences = SENTENCE_END.split(unicodedata.normalize("NFKC", text).translate(APOSTROPHES))
    return any(_pattern("apology").search(one) and not _pattern("negation").search(one) for one in sentences)


def _asks_about_violence(sentence: str) -> bool:
    for asking, about in ACCOUNTS:
        found = _pattern(asking).search(sentence)
        if found and _pattern(*about).search(sentence, found.end()):
            return True
    return False


@cache
def _pattern(*names: str) -> re.Pattern[str]:
    words = (_as_pattern(word) for lists in _lists() for name in names for word in lists[name])
    return re.compile(rf"\b(?:{'|'.join(sorted(set(words), key=len, reverse=True))})\b", re.IGNORECASE)


def _as_pattern(word: str) -> str:
    return re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")


@cache
def _lists() -> tuple[dict[str, Iterable[str]], ...]:
    folder = files("app.templates") / "asking_words"
    return tuple(tomllib.loads((folder / f"{locale}.toml").read_text(encoding="utf-8")) for locale in LOCALES)
