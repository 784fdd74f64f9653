"""Reads a reflection beside what it reflects: does it say back, or answer, advise, judge, tell its own story?

Likeness of words alone never stops anything: many good reflections share no word with what they reflect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.coach.cues import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_FLIP = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "am": "are",
    "you": "i", "your": "my", "yours": "mine", "yourself": "myself",
}  # fmt: skip
_SHORTEST_STEM = 3


def stem(word: str) -> str:
    """A crude root, good enough to see that "worried" and "worrying" say the same."""
    for ending in ("iness", "ingly", "edly", "ness", "ing", "ied", "ies", "ed", "es", "ly", "er", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            root = word[: -len(ending)]
            return root[:-1] if len(root) > _SHORTEST_STEM and root[-1] == root[-2] else root
    return word


def comparison(
    words: Sequence[str], symbols: Sequence[str], reflected: Sequence[str], groups: Mapping[str, str]
) -> Iterator[str]:
    """How the reflection stands to what it reflects: shared words, shared feelings, turned-round pronouns."""
    theirs = {stem(word) for word in reflected if word not in PLAIN}
    theirs_groups = {groups[root] for root in theirs if root in groups}
    mine = [(stem(word), symbol) for word, symbol in zip(words, symbols, strict=True) if word not in PLAIN]
    shared = [root in theirs or groups.get(root, "-") in theirs_groups for root, _ in mine]
    for (_, symbol), common in zip(mine, shared, strict=True):
        yield ("@same " if common else "@new ") + symbol
    count, fresh = sum(shared), len(shared) - sum(shared)
    yield f"@same{min(count, 4)}"
    yield f"@new{min(fresh, 6)}"
    yield f"@share{round(4 * count / len(shared)) if shared else 9}"
    yield from _turned(words, reflected)
    my_groups = {groups[root] for root, _ in mine if root in groups}
    if theirs_groups:
        yield f"@feeling{bool(theirs_groups & my_groups):d}{bool(my_groups):d}"
    yield from _persons(words, reflected)


def _turned(words: Sequence[str], reflected: Sequence[str]) -> Iterator[str]:
    turned = [_FLIP.get(word, word) for word in reflected]
    theirs = set(zip(turned, turned[1:], strict=False))
    kept = set(zip(reflected, reflected[1:], strict=False))
    pairs = set(zip(words, words[1:], strict=False))
    person = {(a, b) for a, b in pairs & theirs if a in _FLIP or b in _FLIP}
    yield f"@turned{min(3, len(person))}"
    yield f"@pairs{min(3, len(pairs & theirs))}"
    yield f"@kept{min(2, len({(a, b) for a, b in pairs & kept if a in _FLIP or b in _FLIP}))}"


def _persons(words: Sequence[str], reflected: Sequence[str]) -> Iterator[str]:
    says_i, says_you = bool({"i", "me", "my"} & set(words)), bool({"you", "your"} & set(words))
    had_you = bool({"you", "your"} & set(reflected))
    yield f"@i{says_i:d}you{says_you:d}of{had_you:d}"
    denies, denied = bool({"not", "never", "no"} & set(words)), bool({"not", "never", "no"} & set(reflected))
    yield f"@not{denies:d}of{denied:d}"
    yield f"@longer{min(4, round(2 * len(words) / max(1, len(reflected))))}"
