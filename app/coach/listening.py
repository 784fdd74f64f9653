"""Reads a reflection beside what it reflects: does it say back, or answer, advise, judge, tell its own story?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.coach import cues, likeness
from app.coach.candidates import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.coach.hits import Hit, Reading

    Words = Sequence[str]

KINDS = {"rebuts": "REBUT", "advises": "ADVISE", "off": "OFF"}
PLAIN = 3  # on 728 good reflections none was met
_LONGEST_NOD = 5


def cues_of(reading: Reading, told: Words | None) -> set[str]:
    """Everything the learned score looks at, by name, in training."""
    sheet = reading.sheet
    symbols = reading.pack.lexicon.skeleton(sheet.words)
    return cues.cues_of(sheet, symbols).union(_beside(reading, symbols, told))


def numbers_of(reading: Reading, told: Words | None) -> set[int]:
    """The same in use, by number."""
    sheet, index = reading.sheet, reading.pack.learned.listening.index
    symbols = reading.pack.lexicon.skeleton(sheet.words)
    return index.of_text(sheet, symbols) | index.named(_beside(reading, symbols, told))


def _beside(reading: Reading, symbols: Words, told: Words | None) -> Iterator[str]:
    yield from cues.rule_cues(reading.spoken, "reflection")
    if told is not None:
        yield from likeness.compare(reading.sheet.words, symbols, told, reading.pack.learned.groups)


def judge(reading: Reading, told: Words | None) -> list[Candidate]:
    """A stop where it answers rather than says back; a remark where it may; hints where little is said back.

    `told` are the words that it reflects; how they are to be judged was asked when they were said.
    """
    score = reading.pack.learned.listening
    values = score.of(reading.sheet.words, numbers_of(reading, told))
    found = _thin(reading, told)
    if _bare(reading):
        return [Candidate("BARE_ACK", 2, "block", 0, len(reading.sheet.words), "BARE_ACK.1", values["bad"]), *found]
    plain = None if _repeats(reading, told) else _plain(reading)
    if plain is not None:
        return [Candidate(plain.rule.code, 2, "block", plain.begin, plain.end, plain.rule.id, values["bad"]), *found]
    if values["bad"] <= score.limits["hint"]:
        return found
    main = _main(reading, values)
    if _repeats(reading, told) or not _evident(reading, main):
        found.append(main.hinted())
    else:
        found.append(main if values["bad"] > score.limits["stop"] else main.weakened())
    return found


def _bare(reading: Reading) -> bool:
    """So short, and nothing but a nod: "Ok, got it"."""
    words = reading.sheet.words
    return len(words) <= _LONGEST_NOD and reading.pack.lexicon.classes["ACK"].issuperset(words)


def _plain(reading: Reading) -> Hit | None:
    """A marker that leaves no doubt, where a sentence begins: inside one ("you felt that I never ...") it is theirs."""
    return next(
        (
            hit
            for hit in reading.spoken
            if hit.rule.family == "reflection"
            and hit.rule.severity >= PLAIN
            and (reading.sheet.begins_sentence(hit.begin) or hit.rule.severity > PLAIN)
        ),
        None,
    )


def _repeats(reading: Reading, told: Words | None) -> bool:
    """Saying back word for word is poor listening, yet nothing to stop."""
    return told is not None and set(reading.sheet.words) <= set(told)


def _evident(reading: Reading, main: Candidate) -> bool:
    """A stop needs a pattern that matched, or words of which most are known."""
    return not main.rule_id.endswith(".score") or reading.pack.learned.knows(reading.sheet.words)


def _main(reading: Reading, values: Mapping[str, float]) -> Candidate:
    """The score decides; the likeliest kind names it, and a pattern of that kind shows where."""
    kind = max(KINDS, key=lambda name: values[name])
    code = KINDS[kind]
    hits = [hit for hit in reading.spoken if hit.rule.code == code]
    top = max(hits, key=lambda hit: (hit.rule.severity, hit.end - hit.begin), default=None)
    if top is None:
        return Candidate(code, 2, "block", 0, len(reading.sheet.words), f"{code}.score", values["bad"])
    return Candidate(code, 2, "block", top.begin, top.end, top.rule.id, values["bad"])


def _thin(reading: Reading, told: Words | None) -> list[Candidate]:
    """Hints only: expert reflections often share no word with what they reflect."""
    words, pack = reading.sheet.words, reading.pack
    found, whole = [], len(words)
    if told is not None and not likeness.shares_anything(words, told, pack.learned.groups):
        found.append(Candidate("THIN", 0, "hint", 0, whole, "THIN.1"))
    if pack.lexicon.feelings.isdisjoint(words):
        found.append(Candidate("NO_FEELING", 0, "hint", 0, whole, "NO_FEELING.1"))
    return found
