"""What one partner may see and do now. Everything a client shows comes from here, so it needs no rule of its own.

Times are aware datetimes, people are their opaque ids; the shell adds names and writes JSON. A snapshot at `n` and the
events after it give the same view as a snapshot now.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from app.sessions.protocol import state as s
from app.sessions.protocol.facts import Facts, Mark
from app.sessions.protocol.gates import accepted_frame
from app.sessions.protocol.may import may
from app.sessions.protocol.on_the_table import Draft
from app.sessions.protocol.pausing import is_calm, live_offer
from app.sessions.protocol.reviewed import shown_review
from app.sessions.protocol.sides import Side, other
from app.sessions.protocol.state import NEVER, PHASE_NAMES, Session, floor_of
from app.sessions.protocol.view_accounts import accountability
from app.sessions.protocol.view_suggestions import observers_here, suggested_step
from app.sessions.protocol.view_types import (
    Coach,
    DraftView,
    EndedView,
    Frame,
    Own,
    Partner,
    PauseView,
    Private,
    Prompt,
    Role,
    Shared,
    StepView,
    TermsView,
    TurnView,
    View,
)
from app.sessions.protocol.wording import guide
from app.templates.steps import Limits, Step, Wording

__all__ = ["Own", "Partner", "Shared", "View", "own_part", "prompt_of", "shared_part", "terms", "view"]

# L-16: an end without a finish always comes with another time to try, a day later.
ANOTHER_TIME = timedelta(hours=24)
OVERRIDES_BEFORE_A_PAUSE = 2


def view(session: Session, viewer: Side, facts: Facts, at: datetime) -> View:
    return {**shared_part(session, at), **own_part(session, viewer, facts, at)}


def shared_part(session: Session, at: datetime) -> Shared:
    """What both see alike: worked out and written once for both, since most commands are shown to both."""
    phase = session.phase
    floor = floor_of(phase)
    return {
        "session": session.id,
        "seq": session.seq,
        "now": at,
        "medium": session.medium,
        "template": session.template.slug,
        "phase": PHASE_NAMES[type(phase)],
        "step": _step(session),
        "purpose": session.purpose.text or None,
        "floor": session.people.of(floor.holder) if floor else None,
        "deadline": _deadline(phase),
        "not_before": getattr(phase, "not_before", getattr(phase, "opens_at", None)),
        "ends_at": None if session.ends_at == NEVER else session.ends_at,
        "turn": _turn(session),
        "accountability": accountability(session),
        "parked": [topic.text for topic in session.parked if topic.text],
        "ended": _ended(phase),
    }


def own_part(session: Session, viewer: Side, facts: Facts, at: datetime) -> Own:
    partner, role = other(viewer), _role(session, viewer)
    return {
        "guide": prompt_of(guide(session.phase, detail=_detail(session, viewer, role))),
        "you": {"id": session.people.of(viewer), "role": role},
        "partner": {"id": session.people.of(partner), "present": partner in facts.present},
        "frame": _frame(session, viewer, facts),
        "pause": _pause(session, viewer, at),
        "coach": _coach(session, viewer, facts),
        "agreements": [_draft(session, one, viewer) for one in session.drafts],
        "observers": observers_here(session, facts) if session.observers else [],
        "suggested_step": suggested_step(session, viewer, facts) if session.suggestions else None,
        "may": may(session, viewer, facts, at),
        "private": _private(session, viewer, facts, at),
    }


def prompt_of(wording: Wording) -> Prompt:
    return {"key": wording.key, "text": wording.text}


def _step(session: Session) -> StepView | None:
    if session.step < 0:
        return None
    step: Step = session.current_step
    return {
        "index": session.step,
        "count": len(session.template.steps),
        "kind": step.kind,
        "title": step.title,
        "prompt": prompt_of(step.prompt),
    }


def _role(session: Session, viewer: Side) -> Role | None:
    """Who speaks and who listens. While paused or waiting nobody does."""
    phase = session.phase
    if isinstance(phase, s.Answering):
        return "speaker" if phase.remaining[:1] == (viewer,) else "listener"
    floor = floor_of(phase)
    if floor is None:
        return None
    return "speaker" if floor.holder == viewer else "listener"


def _detail(session: Session, viewer: Side, role: Role | None) -> str:
    if isinstance(session.phase, s.Closing) and session.account.reply == "not_ready" and viewer != session.hurt:
        # whoever waits for an answer is told that none is needed.
        return "no_answer_now"
    return session.phase.outcome if isinstance(session.phase, s.Ended) else role or ""


def _deadline(phase: s.Phase) -> datetime | None:
    if isinstance(phase, s.Lobby):
        return phase.closes_at
    if isinstance(phase, s.Paused):
        return phase.return_at
    until: datetime = getattr(phase, "until", NEVER)
    return None if until == NEVER else until


def _frame(session: Session, viewer: Side, facts: Facts) -> Frame | None:
    """What both are asked to accept: purpose, format, pause rule, length."""
    phase = session.phase
    if not isinstance(phase, s.Framing):
        return None
    proposal = phase.proposals[-1] if phase.proposals else None
    return {
        "version": proposal.version if proposal else None,
        "purpose": proposal.text if proposal else None,
        "proposed_by_you": proposal is not None and proposal.by == viewer,
        "accepted_by_you": proposal is not None and accepted_frame(phase, viewer, facts),
        "format": session.template.title,
        "minutes": session.template.limits.planned // 60,
        "pause_minutes": session.template.limits.pause_min // 60,
    }


def _turn(session: Session) -> TurnView | None:
    phase = session.phase
    if not isinstance(phase, (s.Reflecting, s.Clarifying, s.Confirming, s.Gap)):
        return None
    said = phase.statement
    return {
        "by": session.people.of(phase.floor.holder),
        "attempt": 0 if isinstance(phase, s.Gap) else phase.attempt,
        "text": said.text,
        "observation": said.observation,
        "feeling": list(said.feeling),
        "need": list(said.need),
        "request": said.request,
        "question": phase.question if isinstance(phase, s.Clarifying) else None,
        "reflection": phase.reflection if isinstance(phase, s.Confirming) else None,
    }


def _pause(session: Session, viewer: Side, at: datetime) -> PauseView | None:
    phase = session.phase
    if not isinstance(phase, s.Paused):
        return None
    offer = live_offer(phase, at)
    return {
        "not_before": phase.not_before,
        "return_at": phase.return_at,
        "latest": phase.latest,
        "offer": {"at": offer.return_at, "by_you": offer.by == viewer} if offer else None,
    }


def _draft(session: Session, draft: Draft, viewer: Side) -> DraftView:
    return {**terms(session, draft), "by_you": draft.by == viewer, "assented_by_you": viewer in draft.assents}


def terms(session: Session, draft: Draft) -> TermsView:
    """What everybody here sees of a proposal."""
    return {
        "id": draft.id,
        "version": draft.version,
        "kind": draft.kind,
        "scope": draft.scope,
        "category": draft.category,
        "owner": session.people.of(draft.owner),
        "days": draft.days,
        "text": draft.text,
        "acceptable": list(draft.particulars.acceptable),
        "not_acceptable": list(draft.particulars.not_acceptable),
        "if_it_happens": list(draft.particulars.if_it_happens),
        "observable_sign": draft.particulars.observable_sign,
        "cadence": draft.particulars.cadence,
        "state": draft.state,
    }


def _ended(phase: s.Phase) -> EndedView | None:
    if not isinstance(phase, s.Ended):
        return None
    again = None if phase.outcome == "closed" else phase.at + ANOTHER_TIME
    return {"outcome": phase.outcome, "kind": phase.kind, "suggested_at": again}


def _private(session: Session, viewer: Side, facts: Facts, at: datetime) -> Private:
    """For this viewer's eyes alone; nothing here moves anything that the partner can see."""
    own = [mark for mark in facts.marks if mark.by == viewer]
    levels = [mark for mark in own if mark.kind == "arousal"]
    since, coached = getattr(session.phase, "since", -1), facts.coached.of(viewer)
    gated = isinstance(session.phase, (s.CalmStart, s.Paused))
    return {
        "arousal": int(str(levels[-1].value)) if levels else None,
        "calm": is_calm(session, viewer, facts, since) if gated else None,
        "suggest": _suggestion(session, levels, at, overrides=coached.overrides),
        "given": sorted({mark.kind for mark in own if mark.since == since and mark.kind in _SETTLING_KINDS}),
        "parked": [str(mark.value) for mark in own if mark.kind == "parked"],
        "draft_review": shown_review(coached.held) if coached.held else None,
    }


