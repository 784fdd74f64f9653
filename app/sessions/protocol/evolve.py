"""Fold one event into the session. No rules here: the decision was already taken.

An event that cannot have happened in this phase is a corrupt history, and stops the fold.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from app.sessions.protocol import events as e
from app.sessions.protocol import folding_accounts as accounts
from app.sessions.protocol.folding_observers import observer_joined, observer_left, step_suggested
from app.sessions.protocol.folding_steps import (
    CLOSING_TIME,
    agreement_proposed,
    appreciated,
    draft_moved,
    frame_agreed,
    prompt_answered,
    step_entered,
)
from app.sessions.protocol.folding_time import brought_by_time, extended, moved_on, pause_extended, paused, warned
from app.sessions.protocol.folding_turns import (
    confirmed,
    floor_claimed,
    floor_given,
    gap_accepted,
    spoken,
    turn_narrowed,
    validation_answered,
)
from app.sessions.protocol.history import CorruptHistory, phase_as, talking_in
from app.sessions.protocol.on_the_table import Parked
from app.sessions.protocol.pausing import OFFER_STANDS
from app.sessions.protocol.sides import other
from app.sessions.protocol.state import (
    Agreeing,
    Clarifying,
    Closing,
    Confirming,
    Ended,
    Framing,
    Landing,
    Lobby,
    Offer,
    Paused,
    Proposal,
    Reflecting,
    Session,
    Validating,
    Waiting,
)
from app.values import replace

__all__ = ["CLOSING_TIME", "CorruptHistory", "evolve", "replay"]

# Whoever may not watch any more goes at once, in a pause too (T13).
IN_PAUSE = (e.ReturnOffered, e.ReturnAgreed, e.PauseExtended, e.Resumed, e.SessionEnded, e.ObserverLeft)


def replay(session: Session, events: Iterable[e.Event]) -> Session:
    for event in events:
        session = evolve(session, event)
    return session


def evolve(session: Session, event: e.Event) -> Session:
    if not _may_follow(session, event):
        raise CorruptHistory(type(session.phase).__name__)
    return _folded(session.one_further(event.at, moved=not brought_by_time(session.phase, event)), event)


def _may_follow(session: Session, event: e.Event) -> bool:
    """I-35: nothing follows the end. I-09: in a pause nothing happens but the pause itself."""
    if isinstance(session.phase, Ended):
        return False
    if isinstance(session.phase, Paused):
        return isinstance(event, IN_PAUSE)
    return isinstance(event, e.SessionOpened) == (session.seq == 0)


def _folded(session: Session, event: e.Event) -> Session:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one arm per event, closed by assert_never.
    match event:
        # What turns are made of comes first: nearly every event is one of these, and the arms are tried in their order.
        case e.Spoken():
            return spoken(session, event)
        case e.Reflected():
            heard = phase_as(session, Reflecting)
            return session.now_in(
                Confirming(heard.floor, heard.statement, heard.attempt, heard.asked, reflection=event.text)
            )
        case e.ReflectionConfirmed():
            return confirmed(session, event)
        case e.Validated():
            validating = phase_as(session, Validating)
            return session.now_in(Landing(validating.floor, validating.attempt))
        case e.ValidationAnswered():
            return validation_answered(session, event)
        case e.FloorGiven():
            return floor_given(session, event)
        case e.SessionOpened():
            lobby = Lobby(opens_at=event.opens_at, closes_at=event.closes_at)
            hurt = other(event.by) if event.part == "accountable" else event.by
            return replace(session, phase=lobby, opened_at=event.at, wish=event.wish, hurt=hurt)
        case e.Arrived():
            lobby = phase_as(session, Lobby)
            return session.now_in(replace(lobby, arrived=lobby.arrived | {event.by}))
        case e.StepEntered():
            return step_entered(session, event)
        case e.CalmReached() | e.PromptsRevealed():
            return session
        case e.FrameProposed():
            framing = phase_as(session, Framing)
            proposal = Proposal(event.by, event.version, event.text)
            return session.now_in(replace(framing, proposals=(*framing.proposals, proposal)))
        case e.FrameAgreed():
            return frame_agreed(session, event)
        case e.Appreciated():
            return appreciated(session, event)
        case e.FirstChosen():
            return replace(session, first=event.who, holdings=0)
        case e.FloorClaimed():
            return floor_claimed(session)
        case e.ClarificationAsked():
            asked = phase_as(session, Reflecting)
            return session.now_in(
                Clarifying(asked.floor, asked.statement, asked.attempt, asked.asked + 1, question=event.text)
            )
        case e.ClarificationGiven():
            given = phase_as(session, Clarifying)
            return session.now_in(
                Reflecting(given.floor, given.statement, event.at, attempt=given.attempt, asked=given.asked)
            )
        case e.GapAccepted():
            return gap_accepted(session)
        case e.TurnNarrowed():
            return turn_narrowed(session, event)
        case e.TopicParked():
            # L-7: in a gap it may be the turn itself that was set aside; the floor's next event moves on. What is
            # folded never hangs on the words, for they may be gone while the log still replays.
            return replace(session, parked=(*session.parked, Parked(event.by, event.text, session.seq)))
        case e.ImpactTold():
            return accounts.impact_told(session, event)
        case e.Owned():
            return accounts.owned(session, event)
        case e.Apologised():
            return accounts.apologised(session, event)
        case e.PreventionPlanned():
            return accounts.prevention_planned(session, event)
        case e.ApologyAnswered():
            return accounts.apology_answered(session, event)
        case e.SolutionsOpened():
            return session.now_in(Agreeing(session.seq))
        case e.AgreementProposed():
            return agreement_proposed(session, event)
        case e.AgreementReached():
            return draft_moved(session, event.agreement, reached=True)
        case e.AgreementSetAside():
            return draft_moved(session, event.agreement, reached=False)
        case e.PromptAnswered():
            return prompt_answered(session)
        case e.Learned():
            closing = phase_as(session, Closing)
            return session.now_in(replace(closing, learned=closing.learned | {event.by}))
        case e.Paused():
            return paused(session, event)
        case e.ReturnOffered():
            offer = Offer(event.by, event.return_at, event.at + OFFER_STANDS)
            return session.now_in(replace(phase_as(session, Paused), offers=(offer,)))
        case e.ReturnAgreed():
            return session.now_in(replace(phase_as(session, Paused), return_at=event.return_at, offers=()))
        case e.PauseExtended():
            return pause_extended(session, event)
        case e.Resumed():
            return moved_on(session, phase_as(session, Paused).interrupted, event.ends_at)
        case e.ConnectionLost():
            waiting = Waiting(since_at=event.at, until=event.until, interrupted=talking_in(session))
            return session.now_in(waiting)
        case e.ConnectionRestored():
            return moved_on(session, phase_as(session, Waiting).interrupted, event.ends_at)
        case e.TimeWarned():
            return warned(session, event)
        case e.TimeExtended():
            return extended(session, event)
        case e.SessionEnded():
            return session.now_in(Ended(event.at, event.outcome, event.kind))
        case e.ObserverJoined():
            return observer_joined(session, event)
        case e.ObserverLeft():
            return observer_left(session, event)
        case e.StepSuggested():
            return step_suggested(session, event)
        case _:  # pragma: no cover - mypy proves that no event is left; this line makes it do so.
            assert_never(event)
