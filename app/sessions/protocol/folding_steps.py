"""What the events of the steps leave behind: frame, kind words, proposals, answers, and the phase that a step opens."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from app.sessions.protocol import events as e
from app.sessions.protocol.account import NOTHING_YET
from app.sessions.protocol.history import CorruptHistory, phase_as
from app.sessions.protocol.on_the_table import Draft, Purpose
from app.sessions.protocol.particulars import Particulars
from app.sessions.protocol.sides import SIDES, other
from app.sessions.protocol.state import (
    Agreeing,
    Answering,
    CalmStart,
    Choosing,
    Closing,
    Collecting,
    Floor,
    Framing,
    Gate,
    Grounding,
    Impact,
    Opening,
    Phase,
    Session,
)
from app.templates import steps
from app.values import replace

# The closing is open for this long, unless the session's last minute comes first.
CLOSING_TIME = timedelta(minutes=10)


def step_entered(session: Session, event: e.StepEntered) -> Session:
    entered = replace(session, step=event.index, suggestions=())
    if session.step < 0:
        planned = timedelta(seconds=session.template.limits.planned)
        entered = replace(entered, started_at=event.at, ends_at=event.at + planned)
    step = entered.current_step
    if isinstance(step, steps.Accountability):
        # What an earlier try left behind, an impact that was set aside, is not carried over.
        entered = replace(entered, account=NOTHING_YET)
    if isinstance(step, steps.Understanding) and event.index <= session.step:
        # L-10: back after a "not yet": one round more.
        entered = replace(entered, again=session.again + 1, holdings=2 * (step.rounds - 1))
    return entered.now_in(enter(entered, step, event.at))


def enter(session: Session, step: steps.Step, at: datetime) -> Phase:  # noqa: PLR0911 - one arm per kind of step.
    """The phase that a step opens. Besides `view`, the only place that knows every kind of step."""
    seq = session.seq
    match step:
        case steps.CalmStart():
            return CalmStart(seq, until=at + timedelta(seconds=step.seconds))
        case steps.Frame():
            return Framing(seq)
        case steps.Opening():
            return Opening(seq)
        case steps.Understanding():
            return Choosing(seq)
        case steps.Accountability():
            return Impact(Floor(session.hurt))
        case steps.Solutions():
            return Gate(seq)
        case steps.PromptStep():
            both = (session.requester, other(session.requester))
            return Answering(seq, remaining=both) if _in_turn(step) else Collecting(seq)
        case steps.Grounding():
            return Grounding(seq, until=at + timedelta(seconds=step.seconds))
        case steps.Closing():
            return Closing(seq, until=min(at + CLOSING_TIME, session.hard_end))
        case _:  # pragma: no cover - mypy proves that no kind of step is left; this line makes it do so.
            assert_never(step)


def _in_turn(step: steps.PromptStep) -> bool:
    # A private answer is nobody's to wait for: both write at once.
    return step.order == "in_turn" and step.sharing == "shared"


def frame_agreed(session: Session, event: e.FrameAgreed) -> Session:
    proposed = [one for one in phase_as(session, Framing).proposals if one.version == event.version]
    if not proposed:
        raise CorruptHistory(event.version)
    return replace(session, purpose=Purpose(event.version, proposed[-1].text))


def appreciated(session: Session, event: e.Appreciated) -> Session:
    phase = session.phase
    if not isinstance(phase, Opening | Closing):
        raise CorruptHistory(type(phase).__name__)
    return session.now_in(replace(phase, appreciated=phase.appreciated | {event.by}))


def agreement_proposed(session: Session, event: e.AgreementProposed) -> Session:
    draft = Draft(
        id=event.agreement,
        version=event.version,
        by=event.by,
        kind=event.kind,
        scope=event.scope,
        category=event.category,
        owner=event.owner,
        days=event.days,
        # I-30: a new version has its proposer's assent and no other.
        assents=frozenset({event.by}),
        text=event.text,
        nonce=event.nonce,
        particulars=Particulars(
            event.acceptable, event.not_acceptable, event.if_it_happens, event.observable_sign, event.cadence
        ),
    )
    others = tuple(one for one in session.drafts if one.id != draft.id)
    # A proposal puts "done" back to open for both: its phase began anew.
    return replace(session, drafts=(*others, draft), phase=replace(phase_as(session, Agreeing), since=session.seq))


def draft_moved(session: Session, agreement: str, *, reached: bool) -> Session:
    draft = session.draft(agreement)
    if draft is None:
        raise CorruptHistory(agreement)
    assents = draft.assents if not reached or draft.scope == "personal" else frozenset(SIDES)
    moved = replace(draft, state="reached" if reached else "set_aside", assents=assents)
    return replace(session, drafts=tuple(moved if one.id == agreement else one for one in session.drafts))


def prompt_answered(session: Session) -> Session:
    phase = session.phase
    if isinstance(phase, Answering):
        return session.now_in(replace(phase, remaining=phase.remaining[1:]))
    phase_as(session, Collecting)
    return session
