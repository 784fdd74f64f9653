"""Put what was stored in front of the sockets of this process. Frames are made once for each viewer, from memory."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.realtime import frames
from app.realtime.close_codes import CloseCode
from app.realtime.hub import Hub, session_topic
from app.sessions.engine.codec import to_wire
from app.sessions.protocol.may import entries
from app.sessions.protocol.observer_view import observer_view
from app.sessions.protocol.observing import is_here
from app.sessions.protocol.sides import SIDES, Side, other
from app.sessions.protocol.state import Ended
from app.sessions.protocol.view import own_part, shared_part
from app.templates.speaking import in_language
from app.values import replace
from app.wire_time import stamp

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from app.sessions.engine.live import Live
    from app.sessions.protocol.events import Event
    from app.sessions.protocol.facts import Facts
    from app.sessions.protocol.may import Entries, May
    from app.sessions.protocol.observer_view import WatchedView
    from app.sessions.protocol.state import Session
    from app.sessions.protocol.view_types import Own
    from app.templates.steps import Template


def drawn(live: Live, side: Side, at: datetime) -> str:
    """The view of one partner as it travels, as JSON: with the epoch and the partner's name, times as stamps."""
    session = _read_by(live, side)
    return frames.joined(_shared(live, session, at), _own(live, session, side, live.seen(), at))


def _read_by(live: Live, side: Side) -> Session:
    """The session with the texts of its template in this partner's language, where it speaks it."""
    template = in_language(live.session.template, live.loaded.languages.of(side))
    return live.session if template is live.session.template else replace(live.session, template=template)


def _shared(live: Live, session: Session, at: datetime) -> str:
    seen = shared_part(session, at)
    written: dict[str, object] = {**seen, "epoch": live.loaded.epoch, "now": stamp(at)}
    for name in ("deadline", "not_before", "ends_at"):
        if (moment := seen[name]) is not None:
            written[name] = stamp(moment)
    if seen["ended"]:
        written["ended"] = _stamped(seen["ended"])
    return frames.encode(written)


def _own(live: Live, session: Session, side: Side, facts: Facts, at: datetime) -> str:
    seen = own_part(session, side, facts, at)
    head: dict[str, object] = {**seen, "partner": {**seen["partner"], "name": live.loaded.names.of(other(side))}}
    del head["may"], head["private"]
    if seen["pause"]:
        head["pause"] = _stamped(seen["pause"])
    if seen["observers"]:
        head["observers"] = _named(live, seen)
    offered = _offered(seen["may"], _written(entries(session.template.limits)))
    return f'{frames.encode(head)[:-1]},"may":[{offered}],"private":{frames.encode(seen["private"])}}}'


def _offered(offered: list[May], written: dict[str, tuple[May, str]]) -> str:
    # Most entries say what they say at every moment; they are most of a view, and are not written again each time.
    return ",".join(
        [
            text if entry is one else frames.encode(_stamped(one))
            for one in offered
            for entry, text in (written[one["name"]],)
        ]
    )


@lru_cache
def _written(said: Entries) -> dict[str, tuple[May, str]]:
    return {entry["name"]: (entry, frames.encode(entry)) for entry in said.values()}


def _stamped(value: Any) -> Any:  # Any: a part of a view.
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, dict):
        return {name: _stamped(one) for name, one in value.items()}
    return value


def shown(live: Live, side: Side, at: datetime) -> dict[str, Any]:
    """The same as a value, for answers that hold more than the view."""
    value: dict[str, Any] = json.loads(drawn(live, side, at))
    return value


def publish_events(hub: Hub, live: Live, events: Sequence[Event], *, first_seq: int, at: datetime) -> None:
    """Each event to each socket, with the view as it is now. After the end the sockets are closed (4410)."""
    topic = session_topic(live.session.id)
    sockets = hub.sockets(topic)
    if not sockets:
        return
    here = {outbox.holder.account_id for outbox in sockets}
    sent = event_frames(live, events, here, first_seq=first_seq, at=at)
    for outbox in sockets:
        if (due := sent.get(outbox.holder.account_id)) is None:
            # T13: at once, and before any other frame.
            outbox.close(CloseCode.SHARING_CHANGED)
            continue
        for frame in due:
            outbox.put(frame)
    if isinstance(live.session.phase, Ended):
        hub.close_topic(topic, CloseCode.ENDED)


def event_frames(
    live: Live, events: Sequence[Event], accounts: Collection[str], *, first_seq: int, at: datetime
) -> dict[str, list[str]]:
    """The frames for each of these people, in order. A view is most of what a command costs, so none is in vain."""
    people = live.session.people
    heads = [frames.encode(to_wire(one, seq=first_seq + n, people=people).as_json()) for n, one in enumerate(events)]
    facts, shared = live.seen(), _Shared(live, at)
    sent = {}
    for account_id in accounts:
        if account_id in {people.a, people.b}:
            side: Side = "a" if account_id == people.a else "b"
            session = _read_by(live, side)
            seen = frames.joined(shared.of(session), _own(live, session, side, facts, at))
        elif is_here(live.session, account_id):
            seen = watched(live, account_id, at)
        else:
            # Who watched until now, and may not any more: nothing, not even that they went.
            continue
        sent[account_id] = [frames.with_view(head, seen) for head in heads]
    return sent


class _Shared:
    """What both see alike, written once for both, unless they read the template in two languages."""

    __slots__ = ("_at", "_live", "_written")

    def __init__(self, live: Live, at: datetime) -> None:
        self._live, self._at = live, at
        self._written: list[tuple[Template, str]] = []

    def of(self, session: Session) -> str:
        for template, written in self._written:
            if template is session.template:
                return written
        self._written.append((session.template, _shared(self._live, session, self._at)))
        return self._written[-1][1]


def watched(live: Live, observer: str, at: datetime) -> str:
    """The view of one observer as it travels."""
    seen = observer_view(live.session, observer, live.facts(), at)
    names = live.loaded.names
    partners = [{**one, "name": names.of(side)} for side, one in zip(SIDES, seen["partners"], strict=True)]
    stamped = _stamped({**seen, "epoch": live.loaded.epoch, "partners": partners, "observers": _named(live, seen)})
    return frames.encode(stamped)


def _named(live: Live, seen: Own | WatchedView) -> list[dict[str, object]]:
    names = live.loaded.observer_names
    return [{**one, "name": names.get(one["id"], "")} for one in seen["observers"]]


def publish_view(hub: Hub, live: Live, side: Side, *, at: datetime) -> None:
    """Only what is private to this person changed: nobody else gets a frame (I-27)."""
    topic = session_topic(live.session.id)
    if hub.sockets(topic):
        hub.send(topic, frames.view(drawn(live, side, at)), to=live.session.people.of(side))


def publish_presence(hub: Hub, live: Live) -> None:
    hub.send(session_topic(live.session.id), frames.presence(present_ids(live)))


def present_ids(live: Live) -> list[str]:
    """Who is connected, the two and whoever watches."""
    return [*(live.session.people.of(side) for side in SIDES if side in live.present), *live.observing]
