"""The cues of danger: who does what to whom, of whom somebody is afraid, which classes stand together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.coach import cues
from app.coach.hits import Hit, Reading
from app.coach.words import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


_I = frozenset({"i", "me", "my", "myself", "mi", "ah", "ma", "we", "us", "our"})
_YOU = frozenset({"you", "your", "yourself", "ye", "yuh", "u"})
_ACTS = frozenset({"KILLV", "HITV", "HURTV", "HOLDV", "FORCEV", "RAPEV", "WATCHV", "ENDV", "CUTV", "DIEV", "LEAVEV"})
_LATER = frozenset({"will", "shall", "going", "gonna", "finna", "would", "might", "could"})
_SUBJECT_WITHIN = 6
_OBJECT_WITHIN = 4
_FEAR_WITHIN = 8


_HURTING = frozenset(
    ["KILLV", "HITV", "HURTV", "HOLDV", "RAPEV", "BODYW", "INJURYW", "MEANS", "FORCEV", "WATCHV", "HOLDINGS"]
)
_EVIDENCE: Mapping[str, frozenset[str]] = {
    "self_harm": frozenset(
        ["MEANS", "DEATHW", "DIEV", "LIVEV", "KILLV", "ENDV", "CUTV", "HURTV", "BURDENW", "INJURYW", "HINTW"]
    ),
    "threat": _HURTING | frozenset(["DEATHW", "DIEV", "DEST", "CHILDW", "PETW", "REGRETW", "ENDV", "CUTV", "PARTW"]),
    "harm": _HURTING | frozenset(["FEARW", "PARTW"]),
}
_CODES = {
    "self_harm": frozenset({"CR_SELF", "CR_PASSIVE"}),
    "threat": frozenset({"CR_THREAT", "CR_VIOLENCE"}),
    "harm": frozenset({"CR_VIOLENCE", "CR_FEAR", "CR_CONTROL"}),
}
_PLAIN = cues.PLAIN - frozenset(["will", "would", "he", "she", "they", "him", "her", "his", "them"])


def cues_of(reading: Reading) -> set[str]:
    """Everything the learned score looks at, in training as in use. Quoted words count too: threats are quoted."""
    sheet = reading.sheet
    symbols = cues.skeleton(sheet.words, reading.pack.learned.danger, _PLAIN)
    found = cues.cues_of(sheet, symbols)
    found.update(cues.rule_cues(reading.every, "crisis"))
    found.update(danger_cues(sheet, symbols))
    return found


def sentences(reading: Reading) -> Iterator[Reading]:
    """Each sentence as a text of its own, where there are several: calm sentences must not drown a desperate one."""
    sheet = reading.sheet
    bounds = sheet.bounds()
    for number, (begin, end) in enumerate(bounds if len(bounds) > 1 else ()):
        count = end - begin
        part = Sheet(
            sheet.text,
            sheet.words[begin:end],
            sheet.start[begin:end],
            sheet.end[begin:end],
            [0] * count,
            sheet.fresh[begin:end],
            sheet.paused[begin:end],
            sheet.quoted[begin:end],
            [sheet.marks[number]],
        )
        hits = tuple(
            Hit(hit.rule, hit.begin - begin, hit.end - begin) for hit in reading.every if begin <= hit.begin < end
        )
        yield Reading(reading.pack, part, hits, hits, {0: list(hits)})


def evident(reading: Reading) -> set[str]:
    """Which kinds of danger have any word of theirs in the text: a score over harmless words alone is a guess."""
    symbol = reading.pack.learned.danger
    present = {symbol.get(word, "") for word in reading.sheet.words}
    found = {answer for answer, classes in _EVIDENCE.items() if not classes.isdisjoint(present)}
    codes = {hit.rule.code for hit in reading.every if hit.rule.family == "crisis" and hit.rule.severity > 1}
    found.update(answer for answer, named in _CODES.items() if not named.isdisjoint(codes))
    return found


def _person(word: str, symbol: str) -> str:
    if word in _I:
        return "I"
    if word in _YOU:
        return "YOU"
    return {"HEW": "HE", "SELFW": "SELF", "CHILDW": "CHILD", "PETW": "PET", "BODYW": "BODY", "PARTW": "BODY"}.get(
        symbol, ""
    )


def danger_cues(sheet: Sheet, symbols: Sequence[str]) -> Iterator[str]:
    """Who does what to whom, and which classes of danger stand together in one sentence."""
    for begin, end in sheet.bounds():
        words, classes = sheet.words[begin:end], symbols[begin:end]
        for place, symbol in enumerate(classes):
            if symbol in _ACTS:
                yield from _act(words, classes, place)
            elif symbol == "FEARW":
                yield from _fear(words, classes, place)
        yield from _together(words, classes)


def _act(words: Sequence[str], classes: Sequence[str], place: int) -> Iterator[str]:
    name = classes[place]
    who = whom = "-"
    later = denied = ""
    for back in range(place - 1, max(-1, place - 1 - _SUBJECT_WITHIN), -1):
        if words[back] in _LATER:
            later = "+will"
        if words[back] in {"not", "never"}:
            denied = "+not"
        found = _person(words[back], classes[back])
        if found in {"I", "YOU", "HE"}:
            who = found
            break
    for ahead in range(place + 1, min(len(words), place + 1 + _OBJECT_WITHIN)):
        found = _person(words[ahead], classes[ahead])
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
        found = _person(words[back], classes[back])
        if found in {"I", "YOU", "HE", "CHILD"}:
            who = found
            break
    yield f"%fear:{who}"
    link = words[place + 1] if place + 1 < len(words) else "."
    for ahead in range(place + 1, min(len(words), place + 1 + _FEAR_WITHIN)):
        found = _person(words[ahead], classes[ahead])
        if found:
            yield f"%fear:{who}:{found}"
            yield f"%fear:{link}:{found}"
            return
    yield f"%fear:{who}:{link}:nobody"


def _together(words: Sequence[str], classes: Sequence[str]) -> Iterator[str]:
    present = {symbol for symbol in classes if symbol in DANGER}
    present.update(found for word, symbol in zip(words, classes, strict=True) if (found := _person(word, symbol)))
    if "if" in words or "when" in words or "unless" in words or "or" in words:
        present.add("IF")
    if not _LATER.isdisjoint(words):
        present.add("WILL")
    if "not" in words or "never" in words or "no" in words or "nobody" in words:
        present.add("NOT")
    names = sorted(present)
    for place, left in enumerate(names):
        for right in names[place + 1 :]:
            yield f"&{left} {right}"


DANGER = frozenset(
    [
        "SELFW",
        "MEANS",
        "DEATHW",
        "DIEV",
        "LIVEV",
        "KILLV",
        "ENDV",
        "HURTV",
        "HITV",
        "HOLDV",
        "RAPEV",
        "BODYW",
        "INJURYW",
        "FEARW",
        "FORCEV",
        "WATCHV",
        "HOLDINGS",
        "LEAVEV",
        "CHILDW",
        "PETW",
        "DEST",
        "BURDENW",
        "CUTV",
        "REGRETW",
        "TIREDW",
        "PARTW",
        "HEW",
        "NIGHTW",
        "HOMEW",
        "DRINKW",
        "JOKEW",
        "FAMW",
    ]
)
