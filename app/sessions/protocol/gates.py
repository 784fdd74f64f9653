"""The rules of arriving, calm, frame, opening, prompts, exercises and closing, and what both wait for in each."""

from __future__ import annotations

from datetime import datetime

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol import lengths
from app.sessions.protocol.answers import Decided, Decision, Refused, happened
from app.sessions.protocol.facts import Facts, Mark
from app.sessions.protocol.flow import (
    MAX_AGAIN,
    begin_with,
    closed,
    coin,
    enter_step,
    lapsed,
    next_step,
    understanding_again,
)
from app.sessions.protocol.pausing import is_calm
from app.sessions.protocol.sides import SIDES, Side, other
from app.sessions.protocol.state import (
    CalmStart,
    Choosing,
    Closing,
    Framing,
    Gate,
    Grounding,
    Lobby,
    Opening,
    Session,
)
from app.templates.steps import Understanding

NOT_NOW = Refused("not_now")
TOO_LONG = Refused("too_long")
# A frame that one reworded this often will not be found by rewording once more. Counted for each, so that neither
# can use up the other's words and leave them only a yes.
MAX_PROPOSALS = 5


def may_arrive(_: Session, phase: Lobby, by: Side, __: Facts, at: datetime) -> Refused | None:
    if by in phase.arrived:
        return NOT_NOW
    return Refused("too_early", retry_at=phase.opens_at) if at < phase.opens_at else None


def arrive(session: Session, phase: Lobby, command: c.Arrive, facts: Facts, at: datetime) -> Decision:
    if not facts.open_to_start:
        # S-9: spacing, availability and every other cause look the same, and the same as a partner who did not come.
        return happened(lapsed(at))
    arrived = e.Arrived(at, by=command.by)
    if other(command.by) not in phase.arrived:
        return happened(arrived)
    return happened(arrived, *enter_step(session, 0, facts, at))


def settle_calm(session: Session, phase: CalmStart, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    if not all(is_calm(session, side, facts, phase.since) for side in SIDES):
        return ()
    return (e.CalmReached(at), *next_step(session, facts, at))


def may_propose_purpose(_: Session, phase: Framing, by: Side, __: Facts, ___: datetime) -> Refused | None:
    return NOT_NOW if sum(one.by == by for one in phase.proposals) >= MAX_PROPOSALS else None


def propose_purpose(_: Session, phase: Framing, command: c.ProposePurpose, facts: Facts, at: datetime) -> Decision:
    if not lengths.PURPOSE.fits(command.text):
        return TOO_LONG
    version = facts.fresh[0]
    proposed = e.FrameProposed(at, by=command.by, version=version, text=command.text)
    # Proposing is the proposer's acceptance; the partner's is theirs alone to give.
    return Decided((proposed,), (Mark(command.by, "frame", phase.since, at, version),))


def may_accept_frame(_: Session, phase: Framing, by: Side, facts: Facts, __: datetime) -> Refused | None:
    if not phase.proposals or accepted_frame(phase, by, facts):
        return NOT_NOW
    return None


def accepted_frame(phase: Framing, by: Side, facts: Facts) -> bool:
    """Whether this side accepted the purpose on the table, by a mark or by having proposed it."""
    proposal = phase.proposals[-1]
    mark = facts.marked(by, "frame", phase.since)
    return proposal.by == by or (mark is not None and mark.value == proposal.version)


def accept_frame(_: Session, phase: Framing, command: c.AcceptFrame, __: Facts, at: datetime) -> Decision:
    if command.version != phase.proposals[-1].version:
        return Refused("wrong_version")
    return Decided(marks=(Mark(command.by, "frame", phase.since, at, command.version),))


def settle_frame(session: Session, phase: Framing, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    if not phase.proposals or not all(accepted_frame(phase, side, facts) for side in SIDES):
        return ()
    return (e.FrameAgreed(at, version=phase.proposals[-1].version), *next_step(session, facts, at))


def may_appreciate(_: Session, phase: Opening | Closing, by: Side, __: Facts, ___: datetime) -> Refused | None:
    return NOT_NOW if by in phase.appreciated else None


def appreciate(
    session: Session, phase: Opening | Closing, command: c.Appreciate, facts: Facts, at: datetime
) -> Decision:
    if not lengths.note(lengths.turn(session.template.limits)).fits(command.text):
        return TOO_LONG
    said = e.Appreciated(at, by=command.by, text=command.text)
    if isinstance(phase, Opening) and other(command.by) in phase.appreciated:
        return happened(said, *next_step(session, facts, at))
    return happened(said)


def choose_first(_: Session, phase: Choosing, command: c.ChooseFirst, __: Facts, at: datetime) -> Decision:
    who = command.by if command.who == "me" else other(command.by)
    return Decided(marks=(Mark(command.by, "first", phase.since, at, who),))


def settle_first(session: Session, phase: Choosing, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    """L-12: where the secret picks agree they win; otherwise the seeded coin does."""
    picks = facts.both_marked("first", phase.since)
    if picks is None:
        return ()
    if picks[0].value == picks[1].value:
        agreed: Side = "a" if picks[0].value == "a" else "b"
        return begin_with(session, agreed, "chosen", facts, at)
    return begin_with(session, coin(session), "coin", facts, at)


def ready_for_solutions(_: Session, phase: Gate, command: c.ReadyForSolutions, __: Facts, at: datetime) -> Decision:
    return Decided(marks=(Mark(command.by, "ready", phase.since, at, command.ready),))


def settle_gate(session: Session, phase: Gate, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    marks = facts.both_marked("ready", phase.since)
    if marks is None:
        return ()
    if all(mark.value is True for mark in marks):
        return (e.SolutionsOpened(at),)
    return understanding_again(session, facts, at) if session.again < MAX_AGAIN else next_step(session, facts, at)


def may_be_done(_: Session, phase: Grounding | Closing, by: Side, facts: Facts, __: datetime) -> Refused | None:
    return NOT_NOW if facts.marked(by, "done", phase.since) else None


def done(_: Session, phase: Grounding | Closing, command: c.Done, __: Facts, at: datetime) -> Decision:
    return Decided(marks=(Mark(command.by, "done", phase.since, at, value=True),))


def settle_grounding(session: Session, phase: Grounding, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    return next_step(session, facts, at) if facts.both_marked("done", phase.since) else ()


def may_learn(_: Session, phase: Closing, by: Side, __: Facts, ___: datetime) -> Refused | None:
    return NOT_NOW if by in phase.learned else None


def learn(session: Session, _: Closing, command: c.Learn, __: Facts, at: datetime) -> Decision:
    if not lengths.note(lengths.turn(session.template.limits)).fits(command.text):
        return TOO_LONG
    return happened(e.Learned(at, by=command.by, text=command.text))


def may_rate_felt(_: Session, phase: Closing, by: Side, facts: Facts, __: datetime) -> Refused | None:
    return NOT_NOW if facts.marked(by, "felt", phase.since) else None


def rate_felt(_: Session, phase: Closing, command: c.RateFelt, __: Facts, at: datetime) -> Decision:
    levels = (command.safe, command.understood, command.had_a_say)
    return Decided(marks=(Mark(command.by, "felt", phase.since, at, levels),))


def settle_closing(session: Session, phase: Closing, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    return (closed(session, at),) if facts.both_marked("done", phase.since) else ()


def may_choose_first(session: Session, _: Choosing, __: Side, ___: Facts, ____: datetime) -> Refused | None:
    step = session.current_step
    return None if isinstance(step, Understanding) and step.first_speaker == "both_choose" else NOT_NOW
