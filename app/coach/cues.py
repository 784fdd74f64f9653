"""What a text looks like to a learned score: words, pairs, endings, the skeleton of word classes, how it begins.

Every cue is a readable name, so that each weight in a pack can be read and argued about. It judges nothing itself.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.coach.hits import Hit
    from app.coach.words import Sheet

PLAIN = frozenset(
    [
        "i",
        "me",
        "my",
        "you",
        "your",
        "we",
        "us",
        "our",
        "it",
        "that",
        "this",
        "he",
        "she",
        "they",
        "him",
        "her",
        "his",
        "their",
        "them",
        "am",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "not",
        "never",
        "no",
        "but",
        "so",
        "if",
        "when",
        "because",
        "and",
        "or",
        "what",
        "why",
        "how",
        "who",
        "do",
        "did",
        "have",
        "had",
        "will",
        "would",
        "can",
        "could",
        "should",
        "to",
        "of",
        "for",
        "at",
        "in",
        "on",
        "with",
        "the",
        "a",
        "an",
        "about",
        "feel",
        "felt",
        "hear",
        "sorry",
        "just",
        "too",
        "then",
        "than",
        "ever",
        "all",
        "any",
        "more",
    ]
)
_LENGTHS = (2, 4, 7, 12, 20, 35)
LONGEST_GRAM = 4
LINKED = 5
_PIECES = (3, 4, 5)


def skeleton(words: Sequence[str], symbol: Mapping[str, str], plain: frozenset[str] = PLAIN) -> list[str]:
    """One symbol a word: function words stay themselves, others become their class or the shape of their ending."""
    return [word if word in plain else symbol.get(word) or _shape(word) for word in words]


def _shape(word: str) -> str:
    for ending in ("ing", "ed", "ly", "s"):
        if word.endswith(ending):
            return "-" + ending
    return "#" if word.isdigit() else "-"


def pieces(word: str) -> tuple[str, ...]:
    """Three to five letters in a row, with the word's edges: they know "sorry" in "soorry" and "sory"."""
    edged = "<" + word[:24] + ">"
    return tuple(
        {"c:" + edged[place : place + size] for size in _PIECES for place in range(max(0, len(edged) - size + 1))}
    )


def cues_of(sheet: Sheet, symbols: Sequence[str]) -> set[str]:
    """The names of everything that is true of this text, but for the pieces of its words (see `pieces`)."""
    found: set[str] = set()
    for (begin, end), mark in zip(sheet.bounds, sheet.marks, strict=True):
        words, classes = sheet.words[begin:end], symbols[begin:end]
        found.update(words)
        found.update([left + " " + right for left, right in pairwise(words)])
        found.update(_grams(classes))
        found.update(edges(words, classes, mark))
    found.update(whole(sheet.words, symbols, sentences=len(sheet.bounds)))
    return found


def rule_cues(hits: Iterable[Hit], family: str, *, first: int = 0) -> Iterator[str]:
    """Which patterns of a family matched, each by itself and as its kind, and which at the very `first` word."""
    for hit in hits:
        if hit.rule.family == family:
            yield "R:" + hit.rule.id
            yield "K:" + hit.rule.code
            if hit.begin == first:
                yield "K^" + hit.rule.code


def _grams(symbols: Sequence[str]) -> Iterator[str]:
    count = len(symbols)
    for place in range(count):
        name = "/" + symbols[place]
        yield name
        for behind in range(place + 1, min(place + LONGEST_GRAM, count)):
            name = name + " " + symbols[behind]
            yield name
        left = symbols[place] + "~"
        for behind in range(place + 2, min(place + LINKED, count)):
            yield left + symbols[behind]


def edges(words: Sequence[str], symbols: Sequence[str], mark: str) -> tuple[str, ...]:
    """How a sentence begins and ends."""
    begins = ("^" + words[0], "^" + " ".join(words[:2]), "^/" + " ".join(symbols[:3]))
    return (*begins, words[-1] + "$" + mark, "$" + mark)


def whole(words: Sequence[str], symbols: Sequence[str], *, sentences: int) -> tuple[str, ...]:
    """How a text begins, and how long it is."""
    if not symbols:
        return ()
    longer = bisect_left(_LENGTHS, len(symbols))
    return ("^^" + words[0], "^^/" + " ".join(symbols[:2]), f"={longer}", f"=.{min(4, sentences)}")
