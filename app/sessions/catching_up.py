"""What a socket gets first: a snapshot, or exactly what it missed; and from then on everything, once and in order.

Read and join happen under the session's lock, so no event can fall between what was read and what will be pushed.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from app.clock import wire_now
from app.errors import NotFound
from app.frozen import dataclass
from app.realtime import frames
from app.realtime.close_codes import CloseCode
from app.realtime.hub import session_topic
from app.realtime.outbox import Holder, Outbox
from app.sessions.engine.arriving import Arrival
from app.sessions.engine.publishing import drawn, present_ids
from app.sessions.protocol.state import Ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.accounts.actor import Actor
    from app.resources import Resources
    from app.sessions.engine.engine import Engine
    from app.sessions.engine.live import Live
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
    """Return the outbox of a new socket, and what goes out first; 404 or 401 for whoever may not be here."""

    async def joined(live: Live) -> Joined:
        side = live.side_of(actor.account_id)
        if side is None:
            raise NotFound
        # Joined first and checked after: a login or a couple that ends in between finds this socket, and closes it.
        outbox = resources.hub.join(session_topic(session_id), Holder(actor.account_id, actor.login_id))
        try:
            behind = _behind(live, seen)
            begin = max(0, live.session.seq - IN_A_SNAPSHOT) if behind is None else behind
            found = await engine.arriving.ask(Arrival(actor, live.loaded, after=begin, at=wire_now(resources.clock)))
            engine.meet_again(live, found.known)
            first = _first_frames(engine, live, side, found.events, whole=behind is None)
        except BaseException:
            resources.hub.leave(outbox)
            raise
        if isinstance(live.session.phase, Ended):
            outbox.close(CloseCode.ENDED)
        return Joined(outbox, first)

    return await engine.exclusively(session_id, joined)


def _first_frames(
    engine: Engine, live: Live, side: Side, events: Sequence[frames.EventFrame], *, whole: bool
) -> tuple[str, ...]:
    now = drawn(live, side, engine.moment(live))
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
