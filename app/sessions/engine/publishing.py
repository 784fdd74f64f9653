"""Put what was stored in front of the sockets of this process. Frames are made once for each viewer, from memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.realtime import frames
from app.realtime.close_codes import CloseCode
from app.realtime.hub import Hub, session_topic
from app.sessions.engine.codec import to_wire
from app.sessions.protocol.sides import SIDES, Side
from app.sessions.protocol.state import Ended
from app.sessions.protocol.view import view

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.sessions.engine.live import Live
    from app.sessions.protocol.events import Event


def drawn(live: Live, side: Side, at: datetime) -> str:
    """The view of one partner as it travels, as JSON: with the epoch and the partner's name, times as stamps."""
    seen: dict[str, Any] = {**view(live.session, side, live.facts(), at)}
    seen["epoch"] = live.loaded.epoch
    seen["partner"] = {**seen["partner"], "name": live.loaded.names.of("b" if side == "a" else "a")}
    return frames.encode(seen)


def shown(live: Live, side: Side, at: datetime) -> dict[str, Any]:
    """The same as a value, for answers that hold more than the view."""
    value: dict[str, Any] = json.loads(drawn(live, side, at))
    return value


def publish_events(hub: Hub, live: Live, events: Sequence[Event], *, first_seq: int, at: datetime) -> None:
    """Each event to each socket, with the view as it is now. After the end the sockets are closed (4410)."""
    topic = session_topic(live.session.id)
    here = {outbox.holder.account_id for outbox in hub.sockets(topic)}
    if not here:
        return
    sent = [to_wire(event, seq=first_seq + n, people=live.session.people) for n, event in enumerate(events)]
    for side in SIDES:
        account_id = live.session.people.of(side)
        if account_id not in here:
            # A view is most of what a command costs, and the partner may be with another process.
            continue
        seen = drawn(live, side, at)
        for event in sent:
            hub.send(topic, frames.event(event, view=seen), to=account_id)
    if isinstance(live.session.phase, Ended):
        hub.close_topic(topic, CloseCode.ENDED)


def publish_view(hub: Hub, live: Live, side: Side, *, at: datetime) -> None:
    """Only what is private to this person changed: nobody else gets a frame (I-27)."""
    topic = session_topic(live.session.id)
    if hub.sockets(topic):
        hub.send(topic, frames.view(drawn(live, side, at)), to=live.session.people.of(side))


def publish_presence(hub: Hub, live: Live) -> None:
    present = [live.session.people.of(side) for side in SIDES if side in live.present]
    hub.send(session_topic(live.session.id), frames.presence(present))
