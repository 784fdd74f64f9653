"""Fold one event into the session. No rules here: the decision was already taken.

An event that cannot have happened in this phase is a corrupt history, and stops the fold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar, assert_never

from app.sessions.protocol import events as e
from app.sessions.protocol.pausing import OFFER_STANDS
from app.sessions.protocol.sides import SIDES, other
from app.sessions.protocol.state import (
    CONVERSING,
    NEVER,
    TALKING,
    Agreeing,
    Answering,
    CalmStart,
    Choosing,
    Clarifying,
    Closing,
    Collecting,
    Confirming,
    Draft,
    Ended,
    Floor,
    Framing,
    Gap,
    Gate,
    Grounding,
    Landing,
    Lobby,
    Offer,
    Opening,
    Parked,
    Paused,
    Phase,
    Proposal,
    Purpose,
    Reflecting,
    Session,
    Speaking,
    Statement,
    Talking,
    TurnTime,
    Validating,
    Waiting,
)
from app.sessions.protocol.turns import GAP_TIME
from app.templates import steps

P = TypeVar("P")
# The closing is open for this long, unless the session's last minute comes first.
CLOSING_TIME = timedelta(minutes=10)
IN_PAUSE = (e.ReturnOffered, e.ReturnAgreed, e.PauseExtended, e.Resumed, e.SessionEnded)
_NEXT_TIME: dict[TurnTime, TurnTime] = {"running": "warned", "extended": "warned_again", "warned_again": "over"}


class CorruptHistory(Exception):  # noqa: N818 - it is a fact about the log
    """The log holds an event that cannot follow what came before it."""


def replay(session: Session, events: Iterable[e.Event]) -> Session:
    for event in events:
        session = evolve(session, event)
    return session


def evolve(session: Session, event: e.Event) -> Session:
    if not _may_follow(session, event):
        raise CorruptHistory(type(session.phase).__name__)
    counted = replace(session, seq=session.seq + 1, last_at=event.at)
    if not _brought_by_time(session.phase, event):
        counted = replace(counted, moved_at=event.at, quiet="none")
    return _folded(counted, event)


def _may_follow(session: Session, event: e.Event) -> bool:
    """I-35: nothing follows the end. I-09: in a pause nothing happens but the pause itself."""
    if isinstance(session.phase, Ended):
        return False
    if isinstance(session.phase, Paused):
        return isinstance(event, IN_PAUSE)
    return isinstance(event, e.SessionOpened) == (session.seq == 0)


def _brought_by_time(phase: Phase, event: e.Event) -> bool:
    """L-14: a silence is broken by any event but a warning, or more time that nobody asked for."""
    if isinstance(event, e.TimeExtended):
        return event.what == "quiet" or (event.what == "turn" and _is_free(phase, event))
    return isinstance(event, e.TimeWarned)


def _is_free(phase: Phase, event: e.TimeExtended) -> bool:
    """L-9: the one extension that comes by itself, when a turn's time was over."""
    return isinstance(phase, Speaking) and phase.time == "warned" and event.at >= phase.until


def _in(session: Session, kind: type[P]) -> P:
    if not isinstance(session.phase, kind):
        raise CorruptHistory(type(session.phase).__name__)
    return session.phase


def _talking(session: Session) -> Talking:
    if not isinstance(session.phase, TALKING):
        raise CorruptHistory(type(session.phase).__name__)
    return session.phase


