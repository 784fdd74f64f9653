"""One connection to Valkey until it is lost: what was sent is answered in order, pushes are passed on.

A client library was measured (performance.md 4): twice the work, and waiting where a doorbell must not wait.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import unquote, urlsplit

import hiredis

if TYPE_CHECKING:
    from collections.abc import Callable

    # Called with the reply, with a `hiredis.ReplyError`, or with `Away` when there will be no reply.
    Handler: TypeAlias = Callable[[object], None]
    Pushed: TypeAlias = Callable[[list[object]], None]

# A connection may die without a word; nobody must stay deaf for longer than this many pings.
UNANSWERED: Final = 2
MOST_WAITING: Final = 20_000
NOTHING_YET: Final = object()


class Away(Exception):  # noqa: N818 - a fact that every caller expects
    """Valkey cannot be asked now."""


class ReplyRefused(Exception):  # noqa: N818 - a fact
    """Valkey answered the first words with an error: a wrong password, or too old."""


async def connect(url: str, pushed: Pushed) -> Link:
    parts = urlsplit(url)
    loop = asyncio.get_running_loop()
    if parts.scheme == "unix":
        _, link = await loop.create_unix_connection(lambda: Link(pushed), parts.path)
    else:
        secure = ssl.create_default_context() if parts.scheme in {"valkeys", "rediss"} else None
        where = (parts.hostname or "127.0.0.1", parts.port or 6379)
        _, link = await loop.create_connection(lambda: Link(pushed), *where, ssl=secure)
    try:
        # RESP3: one connection may both publish and listen, so a process hears its pings and its rings in order.
        secret = ("AUTH", unquote(parts.username or "default"), unquote(parts.password)) if parts.password else ()
        await link.insist("HELLO", "3", *secret)
        if parts.scheme != "unix" and parts.path.strip("/"):
            await link.insist("SELECT", parts.path.strip("/"))
    except BaseException:
        link.abort()
        raise
    return link


class Link(asyncio.Protocol):
    """One connection until it is lost: what was sent is answered in order."""

    def __init__(self, pushed: Pushed) -> None:
        self._loop = asyncio.get_running_loop()
        self._reader = hiredis.Reader(notEnoughData=NOTHING_YET)
        self._pushed = pushed
        self._handlers: deque[Handler | None] = deque()
        self._outgoing: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self._choked = False
        self._pings = 0
        self.closed: asyncio.Future[None] = self._loop.create_future()

    @property
    def full(self) -> bool:
        return len(self._outgoing) + len(self._handlers) >= MOST_WAITING

    def send(self, command: tuple[str | bytes | int, ...], *, handler: Handler | None, replies: bool = True) -> None:
        if not self._outgoing and not self._choked:
            self._loop.call_soon(self._write)
        self._outgoing.append(hiredis.pack_command(command))  # type: ignore[arg-type] # its stub allows one word only
        if replies:
            self._handlers.append(handler)

    async def insist(self, *command: str) -> None:
        answer: asyncio.Future[object] = self._loop.create_future()
        # Whoever waits may have lost patience before the reply comes.
        self.send(command, handler=lambda reply: None if answer.done() else answer.set_result(reply))
        reply = await answer
        if isinstance(reply, Away):
            raise ConnectionError
        if isinstance(reply, Exception):
            raise ReplyRefused

    def ping(self) -> bool:
        """Ask for a sign of life; return False when too many were not answered."""
        self._pings += 1
        self.send(("PING",), handler=self._lives)
        return self._pings <= UNANSWERED

    def close(self) -> None:
        """Leave after what was said."""
        self._write()
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment] # a stream's transport is always a Transport

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        try:
            while (message := self._reader.gets()) is not NOTHING_YET:
                self._take(message)
        except hiredis.ProtocolError:
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - why does not matter
        if not self.closed.done():
            self.closed.set_result(None)
        while self._handlers:
            self._answer(Away())

    def pause_writing(self) -> None:
        self._choked = True

    def resume_writing(self) -> None:
        self._choked = False
        self._write()

    def _take(self, message: object) -> None:
        if isinstance(message, hiredis.PushNotification):
            self._pushed(message)
        else:
            self._answer(message)

    def _answer(self, reply: object) -> None:
        handler = self._handlers.popleft() if self._handlers else None
        if handler is not None:
            handler(reply)
        elif isinstance(reply, hiredis.ReplyError):
            # Nobody expected a reply to be of interest, so nobody would notice that nothing works.
            self.abort()

    def _lives(self, reply: object) -> None:
        if not isinstance(reply, Exception):
            self._pings = 0

    def _write(self) -> None:
        if self._outgoing and self._transport is not None and not (self._choked or self.closed.done()):
            self._transport.write(b"".join(self._outgoing))
            self._outgoing.clear()
