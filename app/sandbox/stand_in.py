"""A scripted partner in one session: a client like any other, but inside the process and without a socket.

It gets the frames that the partner's own sockets would get, and acts through the same `perform` as every door. It has
no way past a rule, and sees nothing that the partner would not see.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import Counter
from typing import TYPE_CHECKING

from app.errors import Problem
from app.frozen import dataclass
from app.realtime.close_codes import CloseCode
from app.sandbox.friendly import next_move
from app.sessions.catching_up import join
from app.sessions.protocol.answers import Refused
from app.sessions.service import Asked, perform

if TYPE_CHECKING:
    from app.accounts.actor import Actor
    from app.realtime.outbox import Outbox
    from app.resources import Resources
    from app.sandbox.friendly import Move, View
    from app.sessions.engine.engine import Engine

log = logging.getLogger(__name__)
# It looks again after this many seconds even if nothing was heard.
PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """Whom to play, where, and how many real seconds to think before each act."""

    actor: Actor
    session_id: str
    pace: float


class StandIn:
    """Plays one part until the session ends."""

    def __init__(self, resources: Resources, engine: Engine, part: Part) -> None:
        self._resources = resources
        self._engine = engine
        self._part = part
        self._sent: Counter[str] = Counter()
        self._view: View = {"may": []}
        self._over = False
        self._changed = asyncio.Event()

    def look_again(self) -> None:
        """Something happened that no frame tells, such as a moved clock."""
        self._changed.set()

    async def play(self) -> None:
        part, presence = self._part, self._resources.presence
        joined = await join(self._engine, self._resources, part.actor, part.session_id, None)
        # L-15: somebody who plays is here.
        presence.opened(part.session_id, part.actor.account_id)
        for frame in joined.first:
            self._take(frame)
        reading = asyncio.create_task(self._read(joined.outbox))
        try:
            while not self._over:
                await self._next()
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            self._resources.hub.leave(joined.outbox)
            presence.closed(part.session_id, part.actor.account_id)

    async def _read(self, outbox: Outbox) -> None:
        while not isinstance(item := await outbox.get(), CloseCode):
            self._take(item)
        self._over = True
        self._changed.set()

    def _take(self, frame: str) -> None:
        # Presence frames carry no view, and change nothing that could be done.
        self._view = json.loads(frame).get("view", self._view)
        self._changed.set()

    async def _next(self) -> None:
        self._changed.clear()
        move = next_move(self._view, self._sent)
        if move is None:
            await self._changed.wait()
            return
        if (wait := self._too_soon(move)) > 0:
            await self._wait(wait)
            return
        await asyncio.sleep(self._part.pace)
        # While it thought, the other may have acted.
        if not self._over and next_move(self._view, self._sent) == move:
            await self._act(move)

    def _too_soon(self, move: Move) -> float:
        if move.not_before is None:
            return 0.0
        return (move.not_before - self._resources.clock.now()).total_seconds()

    async def _act(self, move: Move) -> None:
        part = self._part
        self._changed.clear()
        self._sent[move.name] += 1
        asked = Asked(self._resources.ids.private(), move.name, move.body)
        try:
            answer = await perform(self._engine, self._resources, part.actor, part.session_id, asked)
        except Problem as problem:
            # A quota, or a busy service: a little later is time enough.
            log.info("stand_in_waits", extra={"code": problem.code})
            await self._wait(PATIENCE)
            return
        if isinstance(answer, Refused) and answer.retry_at is None:
            log.info("stand_in_refused", extra={"code": answer.code})
            await self._changed.wait()
            return
        # What it did comes back as a frame; to look before that would be to do it twice.
        await self._wait(PATIENCE)

    async def _wait(self, seconds: float) -> None:
        # Not `wait_for`: in Python 3.11 it can lose a cancellation, and the service would never stop.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()
