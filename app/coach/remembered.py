"""What was worked out of a word, kept while the word is met often; what is forgotten can only be worked out again.

Single words only, never a sentence, so it tells nothing of who wrote what. It is bounded, and safe in many threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

MOST_WORDS: Final = 6_000
# Whatever is longer is no word that comes again.
LONGEST_WORD: Final = 32


class Remembered(dict[str, T]):
    """`remembered[word]` is `work(word)`."""

    __slots__ = ("_work",)

    def __init__(self, work: Callable[[str], T]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, word: str) -> T:
        value = self._work(word)
        if len(word) <= LONGEST_WORD:
            if len(self) >= MOST_WORDS:
                self.clear()
            self[word] = value
        return value
