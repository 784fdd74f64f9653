"""How a language is written in a hurry: what every form stands for, by itself or by the words beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.coach import tokens
from app.coach.remembered import Remembered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

_BY_NEIGHBOURS = frozenset({"ur", "your", "ill"})

# What a piece of a text is, in one letter each: the letters of a text's pieces, joined, are searched in one go.
WORD: Final = "w"
UNDECIDED: Final = "u"  # a word that its neighbours decide upon
END: Final = "."
QUOTE: Final = "q"
MARK: Final = ","


@dataclass(frozen=True, slots=True)
class Spelling:
    """Forms and what they stand for, and which words exist at all."""

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
    # The same for a piece of a text as it was written, where nothing stands for a mark; and what kind of piece it is.
    meant: Remembered[tuple[str, ...]] = field(init=False, repr=False, compare=False)
    kinds: Remembered[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "alone", Remembered(self._alone))
        object.__setattr__(self, "meant", Remembered(self._meant))
        object.__setattr__(self, "kinds", Remembered(self._kind))

    def _alone(self, form: str) -> tuple[str, ...] | None:
        if form in _BY_NEIGHBOURS or form in self.figures:
            return None
        return self.forms.get(form) or _unstretched(form, self)

    def _meant(self, piece: str) -> tuple[str, ...]:
        form, mark = tokens.folded(piece)
        return () if mark else self.alone[form] or ()

    def _kind(self, piece: str) -> str:
        form, mark = tokens.folded(piece)
        if not mark:
            return UNDECIDED if self.alone[form] is None else WORD
        return END if form in tokens.ENDS else QUOTE if form in tokens.QUOTES else MARK


def beside(pieces: Sequence[str], place: int, spelling: Spelling) -> tuple[str, ...]:
    """What the piece at this place stands for, which its neighbours decide upon."""
    folded = [tokens.folded(piece) for piece in pieces[max(0, place - 1) : place + 3]]
    here = min(place, 1)
    before = folded[0][0] if here else None
    return spelled(folded[here][0], before, ["" if mark else form for form, mark in folded[here + 1 :]], spelling)


def spelled(form: str, before: str | None, behind: Sequence[str], spelling: Spelling) -> tuple[str, ...]:
    """What a form stands for between these. Of the two tokens `behind` it, marks are empty."""
    following = behind[0] if behind else ""
    if form in {"ur", "your"}:  # "ur so selfish", "your always late"
        return ("you", "are") if _contracts([word for word in behind if word], spelling) else ("your",)
    if form == "ill" and (not following or (before is not None and before in spelling.no_future_after)):
        return ("ill",)
    if form in spelling.figures and following in spelling.after_figure:
        return (spelling.figures[form],)
    known = spelling.forms.get(form)
    if known is not None:
        return known
    return _unstretched(form, spelling)


def _contracts(behind: Sequence[str], spelling: Spelling) -> bool:
    """Whether "your" is meant as "you are": "your selfish" is, "your selfish games" is not."""
    if not behind or behind[0] not in spelling.contracted_before:
        return False
    qualified = behind[0] in spelling.qualities and len(behind) > 1
    return not qualified or behind[1] in spelling.behind_qualities


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
