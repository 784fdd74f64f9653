"""Ask the coach about the words of a command, before the rules run, and keep the one cycle of hints (README 12, C-3).

Nothing of it is stored, logged or shown to the partner (C-5). After a restart a text may come back once more; that is
the price, and the review's id still holds, because it is derived from what was reviewed and not remembered.
"""

from __future__ import annotations

import json
from dataclasses import field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from uuid import UUID

from app.coach import coach
from app.coach.acts import partner_act
from app.coach.packs import pack_in_sessions
from app.frozen import dataclass
from app.sessions.engine.wording import parts
from app.sessions.protocol import commands as c
from app.sessions.protocol.facts import Coached, Found, Review
from app.sessions.protocol.sides import Both
from app.sessions.protocol.state import PHASE_NAMES, floor_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.coach import CoachResult
    from app.coach.opinion import Finding, Hold
    from app.sessions.engine.live import Live
    from app.sessions.engine.wording import Part
    from app.sessions.protocol.answers import Refused
    from app.sessions.protocol.sides import Side
    from app.sessions.protocol.state import Session

MOST_FOUND: Final = 3
# Only what comes back can be acknowledged, so only that has an id.
UNNAMED: Final = ""
# How grave a finding is at least that is held where it answers an admission: no mere remark.
PLAIN: Final = 2
# What the two tell of harm done to them is heard, and never sent back (C-1); these are words of another kind.
CARDED: Final = frozenset({"self_harm", "threat"})


@dataclass(slots=True)
class Cycle:
    """What one person's words met in this phase and in this step; forgotten with the session's time in memory."""

    turn: str = ""
    step: int = -1
    hinted: frozenset[str] = frozenset()
    carded: frozenset[str] = frozenset()
    held: Review | None = field(default=None, repr=False)
    overrides: int = 0

    def at(self, *, turn: str, step: int) -> Cycle:
        """The same cycle, with what belonged to another turn or another step left behind."""
        if turn != self.turn:
            self.turn, self.held = turn, None
            self.hinted = self.carded = frozenset()
        if step != self.step:
            self.step, self.overrides = step, 0
        return self


class Reviewing:
    """One per process; the cycles themselves lie with the sessions. `keyed` names a review without telling what of."""

    def __init__(self, keyed: Callable[[str], str]) -> None:
        self._keyed = keyed

    def review(self, live: Live, command: c.Command) -> Review | None:
        """The coach's opinion of this command's words, softened to nothing where one cycle was had already."""
        language = live.loaded.languages.of(command.by)
        said = parts(command, live.session)
        if not said or pack_in_sessions(language) is None:
            return None
        opinions = [(part, _opinion(part, live, language)) for part in said if part.text]
        found = _review(opinions)
        if found.hold == "none":
            return found
        found = replace(found, id=self._name(live, command, said))
        if found.hold == "hard" or _acknowledged(command):
            return found
        cycle, kind = _cycle(live, command.by), type(command).__name__
        # C-3: whoever changed their words after a hint is not stopped again in the same turn.
        had = cycle.carded if found.crisis else cycle.hinted
        return Review(found.id, "none") if kind in had else found

    def held(self, live: Live, command: c.Command, refused: Refused) -> None:
        """Note that words came back; for their author alone, and in memory alone."""
        if refused.review is None:
            return
        cycle, kind = _cycle(live, command.by), type(command).__name__
        cycle.held = refused.review
        if refused.review.crisis:
            cycle.carded |= {kind}
        else:
            cycle.hinted |= {kind}

    def went_out(self, live: Live, command: c.Command) -> bool:
        """Note that words went out as they were, after they had come back; whether they did."""
        if _acknowledged(command):
            _cycle(live, command.by).overrides += 1
        return _acknowledged(command)

    def _name(self, live: Live, command: c.Command, said: Sequence[Part]) -> str:
        """The id of this review: of these very words, of this author, in this turn, and of nothing else."""
        whose = [live.session.id, command.by, type(command).__name__, _turn(live.session)]
        text = json.dumps([*whose, *((part.place, part.text) for part in said)])
        return str(UUID(self._keyed(text)[:32]))


