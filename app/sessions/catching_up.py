"""What a socket gets first: a snapshot, or exactly what it missed; and from then on everything, once and in order.

Read and join happen under the session's lock, so no event can fall between what was read and what will be pushed.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from app.accounts.logins import is_live
from app.clock import wire_now
from app.couples.access import require_member
from app.errors import NotFound, Unauthorized
from app.frozen import dataclass
from app.realtime import frames
from app.realtime.close_codes import CloseCode
from app.realtime.hub import session_topic
from app.realtime.outbox import Holder, Outbox
from app.sessions.engine.codec import decode, to_wire
from app.sessions.engine.loading import people_of
from app.sessions.engine.publishing import drawn, present_ids
from app.sessions.engine.store import events_after
from app.sessions.protocol.state import Ended

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlmodel import Session as Db

    from app.accounts.actor import Actor
    from app.resources import Resources
    from app.sessions.engine.engine import Engine
    from app.sessions.engine.live import Live
    from app.sessions.engine.loading import Known
    from app.sessions.protocol.sides import Side

# A snapshot shows the last of what was said; the transcript has all.
IN_A_SNAPSHOT = 50
# More than this behind is a snapshot's work.
FURTHEST_BEHIND = 500


@dataclass(frozen=True, slots=True)
class Joined:
    """`first` goes out before anything that the outbox gets."""

    outbox: Outbox
    first: tuple[str, ...] = field(repr=False)


async def join(engine: Engine, resources: Resources, actor: Actor, session_id: str, seen: frames.Seen | None) -> Joined:
    async def joined(live: Live) -> Joined:
        couple_id = live.loaded.couple_id
        side = live.side_of(actor.account_id)
        if side is None:
            raise NotFound
        # Joined first and checked after: a login or a couple that ends in between finds this socket, and closes it.
        outbox = resources.hub.join(session_topic(session_id), Holder(actor.account_id, actor.login_id))
        try:
            behind = _behind(live, seen)
            known, events = await _read(resources, live, actor, couple_id, after=behind)
            engine.meet_again(live, known)
            first = _first_frames(resources, live, side, events, whole=behind is None)
        except BaseException:
            resources.hub.leave(outbox)
            raise
        if isinstance(live.session.phase, Ended):
            outbox.close(CloseCode.ENDED)
        return Joined(outbox, first)

    return await engine.exclusively(session_id, joined)


def _require_still(db: Db, actor: Actor, couple_id: str, at: datetime) -> None:
    require_member(db, actor, couple_id)
    if not is_live(db, actor.login_id, at=at):
        raise Unauthorized


def _first_frames(
    resources: Resources, live: Live, side: Side, events: Sequence[frames.EventFrame], *, whole: bool
) -> tuple[str, ...]:
    now = drawn(live, side, wire_now(resources.clock))
    # Whoever joins counts as here; the presence frame that follows says it to the other.
    present = [*{*present_ids(live), live.session.people.of(side)}]
    if whole:
        frame = frames.snapshot(epoch=live.loaded.epoch, seq=live.session.seq, view=now, events=events)
        return (frame, frames.presence(present))
    # Nothing shared may have been missed, and yet what is private to this person may have changed on another device.
    shown_missed = tuple(frames.event(one, view=now) for one in events) or (frames.view(now),)
    return (*shown_missed, frames.presence(present))


def _behind(live: Live, seen: frames.Seen | None) -> int | None:
    """The `seq` to go on from, or None where a snapshot is due (I-18: also for a client that is ahead of us)."""
    if seen is None or seen.epoch != live.loaded.epoch:
        return None
    ahead = seen.seq > live.session.seq
    return None if ahead or live.session.seq - seen.seq > FURTHEST_BEHIND else seen.seq


async def _read(
    resources: Resources, live: Live, actor: Actor, couple_id: str, *, after: int | None
) -> tuple[Known, list[frames.EventFrame]]:
    """Who the two are now, and the log from `after` on; without it the last of what was said.

    One transaction for all of it: after a restart everybody comes back at once, and each one costs a thread a turn.
    """
    session_id, upto, keys, people = live.session.id, live.session.seq, live.loaded.keys, live.session.people
    begin, at, keyring = (
        max(0, upto - IN_A_SNAPSHOT) if after is None else after,
        wire_now(resources.clock),
        resources.keyring,
    )

    def read(db: Db) -> tuple[Known, list[frames.EventFrame]]:
        # I-24, I-38: looked at again at every connection, not only when the ticket was made.
        _require_still(db, actor, couple_id, at)
        known = people_of(db, keyring, people)
        found = events_after(db, session_id, after=begin)
        return known, [to_wire(decode(one, keys=keys), seq=one.seq, people=people) for one in found if one.seq <= upto]

    return await resources.database.read(read)
