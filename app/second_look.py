"""Have the coach read what a person is about to share outside of a talk. It keeps nothing and tells nobody.

In a live session `app/sessions/engine/reviewing.py` does this; here there is no turn, and so no memory of one.
"""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING, Final
from uuid import UUID

from app.coach import coach
from app.coach.packs import pack_in_sessions
from app.errors import Problem
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.coach import CoachResult
    from app.coach.opinion import Stage

MOST_FOUND: Final = 3
# What somebody tells of harm done to them is heard, and never sent back (C-1); these are words of another kind.
CARDED: Final = frozenset({"self_harm", "threat"})

# Neutral on purpose: whoever looks over a shoulder learns nothing from it (S-11).
CARD: Final = {
    "text": "These words sound heavy. You do not have to carry this alone. "
    "Take a moment: you can get help, keep this to yourself, or send it as it is.",
    "choices": ["help", "keep", "send"],
}


@dataclass(frozen=True, slots=True)
class Part:
    """One text: the field that it stands in, and how it is to be read.

    What somebody who was hurt still needs is nobody's to polish: with `hard_only` nothing but threats and contempt,
    and words that may mean danger to oneself, come back.
    """

    place: str
    text: str = field(repr=False)
    stage: Stage = "free"
    hard_only: bool = False


@dataclass(frozen=True, slots=True)
class Sending:
    """Who is about to share what. `about` names the one thing that it is about, so that one hint is enough for it.

    Without a thing to name yet, `about` holds the words themselves.
    """

    account_id: str
    about: str = field(repr=False)
    locale: str = field(repr=False)
    acknowledged: str | None = None


def look_twice(parts: Sequence[Part], sending: Sending, *, keyed: Callable[[str], str]) -> None:
    """Let words go, or raise the problem with the coach's opinion, for their author alone.

    Threats and contempt never go (`held_hard`). Everything else comes back once: whoever sends the id of that
    opinion with the same words, or with others about the same thing, is not stopped again (C-3).
    """
    if pack_in_sessions(sending.locale) is None:
        return
    opinions = [
        (part, coach(part.text, stage=part.stage, lang=sending.locale, strictness="gentle"))
        for part in parts
        if part.text
    ]
    crisis = next((one.crisis for _, one in opinions if one.crisis and one.crisis.kind in CARDED), None)
    holds = {one.hold for part, one in opinions if one.hold == "hard" or not part.hard_only}
    hard = "hard" in holds
    if not hard and not crisis and "soft" not in holds:
        return
    name = _name(sending, kind="card" if crisis else "hint", keyed=keyed)
    if not hard and sending.acknowledged == name:
        return
    review = {
        "id": name,
        "hold": "hard" if hard else "soft",
        "crisis": crisis.level if crisis else None,
        "card": CARD if crisis else None,
        # Words that may mean danger are answered with help, never with a correction beside it.
        "findings": [] if crisis and not hard else _found(opinions),
        "pack": next((one.pack for _, one in opinions if one.pack), None) or "",
    }
    raise Problem("held_hard" if hard else "held_for_review", review=review)


def _name(sending: Sending, *, kind: str, keyed: Callable[[str], str]) -> str:
    """The id of this opinion: derived, because nobody remembers that somebody's words once came back."""
    return str(UUID(keyed(json.dumps([sending.account_id, kind, sending.about]))[:32]))


def _found(opinions: Sequence[tuple[Part, CoachResult]]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = [
        {
            "place": part.place,
            "code": one.code,
            "start": one.start,
            "end": one.end,
            "explanation": one.explanation,
            "suggestion": one.suggestion,
        }
        for part, opinion in opinions
        for one in opinion.findings
        if one.action == "block" or one.hard
    ]
    return found[:MOST_FOUND]
