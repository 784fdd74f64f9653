"""What a pack has learned: weights for reflections, apologies and danger, and the word classes they look through."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from app.coach import lexicon, weighing
from app.coach.danger_words import glance
from app.coach.likeness import stem
from app.coach.remembered import Remembered
from app.coach.together import bits_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable

    from app.coach.danger_words import Glance
    from app.coach.lexicon import Lexicon
    from app.coach.weighing import Score


_FEWEST_KNOWN = 3
_MOST = 1.7  # three words of five


@dataclass(frozen=True, slots=True)
class Learned:
    """Scores are empty until `scripts/train-coach-heads` has written them."""

    groups: Mapping[str, str]
    vocabulary: frozenset[str]
    danger: Mapping[str, str]
    listening: Score
    apology: Score
    crisis: Score
    glances: Remembered[Glance] = field(init=False, repr=False, compare=False)
    danger_symbols: Remembered[str] = field(init=False, repr=False, compare=False)
    danger_bits: Remembered[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "glances", Remembered(partial(glance, classes=self.danger)))
        object.__setattr__(self, "danger_symbols", Remembered(lambda word: self.glances[word].symbol))
        object.__setattr__(self, "danger_bits", Remembered(lambda word: bits_of(self.glances[word])))

    def knows(self, words: Iterable[str]) -> bool:
        """Whether most of the words were in the lines it learned from; a score over unknown words is a guess."""
        different = set(words)
        known = len(different & self.vocabulary)
        return known >= _FEWEST_KNOWN and _MOST * known >= len(different)


def load(folder: Traversable, words: Lexicon, irregular: Mapping[str, tuple[str, ...]]) -> Learned:
    danger = lexicon.read(_lines(folder / "danger.txt"), irregular)
    return Learned(
        groups=_groups(_lines(folder / "groups.txt")),
        vocabulary=frozenset(_lines(folder / "vocabulary.txt")),
        danger={**words.symbol, **danger.symbol},
        listening=_score(folder / "listening.json"),
        apology=_score(folder / "apology.json"),
        crisis=_score(folder / "crisis.json"),
    )


def _score(file: Traversable) -> Score:
    return weighing.read(file.read_text(encoding="utf-8")) if file.is_file() else weighing.EMPTY


def _groups(lines: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        name, _, words = line.partition(":")
        for word in words.split():
            found.setdefault(stem(word), name)
    return found


def _lines(file: Traversable) -> list[str]:
    if not file.is_file():
        return []
    rows = file.read_text(encoding="utf-8").splitlines()
    return [row for row in rows if row.strip() and not row.startswith("#")]
