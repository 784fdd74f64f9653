"""What an observer's socket gets first: the session as both see it, and the log from the moment they came in.

They come in before the first turn, or not at all; whoever is in may come back to a lost connection (T-4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts.logins import is_live
from app.clock import wire_now
from app.errors import NotFound, Unauthorized
from app.realtime import frames
from app.realtime.close_codes import CloseCode
from app.realtime.outbox import Holder
from app.sessions.engine.codec import decode, to_wire
from app.sessions.engine.publishing import present_ids, watched
from app.sessions.engine.store import events_after
from app.sessions.observing.access import may_watch
from app.sessions.protocol.state import Ended
from app.therapists.naming import therapist_names

if TYPE_CHECKING:
    from sqlmodel import Session as Db

    from app.accounts.actor import Actor
    from app.realtime.gated_outbox import GatedOutbox
    from app.resources import Resources
    from app.sessions.engine.engine import Engine
    from app.sessions.engine.live import Live
    from app.sessions.observing.watching import Watching

# As for partners: a snapshot shows the last of what was said, and who is further behind gets one.
IN_A_SNAPSHOT = 50
FURTHEST_BEHIND = 500


async def enter(
    engine: Engine,
    resources: Resources,
    watching: Watching,
    actor: Actor,
    session_id: str,
    *,
    seen: frames.Seen | None,
) -> tuple[GatedOutbox, tuple[str, ...]]:
    async def entered(live: Live) -> tuple[GatedOutbox, tuple[str, ...]]:
        await _come_in(engine, resources, watching, actor, live)
        # Joined first and checked after: consent that ends in between finds this socket, and closes it.
        outbox = watching.open(session_id, Holder(actor.account_id, actor.login_id))
        try:
            first = await _first_frames(resources, live, actor, seen)
        except BaseException:
            resources.hub.leave(outbox)
            raise
        if isinstance(live.session.phase, Ended):
            outbox.close(CloseCode.ENDED)
        return outbox, first

    return await engine.exclusively(session_id, entered)


async def _come_in(engine: Engine, resources: Resources, watching: Watching, actor: Actor, live: Live) -> None:
    account_id, session_id, at = actor.account_id, live.session.id, wire_now(resources.clock)

    def read(db: Db) -> str | None:
        allowed = may_watch(db, session_id, account_id, at=at)
        return therapist_names(db, resources.keyring, {account_id})[account_id] if allowed else None

    name = await resources.database.read(read)
    if name is None:
        watching.is_gone((session_id, account_id))
        raise NotFound
    if await engine.admit(live, account_id, name=name) is not None:
        raise NotFound


async def _first_frames(resources: Resources, live: Live, actor: Actor, seen: frames.Seen | None) -> tuple[str, ...]:
    session, epoch, at = live.session, live.loaded.epoch, wire_now(resources.clock)
    since = next((one.since for one in session.observers if one.id == actor.account_id), session.seq)
    known = seen is not None and seen.epoch == epoch and since <= seen.seq <= session.seq
    behind = seen.seq if seen is not None and known and session.seq - seen.seq <= FURTHEST_BEHIND else None
    # I-28: nothing before they came in, however much is asked for.
    begin = max(since - 1, session.seq - IN_A_SNAPSHOT) if behind is None else behind

    def read(db: Db) -> list[frames.EventFrame]:
        if not may_watch(db, session.id, actor.account_id, at=at):
            raise NotFound
        if not is_live(db, actor.login_id, at=at):
            raise Unauthorized
        found = [one for one in events_after(db, session.id, after=begin) if one.seq <= session.seq]
        keys, people = live.loaded.keys, session.people
        return [to_wire(decode(one, keys=keys), seq=one.seq, people=people) for one in found]

    events = await resources.database.read(read)
    now = watched(live, actor.account_id, at)
    present = frames.presence([*present_ids(live), actor.account_id])
    if behind is None:
        return (frames.snapshot(epoch=epoch, seq=session.seq, view=now, events=events), present)
    return (*(tuple(frames.event(one, view=now) for one in events) or (frames.view(now),)), present)
