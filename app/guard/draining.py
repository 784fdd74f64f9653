"""Going without losing an answer: what a socket has begun is finished and told, what it sends afterwards is not begun.

A command without an answer is sent again by its client, elsewhere, under the same `ref`; that is done once.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Message, Receive


class Draining:
    """Counts the sockets of this process that work on a frame. Nothing here knows what is in one."""

    def __init__(self) -> None:
        self._begun = False
        self._working = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    def begin(self) -> None:
        """Hand out no further frame."""
        self._begun = True

    async def quiet(self) -> None:
        """Return when every frame that was handed out has been worked on."""
        await self._quiet.wait()

    def watch(self, receive: Receive) -> Watched:
        return Watched(receive, self)

    @property
    def begun(self) -> bool:
        return self._begun

    def started(self) -> None:
        self._working += 1
        self._quiet.clear()

    def finished(self) -> None:
        self._working -= 1
        if not self._working:
            self._quiet.set()


class Watched:
    """A socket's `receive`: asking for the next message says that the one before has been worked on."""

    __slots__ = ("_draining", "_receive", "_working")

    def __init__(self, receive: Receive, draining: Draining) -> None:
        self._receive = receive
        self._draining = draining
        self._working = False

    async def __call__(self) -> Message:
        self.done()
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            if not self._draining.begun:
                self._working = True
                self._draining.started()
                return message

    def done(self) -> None:
        if self._working:
            self._working = False
            self._draining.finished()