def _acknowledged(command: c.Command) -> bool:
    return bool(getattr(command, "acknowledge_hint", c.NO_ACKNOWLEDGEMENT))


def coached(live: Live) -> Both[Coached]:
    """What the coach does for each of the two now."""
    return Both(_coached(live, "a"), _coached(live, "b"))


def _coached(live: Live, side: Side) -> Coached:
    plain, cycle = _plain(live.loaded.languages.of(side)), live.cycles.of(side)
    if plain.pack is None or (cycle.held is None and not cycle.overrides):
        # Nearly always, and for both after each command: nothing to leave behind, so which turn it is matters not.
        return plain
    cycle = _cycle(live, side)
    return Coached(plain.pack, held=cycle.held, overrides=cycle.overrides)


@lru_cache
def _plain(language: str) -> Coached:
    pack = pack_in_sessions(language)
    return Coached(reason="language") if pack is None else Coached(pack.version)


def _cycle(live: Live, side: Side) -> Cycle:
    return live.cycles.of(side).at(turn=_turn(live.session), step=live.session.step)


def _turn(session: Session) -> str:
    """What tells one turn from every other of this session, and stays the same for as long as it lasts."""
    phase, floor = session.phase, floor_of(session.phase)
    counted = [getattr(phase, name, 0) for name in ("since", "attempt", "asked")]
    numbers = (session.step, session.again, session.holdings, floor.turns if floor else 0, *counted)
    return "/".join((PHASE_NAMES[type(phase)], *map(str, numbers)))


def _opinion(part: Part, live: Live, language: str) -> CoachResult:
    coaching = live.session.template.coaching
    found = coach(
        part.text,
        stage=part.stage,
        reflected=part.reflected,
        lang=language,
        strictness=coaching.strictness,
        per_code=_wishes(part, dict(coaching.per_code)),
    )
    theirs = partner_act(part.text, lang=language, pack=found.pack or "") if part.whose == "ones_own" else None
    if theirs is None or found.crisis is not None:
        return found
    return replace(found, verdict="revise", findings=(*found.findings, theirs))


def _mocks(part: Part, opinion: CoachResult) -> bool:
    """rules.md 4, `shaming_admission`: what is soft elsewhere is held where it answers an admission."""
    return any(_is_mocking(part, one) for one in opinion.findings)


def _is_mocking(part: Part, finding: Finding) -> bool:
    return finding.code in part.hard and finding.severity >= PLAIN


def _wishes(part: Part, wishes: dict[str, str]) -> dict[str, str]:
    """What the template wishes for single codes, but for those that are settled by what the words answer."""
    settled = part.quiet | part.hard
    return {code: act for code, act in wishes.items() if code not in settled} | dict.fromkeys(part.quiet, "off")


def _review(opinions: Sequence[tuple[Part, CoachResult]]) -> Review:
    crisis = next((one.crisis for _, one in opinions if one.crisis and one.crisis.kind in CARDED), None)
    holds = {"hard" if _mocks(part, one) else one.hold for part, one in opinions}
    hold: Hold = "hard" if "hard" in holds else "soft" if crisis or "soft" in holds else "none"
    found = [
        Found(part.place, one.code, one.start, one.end, one.explanation, one.suggestion)
        for part, opinion in opinions
        # Words that may mean danger are answered with help, never with a correction beside it.
        for one in (() if crisis and hold != "hard" else opinion.findings)
        if one.action == "block" or one.hard or _is_mocking(part, one)
    ]
    pack = next((one.pack for _, one in opinions if one.pack), None) or ""
    return Review(UNNAMED, hold, tuple(found[:MOST_FOUND]), crisis.level if crisis else None, pack)
