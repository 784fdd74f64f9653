"""How a reflection stands to what it reflects: shared words, shared feelings, turned-round pronouns.

Overlap alone never stops anything (coach.md 4): it is one voice among the cues of a learned score.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from app.coach.cues import PLAIN
from app.coach.remembered import MOST_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_FLIP = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "am": "are",
    "you": "i", "your": "my", "yours": "mine", "yourself": "myself",
}  # fmt: skip
_ENDINGS = ("iness", "ingly", "edly", "ness", "ing", "ied", "ies", "ed", "es", "ly", "er", "s", "y", "e")
_SHORTEST_STEM = 3
_NOT = frozenset({"not", "never", "no"})


@lru_cache(MOST_WORDS)
def stem(word: str) -> str:
    """A crude root, good enough to see that "worried" and "worrying" say the same."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            root = word[: -len(ending)]
            return root[:-1] if len(root) > _SHORTEST_STEM and root[-1] == root[-2] else root
    return word


def roots(words: Iterable[str]) -> set[str]:
    """The roots of all words that say something."""
    return set(map(stem, set(words) - PLAIN))


def compare(
    words: Sequence[str], symbols: Sequence[str], told: Sequence[str], groups: Mapping[str, str]
) -> Iterator[str]:
    """The cues of a comparison, all beginning with "@"."""
    theirs = roots(told)
    felt = {groups[root] for root in theirs if root in groups}
    mine = [(stem(word), symbol) for word, symbol in zip(words, symbols, strict=True) if word not in PLAIN]
    shared = [root in theirs or groups.get(root, "-") in felt for root, _ in mine]
    # Each once: most words of a sentence are of few classes.
    told_of = {(symbol, common) for (_, symbol), common in zip(mine, shared, strict=True)}
    yield from [("@same " if common else "@new ") + symbol for symbol, common in told_of]
    yield from _amounts(sum(shared), len(shared))
    named = {groups[root] for root, _ in mine if root in groups}
    if felt:
        yield f"@feeling{bool(felt & named):d}{bool(named):d}"
    yield from _turned(words, told)
    yield from _persons(words, told)


def _amounts(same: int, count: int) -> Iterator[str]:
    yield f"@same{min(same, 4)}"
    yield f"@new{min(count - same, 6)}"
    yield f"@share{round(4 * same / count) if count else 9}"


def _turned(words: Sequence[str], told: Sequence[str]) -> Iterator[str]:
    """Saying "I miss" back makes it "you miss"; a rebuttal keeps its own side of it."""
    pairs = set(pairwise(words))
    turned = pairs.intersection(pairwise([_FLIP.get(word, word) for word in told]))
    yield f"@turned{min(3, _with_person(turned))}"
    yield f"@pairs{min(3, len(turned))}"
    yield f"@kept{min(2, _with_person(pairs.intersection(pairwise(told))))}"


def _with_person(pairs: set[tuple[str, str]]) -> int:
    return sum([left in _FLIP or right in _FLIP for left, right in pairs])


def _persons(words: Sequence[str], told: Sequence[str]) -> Iterator[str]:
    ours, theirs = set(words), set(told)
    says_i, says_you = bool({"i", "me", "my"} & ours), bool({"you", "your"} & ours)
    yield f"@i{says_i:d}you{says_you:d}of{bool({'you', 'your'} & theirs):d}"
    yield f"@not{bool(_NOT & ours):d}of{bool(_NOT & theirs):d}"
    yield f"@longer{min(4, round(2 * len(words) / max(1, len(told))))}"


def shares_anything(words: Sequence[str], told: Sequence[str], groups: Mapping[str, str]) -> bool:
    """Whether a reflection has any word or theme in common with what it reflects."""
    ours, theirs = roots(words), roots(told)
    return bool(ours & theirs or {groups.get(root, "-") for root in ours} & {groups.get(root, "+") for root in theirs})
