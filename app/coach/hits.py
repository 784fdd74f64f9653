"""One text read once: its words and every rule that matched, shared by all who judge it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, NamedTuple

from app.coach import disguise, tokens
from app.coach.words import Sheet, lay_out, sheet_of
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.coach.packs.loading import Pack, Rule


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
    every: tuple[Hit, ...]
    spoken: tuple[Hit, ...]

    by_sentence: Mapping[int, list[Hit]]

    def within(self, begin: int, end: int) -> list[Hit]:
        """The hits of the sentence that these words make."""
        return self.by_sentence.get(self.sheet.sentence[begin], []) if begin < end else []


def read(text: str, pack: Pack) -> Reading:
    return _read(sheet_of(text, pack.spelling), pack)


def read_unmasked(text: str, pack: Pack) -> Reading | None:
    """The text with disguised insults and threats spelled out, where there are any (C-8)."""
    if not disguise.suspicious(text):
        return None
    raw = disguise.unmasked(tokens.split(text), pack.hard_words)
    return _read(lay_out(text, raw, pack.spelling), pack) if raw else None


def _read(sheet: Sheet, pack: Pack) -> Reading:
    every = tuple(
        Hit(pack.rules[match.pattern], match.start, match.end) for match in pack.matcher.scan(sheet.words, sheet.fresh)
    )
    heard = [hit for hit in every if not sheet.quoted[hit.begin]]
    frames = [hit for hit in heard if hit.rule.family == "frame"]
    spoken = tuple(hit for hit in heard if not _lowered(hit, frames, sheet))
    by_sentence: dict[int, list[Hit]] = {}
    for hit in spoken:
        by_sentence.setdefault(sheet.sentence[hit.begin], []).append(hit)
    return Reading(pack, sheet, every, spoken, by_sentence)


def _lowered(hit: Hit, frames: list[Hit], sheet: Sheet) -> bool:
    """C-2: what is negated or reported is no accusation by the author: "I don't think you are lazy"."""
    if not frames or hit.rule.family != "statement":
        return False
    sentence = sheet.sentence
    return any(
        frame.begin < hit.begin <= frame.end + _REACH and sentence[frame.begin] == sentence[hit.begin]
        for frame in frames
    )
