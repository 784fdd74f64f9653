"""What a single word may tell of danger: its place in the skeleton, whom or what it stands for, what it is a sign of.

A word alone never says that somebody is in danger; it only says where to look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.coach import cues

if TYPE_CHECKING:
    from collections.abc import Mapping

_I = frozenset({"i", "me", "my", "myself", "mi", "ah", "ma", "we", "us", "our"})
_YOU = frozenset({"you", "your", "yourself", "ye", "yuh", "u"})
PERSONS = {"HEW": "HE", "SELFW": "SELF", "CHILDW": "CHILD", "PETW": "PET", "BODYW": "BODY", "PARTW": "BODY"}
LATER = frozenset({"will", "shall", "going", "gonna", "finna", "would", "might", "could"})
STANDS_FOR: Mapping[str, frozenset[str]] = {
    "IF": frozenset({"if", "when", "unless", "or"}),
    "WILL": LATER,
    "NOT": frozenset({"not", "never", "no", "nobody"}),
}
_PLAIN = cues.PLAIN - frozenset(["will", "would", "he", "she", "they", "him", "her", "his", "them"])
_HURTING = frozenset(
    ["KILLV", "HITV", "HURTV", "HOLDV", "RAPEV", "BODYW", "INJURYW", "MEANS", "FORCEV", "WATCHV", "HOLDINGS"]
)
EVIDENCE: Mapping[str, frozenset[str]] = {
    # The last three are words of every day, of which only a dark sentence makes a sign.
    "self_harm": frozenset(
        [
            "MEANS",
            "DEATHW",
            "DIEV",
            "LIVEV",
            "KILLV",
            "ENDV",
            "CUTV",
            "HURTV",
            "BURDENW",
            "INJURYW",
            "HINTW",
            "WISHW",
            "PLACEW",
            "SOFTW",
        ]
    ),
    "threat": _HURTING | frozenset(["DEATHW", "DIEV", "DEST", "CHILDW", "PETW", "REGRETW", "ENDV", "CUTV", "PARTW"]),
    "harm": _HURTING | frozenset(["FEARW", "PARTW"]),
}
ACTS = frozenset({"KILLV", "HITV", "HURTV", "HOLDV", "FORCEV", "RAPEV", "WATCHV", "ENDV", "CUTV", "DIEV", "LEAVEV"})
DEEDS = ACTS | {"FEARW"}
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


class Glance(NamedTuple):
    """`stands_for` counts together with the rest of a sentence; `evidence` names the answers that it may speak for."""

    symbol: str
    stands_for: frozenset[str]
    evidence: frozenset[str]


def glance(word: str, classes: Mapping[str, str]) -> Glance:
    (symbol,) = cues.skeleton((word,), classes, _PLAIN)
    names = {symbol} & DANGER | {name for name, words in STANDS_FOR.items() if word in words}
    if found := person(word, symbol):
        names.add(found)
    listed = classes.get(word, "")
    return Glance(symbol, frozenset(names), frozenset(name for name, one in EVIDENCE.items() if listed in one))


def person(word: str, symbol: str) -> str:
    if word in _I:
        return "I"
    if word in _YOU:
        return "YOU"
    return PERSONS.get(symbol, "")
