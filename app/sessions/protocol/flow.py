"""How one thing leads to the next: the floor's way, the steps in order, the end. It decides no permission."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.sessions.protocol import events as e
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.sides import SIDES, Side, other
from app.sessions.protocol.state import NEVER, Floor, Session
from app.templates.steps import Accountability, Closing, Frame, Solutions, Step, Understanding

# L-18: at the planned end the current turn and its reflection complete, but not for longer than this.
OVERRUN = timedelta(minutes=5)
# Nobody answers with "not yet" for ever: the understanding step is opened again at most this often.
MAX_AGAIN = 3


def turn_until(session: Session, side: Side, facts: Facts, at: datetime) -> datetime:
    """When this turn's time is over. Whoever needs another pace has no timer (L-9).

    The deadline is in the shared log: a stretched one would tell the partner by how much, where they may only see
    that there is no timer (attack test 27). The listener's right to the floor is counted in turns, not in seconds.
    """
    if facts.pace.of(side) != 1:
        return NEVER
    return at + timedelta(seconds=session.template.limits.turn_seconds)


def give_floor(session: Session, to: Side, facts: Facts, at: datetime) -> e.FloorGiven:
    return e.FloorGiven(at, to=to, until=turn_until(session, to, facts, at))


def after_turn(session: Session, floor: Floor, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    """A turn was heard: the floor goes to whoever claimed it (L-8), or stays for another turn."""
    if time_is_up(session, at):
        return to_closing(session, facts, at)
    if floor.claim == "claimed":
        return hand_over(session, floor, facts, at)
    return (give_floor(session, floor.holder, facts, at),)


def hand_over(session: Session, floor: Floor, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    """This holding is over: the partner's begins, or the step is complete."""
    if time_is_up(session, at):
        return to_closing(session, facts, at)
    step = session.current_step
    # `holdings` counts the floors given to a new holder in this step, this one included.
    if isinstance(step, Understanding) and session.holdings >= 2 * step.rounds and _heard_enough(session):
        return next_step(session, facts, at)
    if isinstance(step, Understanding) and session.holdings >= 2 * (step.rounds + MAX_AGAIN):
        return next_step(session, facts, at)
    return (give_floor(session, other(floor.holder), facts, at),)


def in_accountability(session: Session) -> bool:
    return session.step >= 0 and isinstance(session.current_step, Accountability)


def after_impact(session: Session, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    """An impact was heard, or its gap accepted: the fold opens ownership, unless time is up (L-18)."""
    return to_closing(session, facts, at) if time_is_up(session, at) else ()


def after_parked_impact(session: Session, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    """A-1: what was set aside opens nothing. Only where an earlier impact was heard does the step go on."""
    if time_is_up(session, at):
        return to_closing(session, facts, at)
    if session.account.opened == "not_yet":
        return next_step(session, facts, at)
    return (e.FloorGiven(at, to=other(session.hurt), until=NEVER),)


def _heard_enough(session: Session) -> bool:
    return understood(session) or not _solutions_ahead(session)


def understood(session: Session) -> bool:
    """L-10: each has had enough confirmed reflections by the other."""
    needed = session.template.limits.turns_before_proposals
    return all(session.heard.of(side) >= needed for side in SIDES)


def heard_each_other(session: Session) -> bool:
    """Each was understood at least once, and as often as the template wants where solutions are still to come."""
    return all(session.heard.of(side) for side in SIDES) and _heard_enough(session)


def _solutions_ahead(session: Session) -> bool:
    return any(isinstance(step, Solutions) for step in session.template.steps[session.step :])


def time_is_up(session: Session, at: datetime) -> bool:
    return at >= session.ends_at


def next_step(session: Session, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    """Enter the step after this one; past the last, the session is closed."""
    index = next_index(session)
    return (closed(session, at),) if index is None else enter_step(session, index, facts, at)


def next_index(session: Session) -> int | None:
    """Which step comes next; None past the last one."""
    steps = session.template.steps
    index = session.step + 1
    while index < len(steps) and not _may_enter(session, steps[index]):
        index += 1
    return index if index < len(steps) else None


def _may_enter(session: Session, step: Step) -> bool:
    if isinstance(step, Accountability):
        # One more round of understanding does not ask for the apology again.
        return session.account.reply == "none"
    # L-10: solutions stay locked for two who did not both get heard; the talk goes on to its closing instead.
    return understood(session) if isinstance(step, Solutions) else True


def to_closing(session: Session, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    """L-18: whatever step it was, time leads to the closing."""
    if at >= session.hard_end:
        # After an outage there is nothing left to close: nobody finished this talk, and nobody is told so.
        return (adjourned(at),)
    for index, step in enumerate(session.template.steps):
        if isinstance(step, Closing) and index > session.step:
            return enter_step(session, index, facts, at)
    return (closed(session, at),)


def enter_step(session: Session, index: int, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    step = session.template.steps[index]
    entered: tuple[e.Event, ...] = (e.StepEntered(at, index=index),)
    if isinstance(step, Frame) and session.wish:
        # The wish of the talk request is on the table from the start; its author has accepted it by asking.
        # The second fresh id: the first may name a purpose that is proposed in the very same breath.
        wish = e.FrameProposed(at, by=session.requester, version=facts.fresh[1], text=session.wish)
        return (*entered, wish)
    if isinstance(step, Understanding) and step.first_speaker != "both_choose":
        method: e.Method = "coin" if step.first_speaker == "coin" else "template"
        return (*entered, *begin_with(session, first_by_policy(session, step), method, facts, at))
    return entered


def understanding_again(session: Session, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    """L-10: a "not yet" leads back to one more round, without naming who said it."""
    index = max(i for i, step in enumerate(session.template.steps[: session.step]) if isinstance(step, Understanding))
    return (e.StepEntered(at, index=index), give_floor(session, session.first, facts, at))


def first_by_policy(session: Session, step: Understanding) -> Side:
    """L-12. An alternating couple begins with whoever did not begin last time."""
    if step.first_speaker == "requester":
        return session.requester
    if step.first_speaker == "hurt_partner":
        return session.hurt
    if step.first_speaker == "alternate":
        return other(session.previous_first)
    return coin(session)


def coin(session: Session) -> Side:
    """The seeded coin: the same for a session, however often it is replayed."""
    return SIDES[session.seed % 2]


def begin_with(session: Session, who: Side, method: e.Method, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    return (e.FirstChosen(at, who=who, method=method), give_floor(session, who, facts, at))


def adjourned(at: datetime) -> e.SessionEnded:
    """The one neutral end: leaving, a missed return, a lost connection and a timeout look the same (L-16)."""
    return e.SessionEnded(at, outcome="adjourned")


def lapsed(at: datetime) -> e.SessionEnded:
    return e.SessionEnded(at, outcome="lapsed")


def closed(session: Session, at: datetime) -> e.SessionEnded:
    return e.SessionEnded(at, outcome="closed", kind=_end_kind(session))


def _end_kind(session: Session) -> e.EndKind:
    """L-17: closing without an agreement is normal, and says what did happen."""
    # G-5: a limit that one declared for oneself is not something that both agreed on.
    if any(draft.state == "reached" and draft.scope == "shared" for draft in session.drafts):
        return "agreed"
    kinds = {type(step) for step in session.template.steps}
    if Understanding in kinds:
        return "understood" if all(session.heard.of(side) for side in SIDES) else "unfinished"
    if Accountability in kinds:
        # There it is one who is to be understood.
        return "understood" if session.heard.of(session.hurt) else "unfinished"
    return "none"
