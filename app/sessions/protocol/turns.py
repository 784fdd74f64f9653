"""The rules of the floor: speak, reflect, confirm, clarify, the gap, validation, and how the floor passes (L-3…L-9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import get_args

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol import lengths
from app.sessions.protocol.answers import Decision, Refused, happened
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.flow import (
    after_impact,
    after_parked_impact,
    after_turn,
    hand_over,
    in_accountability,
    turn_until,
)
from app.sessions.protocol.pausing import pause_now
from app.sessions.protocol.sides import Side
from app.sessions.protocol.state import (
    NEVER,
    Clarifying,
    Confirming,
    Conversing,
    Gap,
    Landing,
    Reflecting,
    Session,
    Speaking,
    Validating,
)
from app.templates.steps import Understanding
from app.values import replace

# Made once: `may` asks for every command that the phase has, for both, after every command.
TOO_LONG = Refused("too_long")
NOT_NOW = Refused("not_now")
NOT_HOLDER = Refused("floor_not_held")
# L-7: who chooses nothing for this long has the topic parked.
GAP_TIME = timedelta(minutes=5)


def holder_only(_: Session, phase: Conversing, by: Side, __: Facts, ___: datetime) -> Refused | None:
    return None if phase.floor.holder == by else NOT_HOLDER


def listener_only(_: Session, phase: Conversing, by: Side, __: Facts, ___: datetime) -> Refused | None:
    return None if phase.floor.holder != by else NOT_NOW


def speak(session: Session, _: Speaking, command: c.Speak, __: Facts, at: datetime) -> Decision:
    limits = session.template.limits
    parts = (command.text, command.observation, command.request)
    if not lengths.turn(limits).fits(*parts, words=(*command.feeling, *command.need)):
        return TOO_LONG
    return happened(
        e.Spoken(
            at,
            by=command.by,
            # L-4: a breath between hearing and answering.
            not_before=at + timedelta(seconds=limits.micro_gap),
            outside_pressure=command.outside_pressure,
            text=command.text,
            observation=command.observation,
            feeling=command.feeling,
            need=command.need,
            request=command.request,
        )
    )


def may_pass_floor(_: Session, phase: Speaking, by: Side, __: Facts, ___: datetime) -> Refused | None:
    """L-8: the floor is passed on once a turn of this holding was finished."""
    if phase.floor.holder != by:
        return NOT_HOLDER
    return None if phase.floor.turns else NOT_NOW


def pass_floor(session: Session, phase: Speaking, _: c.PassFloor, facts: Facts, at: datetime) -> Decision:
    return happened(*hand_over(session, phase.floor, facts, at))


def may_claim_floor(session: Session, phase: Conversing, by: Side, _: Facts, __: datetime) -> Refused | None:
    """L-8: after some turns the listener may claim; L-9: also once a turn's time and its extension are over."""
    if phase.floor.holder == by or in_accountability(session):
        # The order of an accountability says whose word comes next; nobody claims it.
        return NOT_NOW
    if isinstance(phase, Speaking) and phase.time == "over":
        # Also for whoever asked before: a claim that waits for a confirmed reflection waits for ever on a silent turn.
        return None
    if phase.floor.claim == "claimed":
        return NOT_NOW
    enough = phase.floor.turns >= session.template.limits.turns_before_swap_right
    return None if enough else NOT_NOW


def claim_floor(session: Session, phase: Conversing, command: c.ClaimFloor, facts: Facts, at: datetime) -> Decision:
    claimed = e.FloorClaimed(at, by=command.by)
    if isinstance(phase, Speaking) and phase.time == "over":
        # L-9: the time and its free extension are over, so asking is enough; nobody's turn is cut off before.
        return happened(claimed, *hand_over(session, phase.floor, facts, at))
    return happened(claimed)


def may_answer_turn(_: Session, phase: Reflecting, by: Side, __: Facts, at: datetime) -> Refused | None:
    if phase.floor.holder == by:
        return NOT_NOW
    # L-4: early sends are told when.
    return Refused("too_early", retry_at=phase.not_before) if at < phase.not_before else None


