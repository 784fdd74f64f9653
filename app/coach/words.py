"""A text as words: folded, spelled out ("dont" is "do not"), sentence by sentence.

Only the words are read at once. Where each of them stands is worked out when somebody asks, for most texts never.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

from app.coach import tokens
from app.coach.layout import lay_out
from app.coach.spelling import END, QUOTE, UNDECIDED, beside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.coach.layout import Layout
    from app.coach.spelling import Spelling

    Bounds = tuple[int, int]
    Words = tuple[str, ...]
    # Pieces of a text, and what each of them stands for.
    Spelled = tuple[Sequence[str], Sequence[Words]]

_FIRST = itemgetter(0)


class Sheet:
    """Words, the first and behind-last word of every sentence, and the mark with which each one ends."""

    __slots__ = ("_layout", "_spelled", "_spelling", "bounds", "marks", "quotes", "text", "words")

    def __init__(self, text: str, spelling: Spelling, layout: Layout | None = None) -> None:
        self.text, self._spelling, self._layout = text, spelling, layout
        self._spelled: Spelled | None = None
        self.words: list[str] = layout.words if layout else []
        self.bounds: list[Bounds] = layout.bounds() if layout else []
        self.marks: list[str] = layout.marks if layout else []
        # Whether any word is quoted. What has quotation marks is laid out from the first.
        self.quotes = layout is not None and True in layout.quoted

    def read(self, pieces: Sequence[str], kinds: str, meant: Sequence[Words]) -> None:
        """Fill in what is said, from what every piece of the text stands for."""
        begin, count, words = 0, len(pieces), self.words
        while begin < count:
            end = kinds.find(END, begin)
            end, mark = (count, "") if end < 0 else (end, pieces[end])
            said = [*chain.from_iterable(meant[begin:end])]
            if said:
                self.bounds.append((len(words), len(words) + len(said)))
                words += said
                self.marks.append(mark)
            elif mark == "?" and words:
                self.marks[-1] = mark  # "!?" asks
            begin = end + 1
        self._spelled = pieces, meant

    @property
    def layout(self) -> Layout:
        """Every word's place; of the same words in the same sentences."""
        if self._layout is None:
            self._layout = lay_out(self.text, tokens.split(self.text), self._spelling)
        return self._layout

    def is_quoted(self, place: int) -> bool:
        return self.quotes and self.layout.quoted[place]

    def sentence_of(self, place: int) -> int:
        """The number of the sentence that a word is in."""
        return bisect_right(self.bounds, place, key=_FIRST) - 1

    def begins_sentence(self, place: int) -> bool:
        return self.bounds[self.sentence_of(place)][0] == place

    def span(self, begin: int, end: int) -> Bounds:
        """Where in the text that was written these words begin and end."""
        if self._spelled and self._layout is None and begin == 0 and end == len(self.words):
            return _outer(self.text, *self._spelled)
        return self.layout.start[begin], self.layout.end[end - 1]


def _outer(text: str, pieces: Sequence[str], meant: Sequence[Words]) -> Bounds:
    """From the first word to the last: before and behind them there are only marks and spaces."""
    said = [piece for piece, words in zip(pieces, meant, strict=True) if words]
    return text.index(said[0]), text.rindex(said[-1]) + len(said[-1])


def sheet_of(text: str, spelling: Spelling) -> Sheet:
    pieces = tokens.pieces(text)
    kinds = "".join(map(spelling.kinds.__getitem__, pieces))
    if QUOTE in kinds:
        return Sheet(text, spelling, lay_out(text, tokens.split(text), spelling))
    meant = list(map(spelling.meant.__getitem__, pieces))
    place = kinds.find(UNDECIDED)
    while place >= 0:
        meant[place] = beside(pieces, place, spelling)
        place = kinds.find(UNDECIDED, place + 1)
    sheet = Sheet(text, spelling)
    sheet.read(pieces, kinds, meant)
    return sheet
