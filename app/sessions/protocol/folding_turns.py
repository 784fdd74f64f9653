"""What the events of a turn leave behind: who holds the floor, what was said, how far its reflection has come."""

from __future__ import annotations

from app.sessions.protocol import events as e
from app.sessions.protocol import folding_accounts as accounts
from app.sessions.protocol.flow import in_accountability
from app.sessions.protocol.history import CorruptHistory, phase_as
from app.sessions.protocol.state import (
    CONVERSING,
    Choosing,
    Confirming,
    Floor,
    Gap,
    Landing,
    Reflecting,
    Session,
    Speaking,
    Statement,
    Validating,
)
from app.sessions.protocol.turns import GAP_TIME
from app.values import replace


def floor_given(session: Session, event: e.FloorGiven) -> Session:
    phase = session.phase
    if in_accountability(session):
        return accounts.floor_given(session)
    if isinstance(phase, Choosing):
        floor = Floor(event.to)
    elif isinstance(phase, CONVERSING):
        floor = phase.floor if phase.floor.holder == event.to else Floor(event.to)
    else:
        raise CorruptHistory(type(phase).__name__)
    same = isinstance(phase, CONVERSING) and phase.floor.holder == event.to
    if same:
        # The turn that led here was finished: the next one of this holding begins.
        floor = replace(floor, turns=floor.turns + 1)
    holdings = session.holdings if same else session.holdings + 1
    return replace(session, holdings=holdings, phase=Speaking(floor, event.until))


def floor_claimed(session: Session) -> Session:
    phase = session.phase
    if not isinstance(phase, CONVERSING):
        raise CorruptHistory(type(phase).__name__)
    return session.now_in(replace(phase, floor=replace(phase.floor, claim="claimed")))


def spoken(session: Session, event: e.Spoken) -> Session:
    speaking = phase_as(session, Speaking)
    statement = Statement(
        size=speaking.size,
        text=event.text,
        observation=event.observation,
        feeling=event.feeling,
        need=event.need,
        request=event.request,
    )
    return session.now_in(Reflecting(speaking.floor, statement, event.not_before))


def confirmed(session: Session, event: e.ReflectionConfirmed) -> Session:
    phase = phase_as(session, Confirming)
    if event.verdict == "accurate":
        holder = phase.floor.holder
        heard = session.heard.put(holder, session.heard.of(holder) + 1)
        if in_accountability(session):
            return accounts.impact_heard(replace(session, heard=heard), phase.statement, "confirmed")
        # Without a validation to ask for, the floor's next event follows in the same breath.
        return replace(session, heard=heard, phase=Validating(phase.floor))
    # L-6: "partly" counts as an attempt.
    if phase.attempt >= session.template.limits.reflection_max_attempts:
        return session.now_in(Gap(phase.floor, phase.statement, until=event.at + GAP_TIME))
    again = Reflecting(phase.floor, phase.statement, event.at, attempt=phase.attempt + 1, asked=phase.asked)
    return session.now_in(again)


def gap_accepted(session: Session) -> Session:
    return accounts.gap_accepted(session) if in_accountability(session) else session


def turn_narrowed(session: Session, event: e.TurnNarrowed) -> Session:
    if in_accountability(session):
        return accounts.narrowed(session)
    return session.now_in(Speaking(phase_as(session, Gap).floor, event.until, size="smaller"))


def validation_answered(session: Session, event: e.ValidationAnswered) -> Session:
    phase = phase_as(session, Landing)
    # One retry; after it, or when it landed, the floor's next event follows in the same breath.
    return session if event.landed or phase.attempt > 1 else session.now_in(Validating(phase.floor, attempt=2))
