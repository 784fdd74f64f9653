"""A TCP proxy that is a bad line: it delays, slices, cuts, resets, and swallows what goes one way or both.

It knows nothing of what passes. Swallowing is the nasty kind: both ends stay connected and nothing arrives, until the
line is healed and everything does, as TCP promises, or the line is cut and nothing ever will.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Literal, Self

if TYPE_CHECKING:
    from random import Random
    from types import TracebackType

Direction = Literal["up", "down"]
BOTH: Final[frozenset[Direction]] = frozenset({"up", "down"})


class Proxy:
    """A line from its own `port` to another one. Every connection over it has the same troubles."""

    def __init__(self, target: int, *, rng: Random) -> None:
        self.target = target
        self.port = 0
        self.connections = 0
        self.troubles = 0
        self._rng = rng
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = asyncio.Event()
        self.heal()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def heal(self) -> None:
        self.delay = 0.0
        self.slice = 0
        self.refusing = False
        self.swallowed: frozenset[Direction] = frozenset()
        self.cut_within = 0
        self._open.set()

    def swallow(self, *directions: Direction) -> None:
        """Nothing passes this way any more, and nobody is told."""
        self.troubles += 1
        self.swallowed = frozenset(directions) or BOTH
        self._open.clear()

    def cut(self) -> None:
        """Every connection ends at once with a reset."""
        self.troubles += 1
        for writer in tuple(self._writers):
            _reset(writer)

    def refuse(self) -> None:
        """Cut, and let nobody in."""
        self.refusing = True
        self.cut()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self.refusing:
            _reset(writer)
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            _reset(writer)
            return
        self._writers |= {writer, far_writer}
        ways = (self._pump(reader, far_writer, "up"), self._pump(far_reader, writer, "down"))
        tasks = {asyncio.create_task(way) for way in ways}
        self._tasks |= tasks
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks -= tasks
        self._writers -= {writer, far_writer}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Direction) -> None:
        try:
            while data := await reader.read(65536):
                while way in self.swallowed:
                    await self._open.wait()
                await self._pass(data, writer)
        except OSError:
            pass
        finally:
            # An end is not carried over a line that swallows it.
            while way in self.swallowed:
                await self._open.wait()
            with suppress(OSError, RuntimeError):
                writer.close()

    async def _pass(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        if self.delay:
            await asyncio.sleep(self._rng.uniform(0, 2 * self.delay))
        size = self.slice or len(data)
        for start in range(0, len(data), size):
            part = data[start : start + size]
            if self.cut_within and self._is_cut_at(part, writer):
                return
            writer.write(part)
            await writer.drain()
            if self.slice:
                await asyncio.sleep(0)

    def _is_cut_at(self, part: bytes, writer: asyncio.StreamWriter) -> bool:
        """Somewhere within the next so many bytes the line breaks, most often in the middle of a frame."""
        left = self._rng.randrange(self.cut_within)
        if left >= len(part):
            return False
        writer.write(part[:left])
        self.cut()
        return True

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self.heal()
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _reset(writer: asyncio.StreamWriter) -> None:
    found = writer.get_extra_info("socket")
    if found is not None:
        with suppress(OSError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
