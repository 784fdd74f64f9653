"""What the events of the accountability step leave behind: what was heard, owned and promised, and what is open now."""

from __future__ import annotations

from datetime import date
from itertools import repeat

from app.sessions.protocol import events as e
from app.sessions.protocol.account import Opened, Promise
from app.sessions.protocol.history import CorruptHistory, phase_as
from app.sessions.protocol.sides import other
from app.sessions.protocol.state import (
    Apologising,
    Floor,
    Gap,
    Impact,
    Owning,
    Planning,
    Reflecting,
    Replying,
    Session,
    Statement,
)
from app.values import replace


def impact_told(session: Session, event: e.ImpactTold) -> Session:
    phase = session.phase
    if not isinstance(phase, Impact | Owning):
        raise CorruptHistory(type(phase).__name__)
    statement = Statement(size=phase.size if isinstance(phase, Impact) else "whole", text=event.text)
    floor = Floor(session.hurt, turns=session.account.told)
    account = replace(session.account, told=session.account.told + 1)
    return replace(session, account=account, phase=Reflecting(floor, statement, event.not_before))


def impact_heard(session: Session, statement: Statement, opened: Opened) -> Session:
    """A-1: this, and nothing else, opens the way to ownership."""
    account = session.account
    heard = replace(
        account,
        impact=(*account.impact, statement.text),
        # What was confirmed once stays so, whatever gap is accepted later.
        opened="confirmed" if account.opened == "confirmed" else opened,
    )
    return replace(session, account=heard, phase=owning(session))


def owning(session: Session) -> Owning:
    return Owning(Floor(other(session.hurt)))


def gap_accepted(session: Session) -> Session:
    return impact_heard(session, phase_as(session, Gap).statement, "gap_accepted")


def narrowed(session: Session) -> Session:
    return session.now_in(Impact(phase_as(session, Gap).floor, size="smaller"))


def floor_given(session: Session) -> Session:
    """After an impact that was set aside, where an earlier one was heard."""
    phase_as(session, Gap)
    return session.now_in(owning(session))


def owned(session: Session, event: e.Owned) -> Session:
    floor = phase_as(session, Owning).floor
    account = replace(session.account, ownership=event.text)
    return replace(session, account=account, phase=Apologising(floor))


def apologised(session: Session, event: e.Apologised) -> Session:
    floor = phase_as(session, Apologising).floor
    account = replace(session.account, apology=event.text)
    return replace(session, account=account, phase=Planning(floor))


def prevention_planned(session: Session, event: e.PreventionPlanned) -> Session:
    phase_as(session, Planning)
    # After an erasure the words are gone and the rest is still there.
    words = (*zip(event.signs, event.acts, strict=True), *repeat(("", ""), len(event.kinds) - len(event.signs)))
    promises = tuple(
        Promise(kind, date.fromisoformat(due), *said)
        for kind, due, said in zip(event.kinds, event.due, words, strict=True)
    )
    account = replace(session.account, promises=promises)
    return replace(session, account=account, phase=Replying(Floor(session.hurt)))


def apology_answered(session: Session, event: e.ApologyAnswered) -> Session:
    phase_as(session, Replying)
    return replace(session, account=replace(session.account, reply=event.reply, still_needed=event.still_needed))
