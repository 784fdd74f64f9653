"""One connection to Valkey that comes back by itself: commands written once per tick, replies in order, pushes.

It never blocks and never raises: while Valkey is away a command is not sent, and whoever asked is told so.
"""

from __future__ import annotations

import asyncio
import logging
import random
from typing import TYPE_CHECKING, Final

from app.valkey.link import Away, ReplyRefused, connect

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.valkey.link import Handler, Link, Pushed

log = logging.getLogger(__name__)

CONNECT_WITHIN: Final = 2.0
STARTS_WITHIN: Final = 1.0
PING_EVERY: Final = 0.5
FIRST_PAUSE: Final = 0.05
LONGEST_PAUSE: Final = 2.0


class Valkey:
    """Keeps one connection. `opened` is called at each new one before anything else is sent, `ready` once that held."""

    def __init__(self, url: str, *, purpose: str) -> None:
        self._url = url
        self._purpose = purpose
        self._link: Link | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._said_away = False
        self._up = asyncio.Event()
        self._tried = asyncio.Event()
        self.opened: Callable[[], None] = _nothing
        self.ready: Callable[[], None] = _nothing
        self.pushed: Pushed = _nothing_with

    @property
    def healthy(self) -> bool:
        return self._up.is_set()

    async def start(self) -> None:
        """Begin to connect; wait for the first try, but never insist."""
        self._keeping = asyncio.create_task(self._keep())
        try:
            async with asyncio.timeout(STARTS_WITHIN):
                await self._tried.wait()
        except TimeoutError:
            return

    async def stop(self) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
            self._keeping = None

    def send(self, *command: str | bytes | int, handler: Handler | None = None, replies: bool = True) -> bool:
        """Send in this tick; return False when it cannot be sent. SUBSCRIBE and its kin have no reply, only pushes."""
        # What has no reply is bounded by what is listened to, and must not be lost while the connection holds.
        if self._link is None or (replies and self._link.full):
            return False
        self._link.send(command, handler=handler, replies=replies)
        return True

    async def ask(self, *command: str | bytes | int, within: float) -> object:
        """Return the reply; raise `Away` when there is none in time, or when it is an error."""
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()

        def answered(reply: object) -> None:
            if not answer.done():
                answer.set_result(reply)

        if not (self.healthy and self.send(*command, handler=answered)):
            raise Away
        try:
            async with asyncio.timeout(within):
                reply = await answer
        except TimeoutError:
            raise Away from None
        if isinstance(reply, Exception):
            raise Away
        return reply

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        try:
            while True:
                began = asyncio.get_running_loop().time()
                self._lost(await self._one_connection())
                lived = asyncio.get_running_loop().time() - began
                pause = FIRST_PAUSE if lived > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
                # Many processes lose Valkey in the same moment; they must not all come back in the same moment.
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreading is no secret
        finally:
            self._up.clear()
            if self._link is not None:
                self._link.close()
                self._link = None

    async def _one_connection(self) -> str:
        try:
            return await self._until_lost()
        except Exception:
            # Whatever it is, the next connection is tried: a listener that died silently would never be noticed.
            log.exception("valkey_failed", extra={"kind": self._purpose})
            return "failed"

    async def _until_lost(self) -> str:
        """Connect and hold on; return why it is over."""
        try:
            async with asyncio.timeout(CONNECT_WITHIN):
                link = await connect(self._url, self.pushed)
        except ReplyRefused:
            return "refused"
        except (OSError, TimeoutError):
            return "unreachable"
        self._link = link
        self.opened()
        link.send(("PING",), handler=lambda reply: self._holds(link, reply))
        while not link.closed.done():
            await asyncio.wait({link.closed}, timeout=PING_EVERY)
            if not link.ping():
                link.abort()
        return "closed"

    def _holds(self, link: Link, reply: object) -> None:
        if isinstance(reply, Exception) or link is not self._link:
            link.abort()
            return
        self._up.set()
        self._tried.set()
        self._said_away = False
        log.info("valkey_connected", extra={"kind": self._purpose})
        self.ready()

    def _lost(self, reason: str) -> None:
        self._up.clear()
        self._tried.set()
        self._link = None
        if not self._said_away:
            self._said_away = True
            log.warning("valkey_away", extra={"kind": self._purpose, "code": reason})


def _nothing() -> None:
    return


def _nothing_with(_message: list[object]) -> None:
    return
