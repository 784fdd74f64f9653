"""A text word by word with every word's place, pause and quotation: slow and complete.

It is made where something in a text is pointed at, or where it quotes somebody; most texts never need it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from app.coach import tokens
from app.coach.spelling import spelled

if TYPE_CHECKING:
    from app.coach.spelling import Spelling
    from app.coach.tokens import Raw

_PAUSES = frozenset(",-–—:()")
_LONGEST_SCARE = 4  # tokens: two words and their marks; `my "supportive" husband` quotes nobody


@dataclass(slots=True)
class Layout:
    """Words side by side with their places. `fresh` marks the first word of a sentence, `marks` how each one ends."""

    words: list[str] = field(default_factory=list, repr=False)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)
    fresh: list[bool] = field(default_factory=list)
    paused: list[bool] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def bounds(self) -> list[tuple[int, int]]:
        """First and behind-last word of every sentence."""
        begins = [place for place, fresh in enumerate(self.fresh) if fresh]
        return list(pairwise([*begins, len(self.words)]))


def lay_out(text: str, raw: list[Raw], spelling: Spelling) -> Layout:
    """The words of tokens. Marks become flags on the word behind them, so that patterns see words only."""
    found, inside, alone = Layout(), _quotations(raw, text), spelling.alone
    fresh, paused, sentence = True, False, -1
    for place, (form, start, end, mark) in enumerate(raw):
        if mark:
            paused = paused or form in _PAUSES
            if form in tokens.ENDS and found.words and not inside[place]:
                _close(found, sentence, form)
                fresh = True
            continue
        sentence += fresh
        forms = alone[form]
        for word in _spelled(raw, place, spelling) if forms is None else forms:
            # Written out: it is done for every word.
            found.words.append(word)
            found.start.append(start)
            found.end.append(end)
            found.sentence.append(sentence)
            found.fresh.append(fresh)
            found.paused.append(paused)
            found.quoted.append(inside[place])
            fresh = paused = False
    _close(found, sentence, "")
    return found


def _close(found: Layout, sentence: int, mark: str) -> None:
    """Remember how a sentence ended; of "?!" and "..." the mark that says most."""
    while len(found.marks) < sentence + 1:
        found.marks.append("")
    if sentence >= 0 and (mark == "?" or not found.marks[sentence]):
        found.marks[sentence] = mark


def _quotations(raw: list[Raw], text: str) -> list[bool]:
    """What is quoted; one or two words in marks are emphasis or sarcasm, not somebody's speech."""
    inside = tokens.quoted(raw, text)
    if True not in inside:
        return inside
    place = 0
    while place < len(raw):
        if not inside[place]:
            place += 1
            continue
        behind = place
        while behind < len(raw) and inside[behind]:
            behind += 1
        if behind - place <= _LONGEST_SCARE:
            inside[place:behind] = [False] * (behind - place)
        place = behind
    return inside


def _spelled(raw: list[Raw], place: int, spelling: Spelling) -> tuple[str, ...]:
    behind = ["" if token.mark else token.form for token in raw[place + 1 : place + 3]]
    return spelled(raw[place].form, raw[place - 1].form if place else None, behind, spelling)
