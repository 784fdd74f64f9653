"""What an invented partner says when a walk chooses a command: any body that fits the moment. It holds no rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.sessions.protocol import commands as c
from app.sessions.protocol import state as s
from app.sessions.protocol.accounting import days_open
from app.sessions.protocol.agreeing import first_to_assent, open_drafts
from app.sessions.protocol.pausing import live_offer
from app.templates.steps import Solutions

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from app.sessions.protocol.sides import Side
    from app.sessions.protocol.state import Session

CALM = (0, 2, 3, 3, 6)
STIRRED = (2, 3, 6, 6, 6, 6, 8)


def said_in(session: Session, command: type[c.Command], *, by: Side, at: datetime, rolls: Random) -> c.Command:
    """Return the command with a body, chosen by `rolls` among those that the moment allows."""
    return command(by=by, **_body(session, command, by, at=at, rolls=rolls))


def _body(session: Session, command: type[c.Command], by: Side, *, at: datetime, rolls: Random) -> dict[str, Any]:
    plain: dict[type[c.Command], dict[str, Any]] = {
        c.RateArousal: {"level": rolls.choice(_levels(session))},
        c.Confirm: {"verdict": rolls.choice(("accurate", "accurate", "partly", "not_yet"))},
        c.ResolveGap: {"choice": rolls.choice(("accept_gap", "smaller", "park", "pause"))},
        c.Landed: {"yes": rolls.random() < 0.7},  # noqa: PLR2004 - more often than not.
        c.ChooseFirst: {"who": rolls.choice(("me", "partner"))},
        c.ReadyForSolutions: {"ready": rolls.random() < 0.7},  # noqa: PLR2004 - the same.
        c.AnswerPrompt: {"skip": rolls.random() < 0.2, "text": "x"},  # noqa: PLR2004 - now and then.
        c.RateFelt: {"safe": 8, "understood": 7, "had_a_say": 9},
        c.ParkTopic: {"share": rolls.random() < 0.5, "text": "x"},  # noqa: PLR2004 - one in two.
        c.Help: {"who": rolls.choice(("self", "us"))},
    }
    return plain.get(command) or _of_the_moment(session, command, by, at=at, rolls=rolls)


def _levels(session: Session) -> tuple[int, ...]:
    return CALM if isinstance(session.phase, s.CalmStart | s.Paused) else STIRRED


def _of_the_moment(  # noqa: PLR0911 - one line per command that names something of the moment.
    session: Session, command: type[c.Command], by: Side, *, at: datetime, rolls: Random
) -> dict[str, Any]:
    phase = session.phase
    if command is c.AcceptFrame and isinstance(phase, s.Framing):
        return {"version": phase.proposals[-1].version}
    if command is c.AcceptStep:
        return {"version": session.suggestions[-1].version}
    if command is c.PlanPrevention:
        return {"steps": (c.PreventionStep("x", "x", "skill", days_open(at)[1]),)}
    if command is c.AnswerApology:
        return {"reply": rolls.choice(("received", "partly", "not_ready"))}
    if command is c.ProposeAgreement:
        return _proposal(session, rolls)
    if command is c.Assent and (draft := first_to_assent(session, by)):
        return {"agreement": draft.id, "version": draft.version}
    if command is c.SetAside:
        draft = rolls.choice(open_drafts(session))
        return {"agreement": draft.id, "version": draft.version}
    if command is c.OfferReturn and isinstance(phase, s.Paused):
        return {"return_at": max(phase.return_at, at)}
    if command is c.AcceptReturn and isinstance(phase, s.Paused) and (offer := live_offer(phase, at)):
        return {"return_at": offer.return_at}
    return {}


def _proposal(session: Session, rolls: Random) -> dict[str, Any]:
    step = session.current_step
    kind = rolls.choice(step.kinds) if isinstance(step, Solutions) else "boundary"
    boundary = kind == "boundary"
    return {
        "kind": kind,
        "scope": rolls.choice(("shared", "personal")) if boundary else "shared",
        "category": "time" if boundary else "none",
        "owner": "me",
        "days": 10 if kind == "commitment" else 90,
        "text": "x",
    }
