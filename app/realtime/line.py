"""One accepted WebSocket as plain ASGI: messages in, frames out, one close. It knows no frame and no rule.

The framework's own socket object and its stacks of contexts cost more memory than all that we keep of a session
(performance.md 8, 10), and every frame would pass through them.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from app.asgi import AT_ONCE
from app.realtime.close_codes import REASONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send

    from app.realtime.close_codes import CloseCode

# Whoever does not even read why is not waited for.
CLOSE_WITHIN: Final = 2.0


class Gone(Exception):  # noqa: N818 - it is what happens at the end of every conversation
    """The other end has closed, or was cut off."""


class Line:
    """What the live socket needs of a connection, and nothing more."""

    __slots__ = ("_open", "_receive", "_send", "address", "at_once")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        self.address: str = client[0] if client else "-"
        # Where the server has no such thing, every frame is sent by `send`.
        self.at_once: Callable[[str], bool] | None = scope.get("extensions", {}).get(AT_ONCE)
        self._receive = receive
        self._send = send
        self._open = False

    async def accept(self) -> None:
        """Take the connection; raise `Gone` when it went before that."""
        if (await self._receive())["type"] != "websocket.connect":
            raise Gone
        await self._send({"type": "websocket.accept", "subprotocol": None, "headers": []})
        self._open = True

    async def receive(self) -> str | bytes:
        """Return one message as it came."""
        message = await self._receive()
        if message["type"] != "websocket.receive":
            self._open = False
            raise Gone
        text: str | None = message.get("text")
        return text if text is not None else message.get("bytes") or b""

    async def send(self, frame: str) -> None:
        """Send one frame; a socket that is gone raises `OSError` or `RuntimeError`."""
        await self._send({"type": "websocket.send", "text": frame})

    async def close(self, code: CloseCode) -> None:
        """Say why and close, once; harmless when the other end is gone already."""
        if not self._open:
            return
        self._open = False
        try:
            async with asyncio.timeout(CLOSE_WITHIN):
                await self._send({"type": "websocket.close", "code": int(code), "reason": REASONS.get(code, "")})
        except (OSError, RuntimeError, TimeoutError):
            return