def _folded(session: Session, event: e.Event) -> Session:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one arm per event, closed by assert_never.
    match event:
        case e.SessionOpened():
            lobby = Lobby(opens_at=event.opens_at, closes_at=event.closes_at)
            return replace(session, phase=lobby, opened_at=event.at, wish=event.wish)
        case e.Arrived():
            lobby = _in(session, Lobby)
            return session.now_in(replace(lobby, arrived=lobby.arrived | {event.by}))
        case e.StepEntered():
            return _step_entered(session, event)
        case e.CalmReached() | e.PromptsRevealed():
            return session
        case e.FrameProposed():
            framing = _in(session, Framing)
            proposal = Proposal(event.by, event.version, event.text)
            return session.now_in(replace(framing, proposals=(*framing.proposals, proposal)))
        case e.FrameAgreed():
            return _frame_agreed(session, event)
        case e.Appreciated():
            return _appreciated(session, event)
        case e.FirstChosen():
            return replace(session, first=event.who, holdings=0)
        case e.FloorGiven():
            return _floor_given(session, event)
        case e.FloorClaimed():
            return _floor_claimed(session)
        case e.Spoken():
            return _spoken(session, event)
        case e.Reflected():
            heard = _in(session, Reflecting)
            return session.now_in(
                Confirming(heard.floor, heard.statement, heard.attempt, heard.asked, reflection=event.text)
            )
        case e.ClarificationAsked():
            asked = _in(session, Reflecting)
            return session.now_in(
                Clarifying(asked.floor, asked.statement, asked.attempt, asked.asked + 1, question=event.text)
            )
        case e.ClarificationGiven():
            given = _in(session, Clarifying)
            return session.now_in(
                Reflecting(given.floor, given.statement, event.at, attempt=given.attempt, asked=given.asked)
            )
        case e.ReflectionConfirmed():
            return _confirmed(session, event)
        case e.GapAccepted():
            return session
        case e.TurnNarrowed():
            gap = _in(session, Gap)
            return session.now_in(Speaking(gap.floor, event.until, size="smaller"))
        case e.TopicParked():
            # L-7: in a gap it may be the turn itself that was set aside; the floor's next event moves on. What is
            # folded never hangs on the words, for they may be gone while the log still replays.
            return replace(session, parked=(*session.parked, Parked(event.by, event.text)))
        case e.Validated():
            validating = _in(session, Validating)
            return session.now_in(Landing(validating.floor, validating.attempt))
        case e.ValidationAnswered():
            return _validation_answered(session, event)
        case e.SolutionsOpened():
            return session.now_in(Agreeing(session.seq))
        case e.AgreementProposed():
            return _agreement_proposed(session, event)
        case e.AgreementReached():
            return _draft_moved(session, event.agreement, reached=True)
        case e.AgreementSetAside():
            return _draft_moved(session, event.agreement, reached=False)
        case e.PromptAnswered():
            return _prompt_answered(session)
        case e.Learned():
            closing = _in(session, Closing)
            return session.now_in(replace(closing, learned=closing.learned | {event.by}))
        case e.Paused():
            return _paused(session, event)
        case e.ReturnOffered():
            offer = Offer(event.by, event.return_at, event.at + OFFER_STANDS)
            return session.now_in(replace(_in(session, Paused), offers=(offer,)))
        case e.ReturnAgreed():
            return session.now_in(replace(_in(session, Paused), return_at=event.return_at, offers=()))
        case e.PauseExtended():
            return _pause_extended(session, event)
        case e.Resumed():
            return _moved_on(session, _in(session, Paused).interrupted, event.ends_at)
        case e.ConnectionLost():
            waiting = Waiting(since_at=event.at, until=event.until, interrupted=_talking(session))
            return session.now_in(waiting)
        case e.ConnectionRestored():
            return _moved_on(session, _in(session, Waiting).interrupted, event.ends_at)
        case e.TimeWarned():
            return _warned(session, event)
        case e.TimeExtended():
            return _extended(session, event)
        case e.SessionEnded():
            return session.now_in(Ended(event.at, event.outcome, event.kind))
        case _:  # pragma: no cover - mypy proves that no event is left; this line makes it do so.
            assert_never(event)


def _step_entered(session: Session, event: e.StepEntered) -> Session:
    entered = replace(session, step=event.index)
    if session.step < 0:
        planned = timedelta(seconds=session.template.limits.planned)
        entered = replace(entered, started_at=event.at, ends_at=event.at + planned)
    step = entered.current_step
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


def _frame_agreed(session: Session, event: e.FrameAgreed) -> Session:
    proposed = [one for one in _in(session, Framing).proposals if one.version == event.version]
    if not proposed:
        raise CorruptHistory(event.version)
    return replace(session, purpose=Purpose(event.version, proposed[-1].text))


def _appreciated(session: Session, event: e.Appreciated) -> Session:
    phase = session.phase
    if not isinstance(phase, Opening | Closing):
        raise CorruptHistory(type(phase).__name__)
    return session.now_in(replace(phase, appreciated=phase.appreciated | {event.by}))


def _floor_given(session: Session, event: e.FloorGiven) -> Session:
    phase = session.phase
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


def _floor_claimed(session: Session) -> Session:
    phase = session.phase
    if not isinstance(phase, CONVERSING):
        raise CorruptHistory(type(phase).__name__)
    return session.now_in(replace(phase, floor=replace(phase.floor, claim="claimed")))


def _spoken(session: Session, event: e.Spoken) -> Session:
    speaking = _in(session, Speaking)
    statement = Statement(
        size=speaking.size,
        text=event.text,
        observation=event.observation,
        feeling=event.feeling,
        need=event.need,
        request=event.request,
    )
    return session.now_in(Reflecting(speaking.floor, statement, event.not_before))


