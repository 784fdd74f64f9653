"""The one door to the rules: (session, command, facts, at) to what happened, or a refusal that changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.sessions.protocol import commands as c
from app.sessions.protocol.accounting import is_still_locked
from app.sessions.protocol.answers import Decided, Decision, Refused
from app.sessions.protocol.elapse import deadlines
from app.sessions.protocol.events import Event
from app.sessions.protocol.evolve import replay
from app.sessions.protocol.facts import BEFORE, Facts
from app.sessions.protocol.observer_commands import OBSERVED, Observed
from app.sessions.protocol.observing import observed, settle_step
from app.sessions.protocol.sides import Side
from app.sessions.protocol.state import Agreeing, Ended, Paused, Session, Waiting
from app.sessions.protocol.table import RULES_OF, SETTLING
from app.templates.steps import Solutions

# More than this many deadlines at once is a rule that feeds itself: a defect, to be seen and not to be lived with.
MOST_AT_ONCE = 100


def decide(session: Session, command: c.Command | Observed | c.Elapse, facts: Facts, at: datetime) -> Decision:
    """What this command brings, at this moment. Nothing is changed; `evolve` folds the events."""
    at = _moment(session, at)
    # I-33: whoever comes late first meets what time brought, however late the timer itself is.
    session, passed = elapse(session, facts, at)
    if isinstance(command, c.Elapse):
        return Decided(passed, after=session)
    decision = _observed_or_acted(session, command, facts, at)
    if isinstance(decision, Refused):
        return decision
    for mark in decision.marks:
        facts = facts.with_mark(mark)
    session, settled = settle(replay(session, decision.events), facts, at)
    return Decided((*passed, *decision.events, *settled), decision.marks, after=session)


def _observed_or_acted(session: Session, command: c.Command | Observed, facts: Facts, at: datetime) -> Decision:
    if isinstance(command, OBSERVED):
        return observed(session, command, facts, at)
    refused = allowed(session, type(command), command.by, facts, at) or held(command, facts)
    if refused:
        return refused
    return RULES_OF[type(session.phase)][type(command)].act(session, session.phase, command, facts, at)


def _moment(session: Session, at: datetime) -> datetime:
    """The time of what is decided now, in whole milliseconds as the wire has them.

    Rounded up, so that whoever comes back exactly when they were told is never a fraction too early.
    """
    if beyond := at.microsecond % 1000:
        at += timedelta(microseconds=1000 - beyond)
    # I-16: times never go back along the log.
    return max(at, session.last_at) if session.seq else at


def allowed(session: Session, command: type[c.Command], by: Side, facts: Facts, at: datetime) -> Refused | None:
    """None where this side may send such a command now; what `may` offers and `decide` asks are this one answer."""
    rule = RULES_OF[type(session.phase)].get(command)
    if rule is None:
        return _absent(session, command)
    return rule.allow(session, session.phase, by, facts, at)


def _absent(session: Session, command: type[c.Command]) -> Refused:
    if isinstance(session.phase, Ended):
        return Refused("ended")
    # L-10: proposals before understanding are locked, not merely out of place.
    before = not isinstance(session.phase, Agreeing | Paused | Waiting) and any(
        isinstance(step, Solutions) for step in session.template.steps[max(session.step, 0) :]
    )
    if before and command in (c.ProposeAgreement, c.Assent, c.ReadyForSolutions):
        return Refused("locked")
    return Refused("locked" if is_still_locked(session, command) else "not_now")


def held(command: c.Command, facts: Facts) -> Refused | None:
    """The coach's review, if there is one (README 12). A hint is acknowledged by the id of the review that gave it."""
    acknowledged = getattr(command, "acknowledge_hint", None)
    if acknowledged is None:
        # README 13: no review, whatever it says, stands before a pause, a help or a leave.
        return None
    review = facts.review
    if review is None or review.hold == "none":
        # To acknowledge what was never held would be to carry an answer over to another text.
        return Refused("wrong_version") if acknowledged else None
    if review.hold == "hard":
        return Refused("held_hard", review=review)
    return None if acknowledged == review.id else Refused("held_for_review", review=review)


def settle(session: Session, facts: Facts, at: datetime) -> tuple[Session, tuple[Event, ...]]:
    """What both are ready for, until nothing more follows; and the session after it."""
    events: tuple[Event, ...] = ()
    while following := _following(session, facts, at):
        session = replay(session, following)
        events = (*events, *following)
    return session, events


def _following(session: Session, facts: Facts, at: datetime) -> tuple[Event, ...]:
    settling = SETTLING.get(type(session.phase))
    following = settling(session, session.phase, facts, at) if settling else ()
    # Nearly always there is no suggestion, and nothing is asked.
    return following or (settle_step(session, facts, at) if session.suggestions else ())


def elapse(session: Session, facts: Facts, at: datetime) -> tuple[Session, tuple[Event, ...]]:
    """What time brought by now, the earliest deadline first, and then what both are ready for.

    A deadline that has passed comes before what both are ready for only now: P-7 holds, however late this runs.
    """
    events: tuple[Event, ...] = ()
    # Most commands come before anything is due, and whoever keeps the timer has found that out already.
    due = facts.due
    for _ in range(MOST_AT_ONCE):
        past = [one for one in deadlines(session, facts) if one.at <= at] if due <= at else []
        if past:
            following = min(past, key=lambda one: one.at).happening(at)
            session = replay(session, following)
        else:
            session, following = settle(session, facts, at)
        if not following:
            return session, events
        events, due = (*events, *following), BEFORE
    raise RuntimeError(MOST_AT_ONCE)
