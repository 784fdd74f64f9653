"""What one partner may send now, with what a client needs to send it: values, limits, and from when.

The answer comes from the rules themselves, so it can neither promise what would be refused nor hide what would not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import NotRequired, TypedDict

from app.sessions.protocol import commands as c
from app.sessions.protocol import lengths
from app.sessions.protocol import state as s
from app.sessions.protocol.accounting import days_open
from app.sessions.protocol.agreeing import first_to_assent, open_drafts
from app.sessions.protocol.answers import Refused
from app.sessions.protocol.anywhere import before_calm
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.pausing import live_offer, suggested_rest
from app.sessions.protocol.sides import Side
from app.sessions.protocol.state import Session
from app.sessions.protocol.table import RULES_OF
from app.sessions.protocol.turns import gap_choices
from app.sessions.protocol.wording import TITLES
from app.templates.steps import Limits, Solutions

Value = str | int | bool | list[str]


class DaysOpen(TypedDict):
    """The first and the last day that a date in this body may be."""

    first: date
    last: date


class MayLimits(TypedDict):
    """How long the words of a command may be; sentences are counted for turns alone."""

    max_chars: int
    max_sentences: NotRequired[int]


# `with` is a Python keyword, hence the functional form.
May = TypedDict(
    "May",
    {
        "name": str,
        "title": str,
        "schema": str,
        "not_before": NotRequired[datetime],
        "with": NotRequired[dict[str, Value | datetime]],
        "choices": NotRequired[dict[str, list[str]]],
        "limits": NotRequired[MayLimits],
        "days": NotRequired[DaysOpen],
    },
)

# Commands that are a tap when the two talk aloud (L-30).
SPOKEN_TAPS: frozenset[type[c.Command]] = frozenset(
    {
        c.Speak,
        c.Reflect,
        c.Clarify,
        c.Answer,
        c.Validate,
        c.TellImpact,
        c.Own,
        c.Apologise,
        c.Appreciate,
        c.Learn,
        c.AnswerPrompt,
    }
)
NO_TAPS: frozenset[type[c.Command]] = frozenset()


def may(session: Session, viewer: Side, facts: Facts, at: datetime) -> list[May]:
    """Entries may be shared between views: nobody changes one."""
    phase, said, offered = session.phase, entries(session.template.limits), []
    taps = SPOKEN_TAPS if session.medium == "spoken" else NO_TAPS
    # A command that the phase has no rule for is refused whatever else holds, so it need not be asked about.
    for command, rule in RULES_OF[type(phase)].items():
        # The very question that `decide.allowed` asks.
        refused = rule.allow(session, phase, viewer, facts, at)
        if refused is not None and refused.retry_at is None:
            continue
        entry = said[command]
        if refused is not None or command in _MOMENTARY or command in taps:
            entry = _at_this_moment(entry, session, viewer, command=command, refused=refused, at=at)
        offered.append(entry)
    return offered


def _at_this_moment(
    entry: May, session: Session, viewer: Side, *, command: type[c.Command], refused: Refused | None, at: datetime
) -> May:
    phase = session.phase
    if refused is not None and refused.retry_at is not None:
        entry = {**entry, "not_before": refused.retry_at}
    if values := _values(session, viewer, command, at):
        entry = {**entry, "with": values}
    if command is c.ResolveGap and isinstance(phase, s.Gap):
        entry = {**entry, "choices": {"choice": list(gap_choices(phase))}}
    if command is c.PlanPrevention:
        first, last = days_open(at)
        entry = {**entry, "days": {"first": first, "last": last}}
    return entry


class Entries(dict[type[c.Command], May]):
    """Hashed as the object that it is: what somebody makes of one can be kept, and nobody changes one."""

    __hash__ = object.__hash__  # type: ignore[assignment]


def entries(limits: Limits) -> Entries:
    """What an entry says whatever the moment. It is most of a view, so it is written once for each bound of a turn."""
    return _entries(limits.turn_max_chars, limits.turn_max_sentences)


@lru_cache
def _entries(chars: int, sentences: int) -> Entries:
    turn = lengths.Bound(chars, sentences)
    return Entries((command, _entry(command, turn)) for command in c.COMMAND_NAMES)


def _entry(command: type[c.Command], turn: lengths.Bound) -> May:
    name = c.COMMAND_NAMES[command]
    entry: May = {"name": name, "title": TITLES[command], "schema": f"/v1/schemas/commands/{name}"}
    if command in _BOUNDS:
        bound = _BOUNDS[command](turn)
        entry["limits"] = {"max_chars": bound.chars}
        if bound.sentences:
            entry["limits"]["max_sentences"] = bound.sentences
    return entry


def _values(  # noqa: PLR0911 - one line per command that needs a value.
    session: Session, viewer: Side, command: type[c.Command], at: datetime
) -> dict[str, Value | datetime]:
    """The values that only this moment knows: a client fills them in and needs no rule to find them."""
    if session.medium == "spoken" and command in SPOKEN_TAPS:
        return {"spoken": True}
    phase = session.phase
    if command is c.ParkTopic:
        # First of all, because it may be sent nearly always.
        return {"share": False} if before_calm(phase) else {}
    step = session.template.steps[max(session.step, 0)]
    if command is c.AcceptFrame and isinstance(phase, s.Framing):
        return {"version": phase.proposals[-1].version}
    if command is c.AcceptStep and session.suggestions:
        return {"version": session.suggestions[-1].version}
    if command in (c.Assent, c.SetAside):
        draft = first_to_assent(session, viewer) if command is c.Assent else next(iter(open_drafts(session)), None)
        return {"agreement": draft.id, "version": draft.version} if draft else {}
    if command is c.ProposeAgreement and isinstance(step, Solutions):
        return {"kind": step.kinds[0]} if len(step.kinds) == 1 else {}
    if command is c.AcceptReturn and isinstance(phase, s.Paused):
        offer = live_offer(phase, at)
        return {"at": offer.return_at} if offer else {}
    if command is c.OfferReturn and isinstance(phase, s.Paused):
        # A time that is still to come when the offer arrives, or is accepted minutes later.
        return {"at": min(max(phase.return_at, at + suggested_rest(session)), phase.latest)}
    return {}


# What an entry says of these changes with the moment.
_MOMENTARY: frozenset[type[c.Command]] = frozenset(
    {
        c.AcceptFrame,
        c.AcceptStep,
        c.Assent,
        c.SetAside,
        c.ProposeAgreement,
        c.AcceptReturn,
        c.OfferReturn,
        c.ParkTopic,
        c.ResolveGap,
        c.PlanPrevention,
    }
)


def _turn(turn: lengths.Bound) -> lengths.Bound:
    return turn


_BOUNDS: dict[type[c.Command], Callable[[lengths.Bound], lengths.Bound]] = {
    c.ProposePurpose: lambda _: lengths.PURPOSE,
    c.Speak: _turn,
    c.Reflect: lengths.reflection,
    c.Clarify: lambda _: lengths.QUESTION,
    c.Answer: _turn,
    c.Confirm: lambda _: lengths.MISSING,
    c.Validate: lengths.note,
    c.Appreciate: lengths.note,
    c.Learn: lengths.note,
    c.AnswerPrompt: lambda _: lengths.PROMPT_ANSWER,
    c.TellImpact: _turn,
    c.Own: lambda _: lengths.ACCOUNT,
    c.Apologise: lambda _: lengths.ACCOUNT,
    c.PlanPrevention: lambda _: lengths.PREVENTION,
    c.AnswerApology: lambda _: lengths.STILL_NEEDED,
    c.ProposeAgreement: lambda _: lengths.TERMS,
    c.ParkTopic: lambda _: lengths.TOPIC,
}
