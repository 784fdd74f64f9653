"""What an observer sees: the shared part of the session, and what they may suggest. Nothing that is one partner's own.

No reading, no draft, no private prompt, no coach, and not what either partner may send or has said yes to (I-26).
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypedDict

from app.sessions.protocol import state as s
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.may import May
from app.sessions.protocol.observer_commands import OBSERVER_COMMAND_NAMES
from app.sessions.protocol.observing import OBSERVER_RULES
from app.sessions.protocol.pausing import live_offer
from app.sessions.protocol.sides import SIDES
from app.sessions.protocol.state import Session
from app.sessions.protocol.view import prompt_of, shared_part, terms
from app.sessions.protocol.view_suggestions import observers_here
from app.sessions.protocol.view_types import ObserverView, Partner, Prompt, Shared, TermsView
from app.sessions.protocol.wording import OBSERVER_TITLES, observer_guide


class Watcher(TypedDict):
    """The viewer, who has no part in the talk."""

    id: str
    role: Literal["observer"]


class WatchedFrame(TypedDict):
    """What both are asked to accept, while they are framing."""

    purpose: str | None
    format: str
    minutes: int
    pause_minutes: int


class WatchedPause(TypedDict):
    """The pause: its earliest end, its planned end, its latest end. Never whose it was."""

    not_before: datetime
    return_at: datetime
    latest: datetime
    offered: datetime | None


class WatchedStep(TypedDict):
    """The step that was suggested. Nothing says who said yes to it."""

    version: str


class WatchedView(Shared):
    """What an observer sees, and may suggest now."""

    guide: Prompt
    you: Watcher
    partners: list[Partner]
    frame: WatchedFrame | None
    pause: WatchedPause | None
    agreements: list[TermsView]
    observers: list[ObserverView]
    suggested_step: WatchedStep | None
    may: list[May]


def observer_view(session: Session, observer: str, facts: Facts, at: datetime) -> WatchedView:
    since = next((one.since for one in session.observers if one.id == observer), session.seq)
    return {
        **shared_part(session, at),
        # I-28: what was parked before the observer came is not theirs to read.
        "parked": [topic.text for topic in session.parked if topic.text and topic.since > since],
        "guide": prompt_of(observer_guide()),
        "you": {"id": observer, "role": "observer"},
        "partners": [{"id": session.people.of(side), "present": side in facts.present} for side in SIDES],
        "frame": _frame(session),
        "pause": _pause(session, at),
        "agreements": [terms(session, one) for one in session.drafts],
        "observers": observers_here(session, facts),
        "suggested_step": {"version": session.suggestions[-1].version} if session.suggestions else None,
        "may": observer_may(session, observer, at),
    }


def observer_may(session: Session, observer: str, at: datetime) -> list[May]:
    """What an observer may send now: the very question that `decide` asks."""
    return [
        {"name": name, "title": OBSERVER_TITLES[command], "schema": f"/v1/schemas/commands/{name}"}
        for command, name in OBSERVER_COMMAND_NAMES.items()
        if OBSERVER_RULES[command].allow(session, observer, at) is None
    ]


def _frame(session: Session) -> WatchedFrame | None:
    phase = session.phase
    if not isinstance(phase, s.Framing):
        return None
    return {
        "purpose": phase.proposals[-1].text if phase.proposals else None,
        "format": session.template.title,
        "minutes": session.template.limits.planned // 60,
        "pause_minutes": session.template.limits.pause_min // 60,
    }


def _pause(session: Session, at: datetime) -> WatchedPause | None:
    phase = session.phase
    if not isinstance(phase, s.Paused):
        return None
    offer = live_offer(phase, at)
    return {
        "not_before": phase.not_before,
        "return_at": phase.return_at,
        "latest": phase.latest,
        "offered": offer.return_at if offer else None,
    }
