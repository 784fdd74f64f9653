"""A small, deterministic measure of how hard a text is to read. It counts; it does not understand.

PURE: the standard library only.
"""

from __future__ import annotations

import re

from app.frozen import dataclass

# Anderson's RIX: words of seven letters or more per sentence. It was made to hold across languages, needs no
# syllables and no word list; his table puts 2.4 up to 3.0 at grade 7, which is where our tone ends.
LONG_WORD = 7
GRADE_SEVEN = 3.0
LONGEST_SENTENCE = 25
# A German or a Finnish word of seven letters is an ordinary one: where nobody has set a grade by long words, only the
# length of the sentences counts.
LONG_WORDS_ARE_HARD = frozenset({"en"})

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")  # noqa: RUF001 - the typographic apostrophe is meant
SENTENCE_END = re.compile(r"[.!?:;…。！？؟।\n]+")  # noqa: RUF001 - full stops of other scripts are meant


@dataclass(frozen=True, slots=True)
class Reading:
    """What was counted."""

    longest_sentence: int
    long_words_per_sentence: float

    def plain_in(self, locale: str) -> bool:
        """Whether it reads easily, as far as there is a measure for the language."""
        hard = locale in LONG_WORDS_ARE_HARD and self.long_words_per_sentence >= GRADE_SEVEN
        return self.longest_sentence <= LONGEST_SENTENCE and not hard


def measure(text: str) -> Reading:
    """Return the longest sentence in words, and the long words per sentence; an empty text reads as easy."""
    sentences = [words for part in SENTENCE_END.split(text) if (words := WORD.findall(part))]
    long_words = sum(len(word) >= LONG_WORD for words in sentences for word in words)
    return Reading(
        longest_sentence=max(map(len, sentences), default=0),
        long_words_per_sentence=long_words / max(len(sentences), 1),
    )
