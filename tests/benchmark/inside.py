"""What is measured inside this process: the bare durable append, and the rules without any input or output."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from app.clock import wire_now
from app.database import migrate
from app.database.address import address_of
from app.main import make_resources
from app.realtime import frames
from app.sessions.engine.gathering import Gathering
from app.sessions.engine.live import Live
from app.sessions.engine.loading import load_session
from app.sessions.engine.preparing import prepare
from app.sessions.engine.publishing import event_frames
from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import Decided
from app.sessions.protocol.decide import decide
from app.sessions.protocol.sides import SIDES
from app.sessions.service import parsed
from tests.benchmark.contenders.grouped import append, opened
from tests.benchmark.seeding import seed
from tests.benchmark.servers import fresh
from tests.benchmark.turns import TURNS

if TYPE_CHECKING:
    from pathlib import Path

    from app.resources import Resources

GROUP = 32


def append_floor(folder: Path, *, groups: int = 150) -> float:
    """Microseconds of CPU a command: two rows each, 32 commands a transaction, flushed at every commit."""
    db = opened(str(folder / "floor.sqlite3"))
    words = TURNS[0][2].encode()
    rooms = [str(uuid4()) for _ in range(GROUP)]
    refs = [[str(uuid4()) for _ in rooms] for _ in range(groups)]
    begun = time.process_time()
    for number in range(groups):
        append(db, [(room, number, ref, words) for room, ref in zip(rooms, refs[number], strict=True)])
    used = time.process_time() - begun
    db.close()
    return used / (groups * GROUP) * 1e6


def domain_loop(folder: Path, *, commands: int = 2000) -> float:
    """Microseconds of CPU a command: read the frame, check, ask the coach, decide, fold, seal, and draw all frames."""
    settings = fresh(folder)
    migrate.upgrade(address_of(settings))
    session_id = seed(settings, 1)[0].session_id
    resources = make_resources(settings)
    try:
        loaded = resources.database.read_now(lambda db: load_session(db, resources.keyring, session_id))
        assert loaded is not None
        live = Live(loaded, at=wire_now(resources.clock))
        live.here(frozenset(SIDES), at=wire_now(resources.clock))
        gathering = Gathering(resources)
        # Once round, as for everybody else who is measured: what is made at first use is no part of a command.
        for number in range(len(TURNS)):
            _one(resources, gathering, live, number)
        begun = time.process_time()
        for number in range(commands):
            _one(resources, gathering, live, number)
        return (time.process_time() - begun) / commands * 1e6
    finally:
        resources.database.close()
        resources.passwords.close()


def _one(resources: Resources, gathering: Gathering, live: Live, number: int) -> None:
    side, name, body = TURNS[number % len(TURNS)]
    raw = f'{{"type":"command","ref":"00000000-0000-4000-8000-{number:012x}","name":"{name}","body":{body}}}'
    frame = frames.decode(raw)
    assert isinstance(frame, frames.Command)
    at = wire_now(resources.clock) + timedelta(milliseconds=1)
    speaker = live.session.requester
    by = speaker if side == 0 else "b" if speaker == "a" else "a"
    command = parsed(c.COMMANDS_BY_NAME[name], frame.body).command(by)
    # The coach reads the words before the rules run, in the service as here.
    review = gathering.reviewing.review(live, command)
    facts = live.facts(fresh=gathering.fresh(), review=review)
    decided = decide(live.session, command, facts, at)
    assert isinstance(decided, Decided), decided
    first = live.session.seq + 1
    account = live.session.people.of(by)
    sender = (account, str(frame.ref), "f" * 64)
    prepared = prepare(live.loaded, decided, facts=facts, keyring=resources.keyring, sender=sender)
    live.loaded, live.due_at = prepared.after, prepared.due_at
    both = {live.session.people.a, live.session.people.b}
    event_frames(live, decided.events, both, first_seq=first, at=at)
    frames.accepted(str(frame.ref), seq=live.session.seq)
