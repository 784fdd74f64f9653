"""Reads a text with a pack that has no weights: what its patterns say, and nothing that they do not.

It asks no learned score and no other language's words, and it never holds a report of harm (C-1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.coach import hits
from app.coach.candidates import Candidate
from app.coach.crisis import EXPLICIT, KINDS, Danger
from app.coach.opinion import CrisisSignal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.coach.hits import Hit, Reading
    from app.coach.opinion import Action, Stage
    from app.coach.packs.loading import Pack

_ACCENTS = str.maketrans("áàâéèêíìîóòôúùûüÁÀÂÉÈÊÍÌÎÓÒÔÚÙÛÜ", "aaaeeeiiiooouuuuAAAEEEIIIOOOUUUU")
_STOPS = 2
_SAID_LIGHTLY = frozenset({"CR_THREAT", "CR_SELF", "CR_PASSIVE"})


def plain(text: str) -> str:
    """The text without accents, which are often left out; every letter keeps its place."""
    return text.translate(_ACCENTS)


def read(text: str, pack: Pack) -> Reading:
    return hits.read(plain(text), pack)


def read_unmasked(text: str, pack: Pack) -> Reading | None:
    return hits.read_unmasked(plain(text), pack)


def judge(reading: Reading, *, stage: Stage) -> list[Candidate]:
    """The strongest pattern of every sentence; outside a speaker's turn only scorn (the pack knows no more)."""
    found = (_strongest(said, reading) for said in reading.by_sentence.values())
    kept = [one for one in found if one is not None]
    return kept if stage == "speaker" else [one for one in kept if one.hard]


def _strongest(said: Iterable[Hit], reading: Reading) -> Candidate | None:
    ours = [hit for hit in said if hit.rule.family == "statement" and hit.rule.severity]
    top = max(ours, key=lambda hit: (hit.rule.severity, hit.end - hit.begin), default=None)
    if top is None:
        return None
    rule = top.rule
    hard = rule.code in reading.pack.hard and rule.severity >= EXPLICIT
    action: Action = "block" if rule.severity >= _STOPS else "nudge"
    return Candidate(rule.code, rule.severity, action, top.begin, top.end, rule.id, hard=hard)


def danger(reading: Reading) -> Danger:
    """Plain words only. Whatever tells of harm passes as a whole; a threat in the author's own voice is held."""
    named = [hit for hit in reading.every if hit.rule.code in KINDS and not _idiom(hit, reading)]
    top = max(named, key=lambda hit: hit.rule.severity, default=None)
    if top is None:
        return Danger()
    told = [hit for hit in named if hit.rule.code != "CR_THREAT"]
    signal = _signal(max(told, key=lambda hit: hit.rule.severity) if told else top)
    if told:
        return Danger(signal, told=True)  # C-1: whatever else stands beside it
    if top.rule.severity < EXPLICIT or reading.sheet.is_quoted(top.begin):
        return Danger(signal)
    threat = Candidate("THREAT", EXPLICIT, "block", top.begin, top.end, top.rule.id, hard=True)
    return Danger(signal, threat=threat)


def _signal(hit: Hit) -> CrisisSignal:
    high = hit.rule.severity >= EXPLICIT and hit.rule.code != "CR_PASSIVE"
    return CrisisSignal("high" if high else "check", KINDS[hit.rule.code])


def _idiom(hit: Hit, reading: Reading) -> bool:
    """A figure of speech beside words of dying and killing takes them back; a report of harm only where it is one."""
    idioms = [one for one in reading.every if one.rule.code == "IDIOM"]
    if hit.rule.code in _SAID_LIGHTLY:
        sentence = reading.sheet.sentence_of
        return any(sentence(one.begin) == sentence(hit.begin) for one in idioms)
    return any(one.begin <= hit.begin and hit.end <= one.end for one in idioms)
