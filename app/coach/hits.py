"""One text read once: its words and every rule that matched, shared by all who judge it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.coach.words import Sheet, sheet_of

if TYPE_CHECKING:
    from app.coach.packs.loading import Pack, Rule


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule and the words it covers, `end` exclusive."""

    rule: Rule
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, its words, and the hits outside quotations (`spoken`) and everywhere (`all`)."""

    pack: Pack = field(repr=False)
    sheet: Sheet
    every: tuple[Hit, ...]
    spoken: tuple[Hit, ...]

    def within(self, begin: int, end: int) -> list[Hit]:
        return [hit for hit in self.spoken if begin <= hit.begin < end]


def read(text: str, pack: Pack) -> Reading:
    sheet = sheet_of(text, pack.spelling)
    every = tuple(
        Hit(pack.rules[match.pattern], match.start, match.end) for match in pack.matcher.scan(sheet.words, sheet.fresh)
    )
    return Reading(pack, sheet, every, tuple(hit for hit in every if not sheet.quoted[hit.begin]))
