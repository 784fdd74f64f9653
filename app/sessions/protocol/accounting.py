"""The rules of the accountability step (A-1…A-4): what opens what, and who of the two may say it.

It checks order and form. Whether somebody means it is nobody's to measure (A-2).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol import lengths
from app.sessions.protocol.answers import Decision, Refused, happened
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.flow import next_step
from app.sessions.protocol.sides import Side
from app.sessions.protocol.state import (
    Accounting,
    Apologising,
    Impact,
    Owning,
    Paused,
    Planning,
    Replying,
    Session,
    Waiting,
)
from app.templates.steps import Accountability

TOO_LONG = Refused("too_long")
# A few steps that are kept are worth more than a list.
MOST_STEPS: Final = 5
# a date further away than this is a wish.
LATEST: Final = timedelta(days=365)
# Where the day begins last; a date that has not come there yet is in the future for somebody.
LAST_ZONE: Final = timedelta(hours=12)

# The order that is enforced: each is open in one phase, and locked before it.
_ORDER: Final[tuple[tuple[type[Accounting], type[c.Command]], ...]] = (
    (Owning, c.Own),
    (Apologising, c.Apologise),
    (Planning, c.PlanPrevention),
    (Replying, c.AnswerApology),
)


def is_still_locked(session: Session, command: type[c.Command]) -> bool:
    """A-1: ownership and apology before an impact was heard are locked, not merely out of place."""
    wanted = next((place for place, (_, one) in enumerate(_ORDER) if one is command), None)
    if wanted is None or isinstance(session.phase, Paused | Waiting):
        return False
    now = next((place for place, (phase, _) in enumerate(_ORDER) if isinstance(session.phase, phase)), -1)
    return wanted > now and _lies_ahead(session)


def _lies_ahead(session: Session) -> bool:
    if session.account.reply != "none":
        return False
    return any(isinstance(step, Accountability) for step in session.template.steps[max(session.step, 0) :])


def holder_only(_: Session, phase: Accounting, by: Side, __: Facts, ___: datetime) -> Refused | None:
    return None if phase.floor.holder == by else Refused("floor_not_held")


def may_tell_impact(session: Session, phase: Impact | Owning, by: Side, _: Facts, __: datetime) -> Refused | None:
    """Only the hurt partner can tell. Once they were heard they may tell more, as often as a speaker may go on."""
    if by != session.hurt:
        return Refused("floor_not_held")
    enough = session.account.told >= session.template.limits.turns_before_swap_right
    return Refused("not_now") if isinstance(phase, Owning) and enough else None


def tell_impact(session: Session, _: Impact | Owning, command: c.TellImpact, __: Facts, at: datetime) -> Decision:
    limits = session.template.limits
    if not lengths.turn(limits).fits(command.text):
        return TOO_LONG
    # L-4: a breath between hearing and answering.
    breath = timedelta(seconds=limits.micro_gap)
    return happened(e.ImpactTold(at, by=command.by, not_before=at + breath, text=command.text))


def own(_: Session, __: Owning, command: c.Own, ___: Facts, at: datetime) -> Decision:
    if not lengths.ACCOUNT.fits(command.text):
        return TOO_LONG
    return happened(e.Owned(at, by=command.by, text=command.text))


def apologise(_: Session, __: Apologising, command: c.Apologise, ___: Facts, at: datetime) -> Decision:
    if not lengths.ACCOUNT.fits(command.text):
        return TOO_LONG
    return happened(e.Apologised(at, by=command.by, text=command.text))


def plan_prevention(_: Session, __: Planning, command: c.PlanPrevention, ___: Facts, at: datetime) -> Decision:
    steps = command.steps
    if not all(lengths.PREVENTION.fits(step.sign) and lengths.PREVENTION.fits(step.act) for step in steps):
        return TOO_LONG
    first, last = days_open(at)
    if not 1 <= len(steps) <= MOST_STEPS or not all(first <= step.due <= last for step in steps):
        return Refused("limit_reached")
    return happened(
        e.PreventionPlanned(
            at,
            by=command.by,
            kinds=tuple(step.kind for step in steps),
            due=tuple(step.due.isoformat() for step in steps),
            signs=tuple(step.sign for step in steps),
            acts=tuple(step.act for step in steps),
        )
    )


def days_open(at: datetime) -> tuple[date, date]:
    """A-4: the first and the last day that a prevention step may be dated."""
    return (at - LAST_ZONE).date() + timedelta(days=1), (at + LATEST).date()


def answer_apology(session: Session, _: Replying, command: c.AnswerApology, facts: Facts, at: datetime) -> Decision:
    """A-3: every answer ends the step, and none of them is asked for again."""
    if not lengths.STILL_NEEDED.fits(command.still_needed):
        return TOO_LONG
    answered = e.ApologyAnswered(at, by=command.by, reply=command.reply, still_needed=command.still_needed)
    return happened(answered, *next_step(session, facts, at))
