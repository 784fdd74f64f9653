"""The invariants of assurance.md section 3, as far as they live in the core, checked on every decision of a history."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol import lengths
from app.sessions.protocol.answers import Decided, Decision, Refused
from app.sessions.protocol.decide import allowed
from app.sessions.protocol.elapse import due
from app.sessions.protocol.evolve import evolve, replay
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.flow import understood
from app.sessions.protocol.observer_commands import Admit, Observed, SuggestNextStep, SuggestPause
from app.sessions.protocol.sides import SIDES, other
from app.sessions.protocol.state import (
    ACCOUNTING,
    CONVERSING,
    NEVER,
    Accounting,
    Answering,
    Apologising,
    Collecting,
    Confirming,
    Ended,
    Lobby,
    Owning,
    Paused,
    Planning,
    Reflecting,
    Replying,
    Session,
    Speaking,
    Validating,
    floor_of,
)
from app.sessions.protocol.view import view
from app.templates import steps

# What one person puts before the other: words, or the tap that they were said.
CONTENT = (
    e.FrameProposed,
    e.Appreciated,
    e.Spoken,
    e.Reflected,
    e.ClarificationAsked,
    e.ClarificationGiven,
    e.ReflectionConfirmed,
    e.Validated,
    e.ImpactTold,
    e.Owned,
    e.Apologised,
    e.PreventionPlanned,
    e.ApologyAnswered,
    e.TopicParked,
    e.AgreementProposed,
    e.PromptAnswered,
    e.Learned,
)
# T13: a therapist who may not watch any more goes at once, in a pause too.
IN_A_PAUSE = (e.ReturnOffered, e.ReturnAgreed, e.PauseExtended, e.Resumed, e.SessionEnded, e.ObserverLeft)
# I-04: what a floor may pass on, besides the holder's own wish.
PASSES_THE_FLOOR = (e.ReflectionConfirmed, e.ValidationAnswered, e.GapAccepted, e.TopicParked)


def check_decision(
    before: Session, command: c.Command | Observed | c.Elapse, decision: Decision, *, facts: Facts, at: datetime
) -> None:
    """`facts` are those that the decision was taken with."""
    if isinstance(decision, Refused):
        # I-07, I-22: a value is all that a refusal is; only its author sees it.
        return
    known = facts
    for mark in decision.marks:
        known = known.with_mark(mark)
    session = before
    for event in decision.events:
        check_event(session, command, event, facts=known, decision=decision)
        session = evolve(session, event)
    assert session.template is before.template, "I-08"
    assert session.seq == before.seq + len(decision.events), "I-13"
    check_agreements(before, session, command)
    if isinstance(command, c.Elapse):
        assert due(session, known) > at, "I-33: what was due has happened"


def check_event(
    session: Session, command: c.Command | Observed | c.Elapse, event: e.Event, *, facts: Facts, decision: Decided
) -> None:
    phase, by = session.phase, getattr(event, "by", None)
    assert session.seq == 0 or event.at >= session.last_at, "I-16"
    assert not isinstance(phase, Ended), "I-35"
    if isinstance(phase, Paused):
        assert isinstance(event, IN_A_PAUSE), "I-09"
    if isinstance(event, CONTENT) and not isinstance(command, Observed | c.Elapse):
        # L-1: nothing is put into anybody's mouth, but what both said before and settles now.
        assert by == getattr(command, "by", None) or isinstance(
            event, e.PromptAnswered | e.FrameProposed | e.TopicParked
        ), "L-1"
    if isinstance(event, e.Spoken):
        assert isinstance(phase, Speaking), "I-02"
        assert phase.floor.holder == by, "I-02"
    if isinstance(event, e.Reflected):
        assert isinstance(phase, Reflecting), "I-03"
        assert other(phase.floor.holder) == by, "I-03"
        assert event.at >= phase.not_before, "L-4"
    if isinstance(event, e.ClarificationAsked | e.Validated):
        assert isinstance(phase, Reflecting | Validating), "I-03"
        assert other(phase.floor.holder) == by, "I-03"
    if isinstance(event, e.ReflectionConfirmed):
        assert isinstance(phase, Confirming), "L-6"
        assert phase.floor.holder == by, "L-6"
        assert phase.attempt <= session.template.limits.reflection_max_attempts, "L-7"
    check_observing(session, command, event)
    if isinstance(event, e.StepEntered):
        check_gates(session, event, decision)
    check_accountability(session, event)
    check_floor(session, command, event, decision)
    check_lengths(session, event)
    if isinstance(event, e.Paused):
        assert {one.name for one in fields(event)} == {"at", "not_before", "return_at", "latest"}, "I-12"
        assert (event.not_before - event.at).total_seconds() >= 20 * 60, "P-4"
    if isinstance(event, e.Resumed):
        check_return(session, event, facts)


def check_observing(session: Session, command: c.Command | Observed | c.Elapse, event: e.Event) -> None:
    """T-4: whoever watches was there before the first turn, speaks for nobody, and moves nothing but a pause."""
    if isinstance(event, e.ObserverJoined):
        assert session.holdings == 0, "T-4"
        assert not isinstance(session.phase, (*ACCOUNTING, *CONVERSING, Answering, Collecting)), "T-4"
        assert isinstance(command, Admit), "T-4"
    if isinstance(event, e.ObserverLeft | e.StepSuggested):
        assert event.observer in {one.id for one in session.observers}, "T-4"
    if isinstance(command, SuggestNextStep | SuggestPause) and isinstance(event, e.Resumed):
        assert isinstance(session.phase, Paused), "P-4"
        assert event.at >= session.phase.not_before, "P-4"


def check_gates(session: Session, event: e.StepEntered, decision: Decided) -> None:
    """Whatever led there, suggested or not: no step is entered around the gate before it (I-05, L-10, L-13, A-1)."""
    if session.step < 0:
        return
    left, entered = session.template.steps[session.step], session.template.steps[event.index]
    came = {type(one) for one in decision.events}
    if isinstance(left, steps.CalmStart):
        assert e.CalmReached in came, "I-05"
    if isinstance(left, steps.Frame) and not isinstance(entered, steps.Closing):
        assert e.FrameAgreed in came, "L-13"
    if isinstance(entered, steps.Solutions):
        assert understood(session), "L-10"


# The accountable partner's own words, and what must lie before each.
OWNED = (e.Owned, e.Apologised, e.PreventionPlanned)
BEFORE_IT: dict[type[e.Event], type[Accounting]] = {
    e.Owned: Owning,
    e.Apologised: Apologising,
    e.PreventionPlanned: Planning,
    e.ApologyAnswered: Replying,
}


def check_accountability(session: Session, event: e.Event) -> None:
    if isinstance(event, e.ImpactTold | e.ApologyAnswered):
        assert event.by == session.hurt, "A-3"
    if isinstance(event, OWNED):
        assert event.by == other(session.hurt), "A-2"
        # nothing was owned before something was heard, or the hurt partner said that it may go on.
        heard = session.account.opened == "gap_accepted" or session.heard.of(session.hurt) > 0
        assert heard, "A-1"
        assert session.account.opened != "not_yet", "A-1"
    if kind := BEFORE_IT.get(type(event)):
        assert isinstance(session.phase, kind), "A-1: one after the other"


def check_floor(session: Session, command: c.Command | Observed | c.Elapse, event: e.Event, decision: Decided) -> None:
    floor = floor_of(session.phase)
    if not isinstance(event, e.FloorGiven) or floor is None or floor.holder == event.to:
        return
    by_the_holder = isinstance(command, c.PassFloor) and command.by == floor.holder
    after_a_turn = any(isinstance(one, PASSES_THE_FLOOR) for one in decision.events)
    time_was_over = isinstance(session.phase, Speaking) and session.phase.time == "over"
    assert by_the_holder or after_a_turn or time_was_over, "I-04"


def check_lengths(session: Session, event: e.Event) -> None:
    """I-06."""
    limits = session.template.limits
    if isinstance(event, e.Spoken):
        words = (*event.feeling, *event.need)
        assert lengths.turn(limits).fits(event.text, event.observation, event.request, words=words), "I-06"
        assert len(event.text) <= 2000
    if isinstance(event, e.Reflected):
        assert lengths.reflection(lengths.turn(limits)).fits(event.text, event.feeling_heard), "I-06"
    if isinstance(event, e.ClarificationAsked):
        assert isinstance(session.phase, Reflecting)
        assert session.phase.asked < limits.clarify_max_per_turn, "I-06"


def check_return(session: Session, event: e.Resumed, facts: Facts) -> None:
    phase = session.phase
    assert isinstance(phase, Paused)
    assert event.at >= phase.not_before, "I-10: the time is over"
    for side in SIDES:
        level = facts.arousal(side, phase.since)
        assert facts.marked(side, "return", phase.since), "I-10: both said so, in this pause"
        assert level is not None, "P-6"
        assert level <= session.template.limits.max_arousal, "P-6"


def check_agreements(before: Session, after: Session, command: c.Command | Observed | c.Elapse) -> None:
    for draft in after.drafts:
        if draft.state == "reached":
            needed = {draft.owner} if draft.scope == "personal" else set(SIDES)
            assert draft.assents == needed, "I-29, G-5"
        if draft.scope == "personal":
            assert draft.owner == draft.by, "G-5"
        earlier = before.draft(draft.id)
        if earlier is None or earlier.version != draft.version:
            # I-30, I-31: new words have their author's yes and nobody else's.
            assert not isinstance(command, Observed | c.Elapse)
            assert draft.assents == {command.by}
        elif earlier.assents != draft.assents:
            assert isinstance(command, c.Assent), "I-29"
            assert command.version == draft.version, "I-29"


def check_state(session: Session, log: tuple[e.Event, ...], *, before: Session, facts: Facts, at: datetime) -> None:
    """What holds between any two decisions."""
    assert replay(before, log) == session, "I-15"
    ended = isinstance(session.phase, Ended)
    assert (due(session, facts) == NEVER) == ended, "I-36: whatever has not ended waits for a time to come"
    views = {side: view(session, side, facts, at) for side in SIDES}
    assert views["a"]["floor"] == views["b"]["floor"], "I-01"
    speakers = [side for side in SIDES if views[side]["you"]["role"] == "speaker"]
    assert len(speakers) <= 1, "I-01"
    if isinstance(session.phase, Paused):
        assert speakers == [], "I-09"
    for side in SIDES:
        for exit_ in (c.Leave, c.Help, c.Pause):
            open_ = allowed(session, exit_, side, facts, at) is None
            assert open_ == (not ended and not (exit_ is c.Pause and isinstance(session.phase, Lobby))), "I-11, I-34"
    check_calm(log)


def check_calm(log: tuple[e.Event, ...]) -> None:
    """I-05. The wish of the request is shown with the frame, and so after the calm."""
    content = next((number for number, event in enumerate(log) if isinstance(event, CONTENT)), None)
    if content is not None:
        assert any(isinstance(event, e.CalmReached) for event in log[:content]), "I-05"
