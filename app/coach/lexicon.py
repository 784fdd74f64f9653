"""Classes of words as a pack lists them, verbs in every form; each word knows its classes and its first one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.coach.cues import skeleton
from app.coach.remembered import Remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FEELINGS = frozenset({"FEEL", "FEELN", "FAUX"})
_VOWELS = "aeiou"
_SHORTEST_DOUBLING = 3


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`classes` are sets of forms; `symbol` is the one class of a word; `shape` is what stands for it in a skeleton."""

    classes: Mapping[str, frozenset[str]]
    symbol: Mapping[str, str]
    shape: Remembered[str] = field(init=False, repr=False, compare=False)
    # Every word of which the one class is a feeling's.
    feelings: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        felt = frozenset(word for word, name in self.symbol.items() if name in _FEELINGS)
        object.__setattr__(self, "feelings", felt)
        object.__setattr__(self, "shape", Remembered(lambda word: skeleton((word,), self.symbol)[0]))

    def skeleton(self, words: Iterable[str]) -> list[str]:
        return list(map(self.shape.__getitem__, words))

    def has(self, word: str, name: str) -> bool:
        return word in self.classes[name]


def read(lines: Iterable[str], irregular: Mapping[str, tuple[str, ...]]) -> Lexicon:
    """Lines `NAME: words`; of several classes a word's symbol is the one that is listed first."""
    classes: dict[str, set[str]] = {}
    symbol: dict[str, str] = {}
    for line in lines:
        head, _, rest = line.partition(":")
        name, verbs = head.rstrip("*"), head.endswith("*")
        for word in rest.split():
            for form in _forms(word, irregular) if verbs else (word,):
                classes.setdefault(name, set()).add(form)
                symbol.setdefault(form, name)
    return Lexicon({name: frozenset(words) for name, words in classes.items()}, symbol)


def read_irregular(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    table = {}
    for line in lines:
        lemma, _, forms = line.partition(":")
        table[lemma] = (lemma, *forms.split())
    return table


def _forms(lemma: str, irregular: Mapping[str, tuple[str, ...]]) -> set[str]:
    regular = {lemma, _third(lemma), _past(lemma), _progressive(lemma)}
    if lemma not in irregular:
        return regular
    listed = set(irregular[lemma])
    return listed if any(form.endswith("ing") for form in listed) else listed | {_progressive(lemma)}


def _third(lemma: str) -> str:
    if lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
        return lemma + "es"
    return lemma[:-1] + "ies" if _ends_in_consonant_y(lemma) else lemma + "s"


def _past(lemma: str) -> str:
    if lemma.endswith("e"):
        return lemma + "d"
    if _ends_in_consonant_y(lemma):
        return lemma[:-1] + "ied"
    return lemma + lemma[-1] + "ed" if _doubles(lemma) else lemma + "ed"


def _progressive(lemma: str) -> str:
    if lemma.endswith("e") and not lemma.endswith("ee"):
        return lemma[:-1] + "ing"
    return lemma + lemma[-1] + "ing" if _doubles(lemma) else lemma + "ing"


def _ends_in_consonant_y(lemma: str) -> bool:
    return lemma.endswith("y") and len(lemma) > 1 and lemma[-2] not in _VOWELS


def _doubles(lemma: str) -> bool:
    """One syllable, one vowel, one consonant: "stop", "nag"."""
    if not _SHORTEST_DOUBLING <= len(lemma) <= 4 or lemma[-1] in _VOWELS + "wxy":  # noqa: PLR2004 - a short word
        return False
    return lemma[-2] in _VOWELS and lemma[-3] not in _VOWELS