def _coach(session: Session, viewer: Side, facts: Facts) -> Coach:
    """C-7: said honestly, to each of the two for the language that they write in."""
    coached = facts.coached.of(viewer)
    state: Literal["on", "off"] = "on" if coached.pack else "off"
    strictness = session.template.coaching.strictness
    return {"state": state, "reason": coached.reason, "pack": coached.pack, "strictness": strictness}


_SETTLING_KINDS = ("frame", "ready", "first", "done", "return", "answer", "felt")


def _suggestion(
    session: Session, levels: list[Mark], at: datetime, *, overrides: int
) -> Literal["slow_down", "pause"] | None:
    """rules.md 0: high, or rising fast, is offered a pause; stirred up, a slower pace. Only ever to oneself."""
    # coach.md 6: words that twice went out as they were are a sign of heat, too.
    if overrides >= OVERRIDES_BEFORE_A_PAUSE:
        return "pause"
    if not levels:
        return None
    limits, now = session.template.limits, int(str(levels[-1].value))
    if now >= limits.pause_offer_at or _rising(levels, limits, at):
        return "pause"
    return "slow_down" if now >= limits.slow_down_at else None


def _rising(levels: list[Mark], limits: Limits, at: datetime) -> bool:
    now = int(str(levels[-1].value))
    if now < limits.rise_delta:
        # It cannot have risen by more than it is.
        return False
    recent = [int(str(one.value)) for one in levels if at - one.at <= timedelta(seconds=limits.rise_window)]
    return bool(recent) and now - min(recent) >= limits.rise_delta
