"""A text as words: folded, spelled out ("dont" is "do not"), each still pointing to where its author wrote it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from app.coach import tokens
from app.coach.remembered import Remembered
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from app.coach.tokens import Raw

_PAUSES = frozenset(",-–—:()")
_BY_NEIGHBOURS = frozenset({"ur", "your", "ill"})
_LONGEST_SCARE = 4  # tokens: two words and their marks; `my "supportive" husband` quotes nobody


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a language is written in a hurry: forms and what they stand for, and which words exist at all."""

    forms: Mapping[str, tuple[str, ...]]
    known: AbstractSet[str]
    contracted_before: AbstractSet[str] = frozenset()
    qualities: AbstractSet[str] = frozenset()
    behind_qualities: AbstractSet[str] = frozenset()
    no_future_after: AbstractSet[str] = frozenset()
    figures: Mapping[str, str] = field(default_factory=dict)
    after_figure: AbstractSet[str] = frozenset()
    # What a form stands for, or None where that depends on its neighbours.
    alone: Remembered[tuple[str, ...] | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "alone", Remembered(self._alone))

    def _alone(self, form: str) -> tuple[str, ...] | None:
        if form in _BY_NEIGHBOURS or form in self.figures:
            return None
        return self.forms.get(form) or _unstretched(form, self)


@dataclass(slots=True)
class Sheet:
    """Words side by side with their places. `fresh` marks the first word of a sentence, `mark` how each one ends."""

    text: str = field(repr=False)
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
        return list(zip(begins, [*begins[1:], len(self.words)], strict=True))


def sheet_of(text: str, spelling: Spelling) -> Sheet:
    raw = tokens.split(text)
    return lay_out(text, raw, spelling)


def lay_out(text: str, raw: list[Raw], spelling: Spelling) -> Sheet:
    """The words of tokens. Marks become flags on the word behind them, so that patterns see words only."""
    sheet, inside, alone = Sheet(text), _quotations(raw, text), spelling.alone
    fresh, paused, sentence = True, False, -1
    for place, (form, start, end, mark) in enumerate(raw):
        if mark:
            paused = paused or form in _PAUSES
            if form in tokens.ENDS and sheet.words and not inside[place]:
                _close(sheet, sentence, form)
                fresh = True
            continue
        sentence += fresh
        forms = alone[form]
        for word in _spelled(raw, place, spelling) if forms is None else forms:
            # Written out: it is done for every word.
            sheet.words.append(word)
            sheet.start.append(start)
            sheet.end.append(end)
            sheet.sentence.append(sentence)
            sheet.fresh.append(fresh)
            sheet.paused.append(paused)
            sheet.quoted.append(inside[place])
            fresh = paused = False
    _close(sheet, sentence, "")
    return sheet


def _close(sheet: Sheet, sentence: int, mark: str) -> None:
    """Remember how a sentence ended; of "?!" and "..." the mark that says most."""
    while len(sheet.marks) < sentence + 1:
        sheet.marks.append("")
    if sentence >= 0 and (mark == "?" or not sheet.marks[sentence]):
        sheet.marks[sentence] = mark


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
    """What a form stands for that its neighbours decide upon."""
    form = raw[place].form
    following = raw[place + 1].form if place + 1 < len(raw) and not raw[place + 1].mark else ""
    if form in {"ur", "your"}:  # "ur so selfish", "your always late"
        return ("you", "are") if _contracts(raw, place, spelling) else ("your",)
    if form == "ill" and (not following or (place and raw[place - 1].form in spelling.no_future_after)):
        return ("ill",)
    if form in spelling.figures and following in spelling.after_figure:
        return (spelling.figures[form],)
    known = spelling.forms.get(form)
    if known is not None:
        return known
    return _unstretched(form, spelling)


def _contracts(raw: list[Raw], place: int, spelling: Spelling) -> bool:
    """Whether "your" is meant as "you are": "your selfish" is, "your selfish games" is not."""
    behind = [token for token in raw[place + 1 : place + 3] if not token.mark]
    if not behind or behind[0].form not in spelling.contracted_before:
        return False
    qualified = behind[0].form in spelling.qualities and len(behind) > 1
    return not qualified or behind[1].form in spelling.behind_qualities


def _unstretched(form: str, spelling: Spelling) -> tuple[str, ...]:
    """Read "sooooo" as "so": no English word repeats a letter three times."""
    if form.endswith("'s") and len(form) > 2:  # noqa: PLR2004 - the genitive itself
        form = form[:-2]
    if not any(form[place] == form[place + 1] == form[place + 2] for place in range(len(form) - 2)):
        return (form,)
    for most in (2, 1):
        short = _at_most(form, most)
        if short in spelling.forms:
            return spelling.forms[short]
        if short in spelling.known:
            return (short,)
    return (_at_most(form, 2),)


def _at_most(form: str, times: int) -> str:
    kept: list[str] = []
    for letter in form:
        if kept[-times:] != [letter] * times:
            kept.append(letter)
    return "".join(kept)
