"""One text read once: its words and every rule that matched, shared by all who judge it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from app.coach import disguise, tokens
from app.coach.layout import lay_out
from app.coach.words import Sheet, sheet_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.coach.packs.loading import Family, Pack, Rule


_REACH = 2  # words between "she told me" and what she told


class Hit(NamedTuple):
    """A rule and the words it covers, `end` exclusive."""

    rule: Rule
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, its words, and the hits everywhere (`every`) and in the author's own voice (`spoken`)."""

    pack: Pack = field(repr=False)
    sheet: Sheet
    every: tuple[Hit, ...] = ()
    spoken: tuple[Hit, ...] = ()
    # What is spoken, by the number of its sentence.
    by_sentence: Mapping[int, list[Hit]] = field(default_factory=dict)

    def within(self, begin: int, end: int) -> list[Hit]:
        """The hits of the sentence that these words make."""
        return self.by_sentence.get(self.sheet.sentence_of(begin), []) if begin < end else []


def read(text: str, pack: Pack, family: Family | None = None) -> Reading:
    """With the hits of all patterns; or, with a family, of that one and of those that every text is read with."""
    return _read(sheet_of(text, pack.spelling), pack, family)


def read_unmasked(text: str, pack: Pack) -> Reading | None:
    """The text with disguised insults and threats spelled out, where there are any (C-8)."""
    if not disguise.suspicious(text):
        return None
    raw = disguise.unmasked(tokens.split(text), pack.hard_words)
    if raw is None:
        return None
    return _read(Sheet(text, pack.spelling, lay_out(text, raw, pack.spelling)), pack, None)


def _read(sheet: Sheet, pack: Pack, family: Family | None) -> Reading:
    found = pack.matcher.find(sheet.words, sheet.bounds, pack.wanted[family])
    if not found:
        return Reading(pack, sheet)
    every = tuple(Hit(pack.rules[number], begin, end) for number, begin, end in found)
    heard = [hit for hit in every if not sheet.is_quoted(hit.begin)]
    frames = [hit for hit in heard if hit.rule.family == "frame"]
    spoken = tuple(hit for hit in heard if not _lowered(hit, frames, sheet))
    by_sentence: dict[int, list[Hit]] = {}
    for hit in spoken:
        by_sentence.setdefault(sheet.sentence_of(hit.begin), []).append(hit)
    return Reading(pack, sheet, every, spoken, by_sentence)


def _lowered(hit: Hit, frames: list[Hit], sheet: Sheet) -> bool:
    """C-2: what is negated or reported is no accusation by the author: "I don't think you are lazy"."""
    if not frames or hit.rule.family != "statement":
        return False
    sentence = sheet.sentence_of
    return any(
        frame.begin < hit.begin <= frame.end + _REACH and sentence(frame.begin) == sentence(hit.begin)
        for frame in frames
    )