def _confirmed(session: Session, event: e.ReflectionConfirmed) -> Session:
    phase = _in(session, Confirming)
    if event.verdict == "accurate":
        holder = phase.floor.holder
        heard = session.heard.put(holder, session.heard.of(holder) + 1)
        # Without a validation to ask for, the floor's next event follows in the same breath.
        return replace(session, heard=heard, phase=Validating(phase.floor))
    # L-6: "partly" counts as an attempt.
    if phase.attempt >= session.template.limits.reflection_max_attempts:
        return session.now_in(Gap(phase.floor, phase.statement, until=event.at + GAP_TIME))
    again = Reflecting(phase.floor, phase.statement, event.at, attempt=phase.attempt + 1, asked=phase.asked)
    return session.now_in(again)


def _validation_answered(session: Session, event: e.ValidationAnswered) -> Session:
    phase = _in(session, Landing)
    # One retry; after it, or when it landed, the floor's next event follows in the same breath.
    return session if event.landed or phase.attempt > 1 else session.now_in(Validating(phase.floor, attempt=2))


def _agreement_proposed(session: Session, event: e.AgreementProposed) -> Session:
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
    )
    others = tuple(one for one in session.drafts if one.id != draft.id)
    # A proposal puts "done" back to open for both: its phase began anew.
    return replace(session, drafts=(*others, draft), phase=replace(_in(session, Agreeing), since=session.seq))


def _draft_moved(session: Session, agreement: str, *, reached: bool) -> Session:
    draft = session.draft(agreement)
    if draft is None:
        raise CorruptHistory(agreement)
    assents = draft.assents if not reached or draft.scope == "personal" else frozenset(SIDES)
    moved = replace(draft, state="reached" if reached else "set_aside", assents=assents)
    return replace(session, drafts=tuple(moved if one.id == agreement else one for one in session.drafts))


def _prompt_answered(session: Session) -> Session:
    phase = session.phase
    if isinstance(phase, Answering):
        return session.now_in(replace(phase, remaining=phase.remaining[1:]))
    _in(session, Collecting)
    return session


def _paused(session: Session, event: e.Paused) -> Session:
    phase = session.phase
    paused = Paused(
        since=session.seq,
        # Time stood still already while the connection was lost.
        since_at=phase.since_at if isinstance(phase, Waiting) else event.at,
        not_before=event.not_before,
        return_at=event.return_at,
        latest=event.latest,
        interrupted=phase.interrupted if isinstance(phase, Waiting) else _talking(session),
    )
    return session.now_in(paused)


def _pause_extended(session: Session, event: e.PauseExtended) -> Session:
    phase = _in(session, Paused)
    # I-10: the marks of the first part of the pause do not count for the next.
    extended = replace(
        phase,
        since=session.seq,
        not_before=event.not_before,
        return_at=event.return_at,
        extensions=phase.extensions + 1,
        offers=(),
    )
    return session.now_in(extended)


def _moved_on(session: Session, phase: Talking, ends_at: datetime) -> Session:
    """Time stood still: the session's end and the phase's deadline move by what was lost."""
    lost = ends_at - session.ends_at
    return replace(session, ends_at=ends_at, phase=shifted(phase, lost))


def shifted(phase: Talking, lost: timedelta) -> Talking:
    if isinstance(phase, Reflecting):
        return replace(phase, not_before=phase.not_before + lost)
    if isinstance(phase, CalmStart | Speaking | Gap | Grounding | Closing) and phase.until != NEVER:
        return replace(phase, until=phase.until + lost)
    return phase


def _warned(session: Session, event: e.TimeWarned) -> Session:
    if event.what == "quiet":
        return replace(session, quiet="warned")
    if event.what == "session":
        return replace(session, warnings=session.warnings | {"session"})
    speaking = _in(session, Speaking)
    return session.now_in(replace(speaking, time=_NEXT_TIME[speaking.time]))


def _extended(session: Session, event: e.TimeExtended) -> Session:
    phase = session.phase
    if event.what == "quiet":
        return replace(session, quiet="granted")
    if event.what == "turn" and isinstance(phase, Speaking):
        time: TurnTime = "extended" if _is_free(phase, event) else "running"
        return session.now_in(replace(phase, until=event.until, time=time))
    if isinstance(phase, CalmStart | Gap | Grounding | Closing):
        return session.now_in(replace(phase, until=event.until))
    return session
