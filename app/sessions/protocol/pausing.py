"""Pause, return, help, leave (P-1…P-7, L-16, S-10). Calling for one always succeeds and never names the caller."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.answers import Decided, Decision, Refused, happened
from app.sessions.protocol.facts import Facts, Mark
from app.sessions.protocol.flow import adjourned, lapsed
from app.sessions.protocol.sides import SIDES, Side
from app.sessions.protocol.state import Lobby, Offer, Paused, Phase, Session, Waiting

# P-5: an offered return time stands for this long; after it the earlier time holds.
OFFER_STANDS = timedelta(minutes=5)


def pause_now(session: Session, at: datetime) -> e.Paused:
    """P-2, P-4: one event for every cause, and the earliest return by the server's clock."""
    limits = session.template.limits
    shortest = timedelta(seconds=limits.pause_min)
    longest = timedelta(seconds=limits.pause_max)
    return e.Paused(
        at,
        not_before=at + shortest,
        return_at=at + min(suggested_rest(session), longest),
        latest=at + longest,
    )


def suggested_rest(session: Session) -> timedelta:
    limits = session.template.limits
    return timedelta(seconds=max(limits.pause_suggested_return, limits.pause_min))


def pause(session: Session, phase: Phase, command: c.Pause, _: Facts, at: datetime) -> Decision:
    marks = (Mark(command.by, "reason", session.seq, at, command.private_reason),) if command.private_reason else ()
    # P-1, I-11: pausing twice is the same answer, and nothing happens the second time.
    events = () if isinstance(phase, Paused) else (pause_now(session, at),)
    return Decided(events, marks)


def help_me(session: Session, phase: Phase, command: c.Help, _: Facts, at: datetime) -> Decision:
    """S-10: to the partner it is an ordinary pause; in a pause, or before anything began, it is nothing at all."""
    mark = Mark(command.by, "help", session.seq, at, command.who)
    events = () if isinstance(phase, Paused | Lobby) else (pause_now(session, at),)
    return Decided(events, (mark,))


def leave(_: Session, phase: Phase, __: c.Leave, ___: Facts, at: datetime) -> Decision:
    return happened(lapsed(at) if isinstance(phase, Lobby) else adjourned(at))


def live_offer(phase: Paused, at: datetime) -> Offer | None:
    return next((offer for offer in phase.offers if at < offer.until), None)


def may_offer_return(_: Session, phase: Paused, by: Side, __: Facts, at: datetime) -> Refused | None:
    if at >= phase.latest:
        return Refused("not_now")
    offer = live_offer(phase, at)
    if offer and offer.by == by:
        # P-3: a pause carries no messages, and a row of offers would be one.
        return Refused("too_early", retry_at=offer.until)
    return None


def offer_return(_: Session, phase: Paused, command: c.OfferReturn, __: Facts, at: datetime) -> Decision:
    if command.return_at < phase.not_before:
        return Refused("pause_not_over", retry_at=phase.not_before)
    if command.return_at < at:
        return Refused("wrong_version")
    if command.return_at > phase.latest:
        return Refused("limit_reached")
    return happened(e.ReturnOffered(at, by=command.by, return_at=command.return_at))


def may_accept_return(_: Session, phase: Paused, by: Side, __: Facts, at: datetime) -> Refused | None:
    offer = live_offer(phase, at)
    return None if offer and offer.by != by else Refused("not_now")


def accept_return(_: Session, phase: Paused, command: c.AcceptReturn, __: Facts, at: datetime) -> Decision:
    offer = live_offer(phase, at)
    if offer is None or offer.return_at != command.return_at:
        return Refused("wrong_version")
    return happened(e.ReturnAgreed(at, return_at=offer.return_at))


def may_return(session: Session, phase: Paused, by: Side, facts: Facts, at: datetime) -> Refused | None:
    # P-4: no act by one, by both, or by anybody else shortens the pause.
    if at < phase.not_before:
        return Refused("pause_not_over", retry_at=phase.not_before)
    if facts.marked(by, "return", phase.since):
        return Refused("not_now")
    return None if is_calm(session, by, facts, phase.since) else Refused("not_calm_yet")


def come_back(_: Session, phase: Paused, command: c.Return, __: Facts, at: datetime) -> Decision:
    return Decided(marks=(Mark(command.by, "return", phase.since, at, value=True),))


def is_calm(session: Session, side: Side, facts: Facts, since: int) -> bool:
    level = facts.arousal(side, since)
    return level is not None and level <= session.template.limits.max_arousal


def settle_pause(session: Session, phase: Paused, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    """P-6: both are here, both are calm, both said so, and the time is over."""
    ready = facts.both_marked("return", phase.since) is not None
    calm = all(is_calm(session, side, facts, phase.since) for side in SIDES)
    if at < phase.not_before or not ready or not calm or not all_here(session, facts):
        return ()
    return (e.Resumed(at, ends_at=session.ends_at + (at - phase.since_at)),)


def all_here(session: Session, facts: Facts) -> bool:
    """Two who talk aloud in one room need no connection each (L-30)."""
    return session.medium == "spoken" or all(side in facts.present for side in SIDES)


def missed_return(session: Session, phase: Paused, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    """P-6, P-7: somebody above the gate means more time, as often as the limits allow; otherwise a neutral end."""
    limits = session.template.limits
    not_before = at + timedelta(seconds=limits.pause_min)
    return_at = at + suggested_rest(session)
    if _still_high(session, phase, facts) and phase.extensions < limits.pause_extensions and return_at <= phase.latest:
        return (e.PauseExtended(at, not_before=not_before, return_at=return_at),)
    return (adjourned(at),)


def _still_high(session: Session, phase: Paused, facts: Facts) -> bool:
    levels = [facts.arousal(side, phase.since) for side in SIDES]
    return any(level is not None and level > session.template.limits.max_arousal for level in levels)


def settle_waiting(session: Session, phase: Waiting, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    if not all(side in facts.present for side in SIDES):
        return ()
    return (e.ConnectionRestored(at, ends_at=session.ends_at + (at - phase.since_at)),)
