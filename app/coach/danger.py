"""The cues of danger: who does what to whom, of whom somebody is afraid, which classes stand together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from app.coach import cues, together
from app.coach.danger_words import ACTS, LATER, person

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.coach.danger_words import Glance
    from app.coach.hits import Hit, Reading
    from app.coach.index import Index

_SUBJECT_WITHIN = 6
_OBJECT_WITHIN = 4
_FEAR_WITHIN = 8
_CODES = {
    "self_harm": frozenset({"CR_SELF", "CR_PASSIVE"}),
    "threat": frozenset({"CR_THREAT", "CR_VIOLENCE"}),
    "harm": frozenset({"CR_VIOLENCE", "CR_FEAR", "CR_CONTROL"}),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A text, or one sentence of it: its words, the numbers of its cues, and which dangers any word of it is a sign of.

    A score over harmless words alone is a guess.
    """

    words: Sequence[str]
    cues: set[int]
    evident: set[str]


def cues_of(reading: Reading) -> set[str]:
    """Everything the learned score looks at, by name, in training. Quoted words count too: threats are quoted."""
    sheet = reading.sheet
    glances = [reading.pack.learned.glances[word] for word in sheet.words]
    symbols = [one.symbol for one in glances]
    found = cues.cues_of(sheet, symbols)
    found.update(cues.rule_cues(reading.every, "crisis"))
    for begin, end in sheet.bounds:
        found.update(_deeds(sheet.words[begin:end], symbols[begin:end]))
        found.update(f"&{left} {right}" for left, right in combinations(_present(glances[begin:end]), 2))
    return found


def _present(glances: Iterable[Glance]) -> list[str]:
    """What stands together in one sentence: classes of danger, persons, conditions, denials."""
    return sorted(set().union(*[one.stands_for for one in glances]))


def parts_of(reading: Reading) -> tuple[Part, list[Part]]:
    """The same in use, by number: of the whole, and of every sentence with a sign of danger, where there are several.

    Calm sentences must not drown a desperate one.
    """
    sheet, learned = reading.sheet, reading.pack.learned
    index, words, bounds = learned.crisis.index, sheet.words, sheet.bounds
    symbols = list(map(learned.danger_symbols.__getitem__, words))
    told = list(map(learned.danger_bits.__getitem__, words))
    hits = [hit for hit in reading.every if hit.rule.family == "crisis"]
    found: set[int] = set()
    alone, every = [], 0
    for (begin, end), mark in zip(bounds, sheet.marks, strict=True):
        said, shapes, bits = words[begin:end], symbols[begin:end], together.joined(told[begin:end])
        numbers = _numbers(index, said, shapes, bits, mark)
        found |= numbers
        every |= bits
        if len(bounds) == 1:
            continue
        own = [hit for hit in hits if begin <= hit.begin < end]
        if signs := _signs(bits, own):
            numbers |= index.named(cues.whole(said, shapes, sentences=1))
            numbers |= index.named(cues.rule_cues(own, "crisis", first=begin))
            alone.append(Part(said, numbers, signs))
    found |= index.named(cues.whole(words, symbols, sentences=len(bounds)))
    found |= index.named(cues.rule_cues(hits, "crisis"))
    return Part(words, found, _signs(every, hits)), alone


def evident(reading: Reading) -> set[str]:
    """Which kinds of danger have any word of theirs in the text."""
    bits = together.joined(map(reading.pack.learned.danger_bits.__getitem__, reading.sheet.words))
    return _signs(bits, [hit for hit in reading.every if hit.rule.family == "crisis"])


def _signs(bits: int, hits: Sequence[Hit]) -> set[str]:
    found = together.evidence(bits)
    if hits:
        codes = {hit.rule.code for hit in hits if hit.rule.severity > 1}
        found.update(answer for answer, named in _CODES.items() if not named.isdisjoint(codes))
    return found


def _numbers(index: Index, words: Sequence[str], symbols: Sequence[str], bits: int, mark: str) -> set[int]:
    found = index.of_sentence(words, symbols, mark)
    if together.has_deed(bits):
        found |= index.named(_deeds(words, symbols))
    return found | index.of_pairs(together.present(bits))


def _deeds(words: Sequence[str], classes: Sequence[str]) -> Iterator[str]:
    """Who does what to whom, and who fears whom."""
    for place, symbol in enumerate(classes):
        if symbol in ACTS:
            yield from _act(words, classes, place)
        elif symbol == "FEARW":
            yield from _fear(words, classes, place)


def _act(words: Sequence[str], classes: Sequence[str], place: int) -> Iterator[str]:
    name = classes[place]
    who = whom = "-"
    later = denied = ""
    for back in range(place - 1, max(-1, place - 1 - _SUBJECT_WITHIN), -1):
        if words[back] in LATER:
            later = "+will"
        if words[back] in {"not", "never"}:
            denied = "+not"
        found = person(words[back], classes[back])
        if found in {"I", "YOU", "HE"}:
            who = found
            break
    for ahead in range(place + 1, min(len(words), place + 1 + _OBJECT_WITHIN)):
        found = person(words[ahead], classes[ahead])
        if found:
            whom = found
            break
    yield f"%{who}:{name}:{whom}"
    yield f"%{who}:{name}{later}{denied}"
    yield f"%{who}:*:{whom}{later}{denied}"
    yield f"%{name}:{whom}{denied}"


def _fear(words: Sequence[str], classes: Sequence[str], place: int) -> Iterator[str]:
    who = "-"
    for back in range(place - 1, max(-1, place - 1 - _SUBJECT_WITHIN), -1):
        found = person(words[back], classes[back])
        if found in {"I", "YOU", "HE", "CHILD"}:
            who = found
            break
    yield f"%fear:{who}"
    link = words[place + 1] if place + 1 < len(words) else "."
    for ahead in range(place + 1, min(len(words), place + 1 + _FEAR_WITHIN)):
        found = person(words[ahead], classes[ahead])
        if found:
            yield f"%fear:{who}:{found}"
            yield f"%fear:{link}:{found}"
            return
    yield f"%fear:{who}:{link}:nobody"