def reflect(session: Session, _: Reflecting, command: c.Reflect, __: Facts, at: datetime) -> Decision:
    if not lengths.reflection(lengths.turn(session.template.limits)).fits(command.text, command.feeling_heard):
        return TOO_LONG
    return happened(e.Reflected(at, by=command.by, text=command.text, feeling_heard=command.feeling_heard))


def may_clarify(session: Session, phase: Reflecting, by: Side, facts: Facts, at: datetime) -> Refused | None:
    if phase.asked >= session.template.limits.clarify_max_per_turn:
        return NOT_NOW
    return may_answer_turn(session, phase, by, facts, at)


def clarify(_: Session, __: Reflecting, command: c.Clarify, ___: Facts, at: datetime) -> Decision:
    if not lengths.QUESTION.fits(command.text):
        return TOO_LONG
    return happened(e.ClarificationAsked(at, by=command.by, text=command.text))


def answer(session: Session, _: Clarifying, command: c.Answer, __: Facts, at: datetime) -> Decision:
    if not lengths.turn(session.template.limits).fits(command.text):
        return TOO_LONG
    return happened(e.ClarificationGiven(at, by=command.by, text=command.text))


def confirm(session: Session, phase: Confirming, command: c.Confirm, facts: Facts, at: datetime) -> Decision:
    if not lengths.MISSING.fits(command.missing):
        return TOO_LONG
    confirmed = e.ReflectionConfirmed(at, by=command.by, verdict=command.verdict, missing=command.missing)
    if command.verdict != "accurate" or asks_validation(session):
        return happened(confirmed)
    if in_accountability(session):
        return happened(confirmed, *after_impact(session, facts, at))
    # The turn counts as finished before the floor moves, so the follow-up sees the session as it will be.
    return happened(confirmed, *after_turn(heard_once_more(session, phase), phase.floor, facts, at))


def heard_once_more(session: Session, phase: Confirming) -> Session:
    holder = phase.floor.holder
    return replace(session, heard=session.heard.put(holder, session.heard.of(holder) + 1))


def asks_validation(session: Session) -> bool:
    step = session.current_step
    return isinstance(step, Understanding) and step.validation == "asked"


def gap_choices(phase: Gap) -> tuple[c.GapChoice, ...]:
    """L-7: how the speaker may go on. Said smaller once, a turn is not made smaller again."""
    return tuple(one for one in get_args(c.GapChoice) if one != "smaller" or phase.statement.size != "smaller")


def resolve_gap(session: Session, phase: Gap, command: c.ResolveGap, facts: Facts, at: datetime) -> Decision:
    if command.choice not in gap_choices(phase):
        return Refused("limit_reached")
    if command.choice == "accept_gap":
        return happened(e.GapAccepted(at, by=command.by), *_after_gap(session, phase, facts, at))
    if command.choice == "park":
        return happened(*park_turn(session, phase, facts, at))
    if command.choice == "pause":
        return happened(pause_now(session, at))
    until = NEVER if in_accountability(session) else turn_until(session, command.by, facts, at)
    return happened(e.TurnNarrowed(at, by=command.by, until=until))


def _after_gap(session: Session, phase: Gap, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    if in_accountability(session):
        # the hurt partner themselves said that it may go on.
        return after_impact(session, facts, at)
    return hand_over(session, phase.floor, facts, at)


def park_turn(session: Session, phase: Gap, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    """L-7: the topic is set aside, and the floor moves, so that nobody is held by a refusal without end."""
    parked = e.TopicParked(at, by=phase.floor.holder)
    if in_accountability(session):
        return (parked, *after_parked_impact(session, facts, at))
    return (parked, *hand_over(session, phase.floor, facts, at))


def validate(session: Session, _: Validating, command: c.Validate, __: Facts, at: datetime) -> Decision:
    if not lengths.note(lengths.turn(session.template.limits)).fits(command.text):
        return TOO_LONG
    return happened(e.Validated(at, by=command.by, text=command.text))


def landed(session: Session, phase: Landing, command: c.Landed, facts: Facts, at: datetime) -> Decision:
    said = e.ValidationAnswered(at, by=command.by, landed=command.yes)
    if not command.yes and phase.attempt == 1:
        return happened(said)
    return happened(said, *after_turn(session, phase.floor, facts, at))
