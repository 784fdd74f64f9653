"""What a shared step must not ask for (T-1): proof, passwords, places, bodies, accounts or counts of violence.

It judges a template's texts by lists of words, in every language that a template may speak and in all of them at once:
whoever writes German under an English name is read all the same. It never sees a partner's words.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, TypeAlias

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
ACCOUNTS: Final = (("asking", frozenset({"violence"})), ("counting", frozenset({"violence", "harm"})))
SENTENCE_END: Final = re.compile(r"[.?!…。！？]+")  # noqa: RUF001 - full stops of other scripts are meant
WORD: Final = re.compile(r"\w+")

# A phrase of a list by its words, and the lists that it is in.
Phrase: TypeAlias = tuple[tuple[str, ...], frozenset[str]]


def asked_for(text: str) -> Iterator[FindingCode]:
    """Yield what the text asks for and must not, once each."""
    sentences = [tuple(_hits(sentence)) for sentence in _sentences(text)]
    found = {name for hits in sentences for _, names in hits for name in names}
    for code, name in NAMED_IN_LISTS.items():
        if name in found:
            yield code
    if any(_asks_about_violence(hits) for hits in sentences):
        yield "asks_about_violence"


def asks_for_apology(text: str) -> bool:
    """Whether the text asks somebody to say sorry. That nobody has to is no such request."""
    for sentence in _sentences(text):
        found = {name for _, names in _hits(sentence) for name in names}
        if "apology" in found and "negation" not in found:
            return True
    return False


def _asks_about_violence(hits: tuple[tuple[int, frozenset[str]], ...]) -> bool:
    for asking, about in ACCOUNTS:
        first = next((place for place, names in hits if asking in names), None)
        if first is not None and any(place > first and names & about for place, names in hits):
            return True
    return False


def _sentences(text: str) -> Iterator[list[str]]:
    # Compatible forms are one: full-width letters, and letters that carry their accent behind them.
    plain = unicodedata.normalize("NFKC", text).casefold()
    return (WORD.findall(sentence) for sentence in SENTENCE_END.split(plain))


def _hits(words: list[str]) -> Iterator[tuple[int, frozenset[str]]]:
    """Yield where a phrase of the lists begins, and in which lists it is."""
    for place, word in enumerate(words):
        for phrase, names in _beginning_with(word):
            there = words[place : place + len(phrase)]
            if len(there) == len(phrase) and all(map(_is, there, phrase)):
                yield place, names


@lru_cache(maxsize=4096)
def _beginning_with(word: str) -> tuple[Phrase, ...]:
    """Return the phrases that may begin here. Most words begin none, and texts repeat their words."""
    return tuple(one for one in _phrases().get(word[:2], ()) if _is(word, one[0][0]))


def _is(word: str, listed: str) -> bool:
    return word.startswith(listed[:-1]) if listed.endswith("*") else word == listed


@cache
def _phrases() -> dict[str, tuple[Phrase, ...]]:
    """Return the phrases of all lists by their first two letters: a text is looked through once for all of them."""
    lists: dict[tuple[str, ...], set[str]] = {}
    for one in _lists():
        for name, phrases in one.items():
            for phrase in phrases:
                lists.setdefault(tuple(re.findall(r"\w+\*?", phrase.casefold())), set()).add(name)
    by_start: dict[str, list[Phrase]] = {}
    for words, names in lists.items():
        by_start.setdefault(words[0][:2], []).append((words, frozenset(names)))
    return {start: tuple(found) for start, found in by_start.items()}


@cache
def _lists() -> tuple[dict[str, Iterable[str]], ...]:
    folder = files("app.templates") / "asking_words"
    return tuple(tomllib.loads((folder / f"{locale}.toml").read_text(encoding="utf-8")) for locale in LOCALES)
