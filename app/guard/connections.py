"""Connections before they say anything: a deadline for the request's head, a bound for its size, a cap per address.

Uvicorn has neither by itself (T24); this subclass adds them and nothing else.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN

from app.asgi import AT_ONCE

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveEvent
    from websockets.http11 import Request

HEAD_DEADLINE: Final = 10.0
LARGEST_HEAD: Final = 32 * 1024
# After the close frame the other end has this long to take it and answer.
CLOSED_WITHIN: Final = 3.0
# What may wait in a socket's own buffer; ordinary frames stop far below it.
MOST_UNREAD: Final = 512 * 1024


class Inbox:
    """What `asyncio.Queue` is to one who reads alone: its four deques are a tenth of an idle socket's memory."""

    __slots__ = ("_messages", "_wanted")

    def __init__(self) -> None:
        self._messages: list[ASGIReceiveEvent] = []
        self._wanted: asyncio.Future[None] | None = None

    def put_nowait(self, message: ASGIReceiveEvent) -> None:
        self._messages.append(message)
        if self._wanted is not None and not self._wanted.done():
            self._wanted.set_result(None)

    def empty(self) -> bool:
        return not self._messages

    async def get(self) -> ASGIReceiveEvent:
        while not self._messages:
            self._wanted = asyncio.get_running_loop().create_future()
            await self._wanted
        return self._messages.pop(0)


class Gate:
    """What `asyncio.Event` is, without a deque for waiters that mostly never come."""

    __slots__ = ("_open", "_waiting")

    def __init__(self) -> None:
        self._open = True
        self._waiting: list[asyncio.Future[None]] = []

    def set(self) -> None:
        self._open = True
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            if not one.done():
                one.set_result(None)

    def clear(self) -> None:
        self._open = False

    def is_set(self) -> bool:
        return self._open

    async def wait(self) -> None:
        while not self._open:
            waiting = asyncio.get_running_loop().create_future()
            self._waiting.append(waiting)
            await waiting


class GuardedSocket(WebSocketsSansIOProtocol):
    """Uvicorn's socket with a close that ends: to one who never reads, a polite one would wait for ever (L4).

    And with less of it kept: thousands of them are open and idle.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: whatever uvicorn gives its own class.
        super().__init__(*args, **kwargs)
        self.queue = Inbox()  # type: ignore[assignment] # all of a queue that is asked for
        self.writable = Gate()  # type: ignore[assignment] # all of an event that is asked for, by the same names
        self._leaving = False
        self._extensions: dict[str, Any] | None = None  # Any: what each of them is, only its name tells.

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.handshake_complete:
            # ASGI lets a server offer more than the protocol has; uvicorn's type knows only that its own is empty.
            self._extensions = cast("dict[str, Any]", self.scope["extensions"])
            self._extensions[AT_ONCE] = self.write_at_once

    def write_at_once(self, text: str) -> bool:
        """Write a frame, or say that it would have to wait or has nowhere to go, which `send` knows better.

        All that is written in one turn of the loop leaves together, for each piece costs a call of the system.
        """
        if self.close_sent or self.disconnected or not self.writable.is_set() or self.conn.state is not OPEN:
            return False
        self.conn.send_text(text.encode())
        if not self._leaving:
            self._leaving = True
            self.loop.call_soon(self._leave)
        return True

    def _leave(self) -> None:
        self._leaving = False
        # Whatever was sent in between took along what waited here.
        if (output := self.conn.data_to_send()) and not self.transport.is_closing():
            self.transport.write(b"".join(output))

    def start_keepalive(self) -> None:
        """The handshake is over: what was said in it is not needed any more."""
        super().start_keepalive()
        # The parser's own frame holds the request, so what is in it is emptied as well as let go.
        self.request.headers.clear()
        self.scope["headers"] = []
        del self.request, self.response

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        # Its own method, kept by its own scope, is a circle. By then it is frozen (process.py), and frozen circles are
        # not looked for: every socket that ever was would stay in memory.
        if self._extensions is not None:
            self._extensions.clear()

    def handle_ping(self) -> None:
        super().handle_ping()
        # A pong is written without asking whether the last one was read: a flood of pings would fill our memory.
        if self.transport.get_write_buffer_size() > MOST_UNREAD:
            self.transport.abort()

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        self.loop.call_later(CLOSED_WITHIN, self._cut_off)

    def _cut_off(self) -> None:
        if not self.disconnected:
            self.transport.abort()


class ConnectionCap:
    """How many plain HTTP connections each address holds."""

    def __init__(self, most: int, *, exempt: frozenset[str] = frozenset()) -> None:
        self.most = most
        self.exempt = exempt
        self.held: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        if self.held[address] >= self.most and address not in self.exempt:
            return False
        self.held[address] += 1
        return True

    def leave(self, address: str) -> None:
        self.held[address] -= 1
        if self.held[address] <= 0:
            del self.held[address]


def guarded_protocol(cap: ConnectionCap) -> type[HttpToolsProtocol]:  # noqa: C901 - one class, counted whole
    """Return the protocol class of one server, sharing one cap."""

    class GuardedProtocol(HttpToolsProtocol):
        """Uvicorn's protocol with patience that ends."""

        _address: str | None = None
        _in_head = True
        _head_size = 0
        _deadline: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            address = self.client[0] if self.client else "-"
            if not cap.enter(address):
                transport.abort()
                return
            self._address = address
            self._deadline = self.loop.call_later(HEAD_DEADLINE, transport.abort)

        def connection_lost(self, exc: Exception | None) -> None:
            self._settle()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            began_in_head = self._in_head
            super().data_received(data)
            # Only what came while the head was open, and left it open, is counted: a body may follow in one piece.
            if began_in_head and self._in_head:
                self._head_size += len(data)
                if self._head_size > LARGEST_HEAD:
                    self.transport.abort()

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._in_head = True
            self._head_size = 0
            if self._deadline is None:
                self._deadline = self.loop.call_later(HEAD_DEADLINE, self.transport.abort)

        def on_headers_complete(self) -> None:
            self._in_head = False
            self._cancel_deadline()
            super().on_headers_complete()

        def handle_websocket_upgrade(self) -> None:
            # The socket's own endpoint counts it from here on, until it has shown a ticket.
            self._settle()
            super().handle_websocket_upgrade()

        def _settle(self) -> None:
            self._cancel_deadline()
            if self._address is not None:
                cap.leave(self._address)
                self._address = None

        def _cancel_deadline(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

    return GuardedProtocol
