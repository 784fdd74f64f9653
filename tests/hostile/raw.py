"""Bytes on a socket, below every client library: an upgrade by hand, frames that no library would send."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Server

TEXT, BINARY, CLOSE, PING = 0x1, 0x2, 0x8, 0x9
FIN = 0x80


class RawSocket:
    """A WebSocket whose every byte is ours."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def upgraded(cls, server: Server, path: str = "/v1/live", *, deaf: bool = False) -> RawSocket:
        """`deaf` reads the answer to the upgrade and then hardly anything: its buffers are as small as can be."""
        host, port = server.url.removeprefix("http://").split(":")
        line = socket.socket()
        if deaf:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        line.setblocking(False)
        await asyncio.get_running_loop().sock_connect(line, (host, int(port)))
        reader, writer = await asyncio.open_connection(sock=line, limit=512 if deaf else 2**16)
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 101"), answer
        return cls(reader, writer)

    def put(self, raw: bytes) -> None:
        self.writer.write(raw)

    async def closed(self) -> int:
        """The code of the close frame that comes, 0 when the line just ends."""
        try:
            async with asyncio.timeout(15):
                while True:
                    code = await self._next()
                    if code is not None:
                        return code
        except (asyncio.IncompleteReadError, ConnectionError):
            return 0
        finally:
            self.writer.close()

    async def _next(self) -> int | None:
        first, second = await self.reader.readexactly(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
        payload = await self.reader.readexactly(length)
        if first & 0x0F != CLOSE:
            return None
        return int(struct.unpack("!H", payload[:2])[0]) if payload else 1005


def frame(payload: bytes, *, opcode: int = TEXT, first: int | None = None, masked: bool = True) -> bytes:
    """One frame; `first` replaces the whole first byte, for reserved bits and unknown opcodes."""
    head = bytes([FIN | opcode if first is None else first])
    mark = 0x80 if masked else 0
    if len(payload) < 126:
        head += bytes([mark | len(payload)])
    elif len(payload) < 65536:
        head += bytes([mark | 126]) + struct.pack("!H", len(payload))
    else:
        head += bytes([mark | 127]) + struct.pack("!Q", len(payload))
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))
