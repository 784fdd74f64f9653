"""The load: hand-made frames over plain protocols, so that the generator never limits; it checks what it receives.

Two models. Closed: so many commands under way, the next one when one is done. Open: commands at their times, so that
a slow server cannot hide its delays; a delay counts from the moment a command was *due*.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from tests.benchmark.turns import TURNS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EVENT = b'{"type":"event","seq":'
TRIES = 20
REPLY = b'{"type":"reply"'
_refs = itertools.count(1)


class Dialect(Protocol):
    """How one contender wants to be spoken to."""

    @property
    def path(self) -> str: ...

    @property
    def replies(self) -> bool: ...

    def hello(self, room: str, ticket: str) -> bytes: ...

    def command(self, payload: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Plain:
    """Frames as Rejoin has them."""

    path: str = "/v1/live"
    replies: bool = True

    def hello(self, room: str, ticket: str) -> bytes:  # noqa: ARG002 - the ticket names the session
        return b'{"type":"hello","ticket":"%b"}' % ticket.encode()

    def command(self, payload: bytes) -> bytes:
        return payload


@dataclass(frozen=True, slots=True)
class Roomed(Plain):
    """A contender that knows rooms and no tickets."""

    def hello(self, room: str, ticket: str) -> bytes:  # noqa: ARG002 - one dialect for all
        return b'{"room":"%b"}' % room.encode()


@dataclass(frozen=True, slots=True)
class SocketIo(Plain):
    """The same payloads inside Socket.IO's own envelope."""

    def hello(self, room: str, ticket: str) -> bytes:  # noqa: ARG002 - one dialect for all
        return b'42["hello",{"room":"%b"}]' % room.encode()

    def command(self, payload: bytes) -> bytes:
        return b'42["command",%b]' % payload


class Socket(asyncio.Protocol):
    """One client socket. The mask is zero: it costs the client nothing and the server the same."""

    def __init__(self, host: str, dialect: Dialect, heard: Callable[[bytes, float], None]) -> None:
        self._host, self._dialect, self._heard = host, dialect, heard
        self._buffer = b""
        self.open = asyncio.get_running_loop().create_future()
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._upgraded = False
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment] # TCP
        self._transport.write(
            f"GET {self._dialect.path} HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the end is the end
        self.closed = True
        if not self.gone.done():
            self.gone.set_result(None)
        if not self.open.done():
            self.open.set_exception(ConnectionError("closed before it was open"))

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        self._buffer += data
        if not self._upgraded:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if self.open.done():
                # Whoever opened it gave up.
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                self.open.set_exception(ConnectionError(head[:80].decode()))
                return
            self._buffer, self._upgraded = rest, True
            self.open.set_result(None)
        self._frames(now)

    def _frames(self, now: float) -> None:
        buffer, at, end = self._buffer, 0, len(self._buffer)
        while end - at >= 2:
            length, start = buffer[at + 1] & 127, at + 2
            if length == 126:
                length, start = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 4
            elif length == 127:
                length, start = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            if end < start + length or end < start:
                break
            self._frame(buffer[at] & 15, buffer[start : start + length], now)
            at = start + length
        self._buffer = buffer[at:]

    def _frame(self, kind: int, payload: bytes, now: float) -> None:
        if kind == 9:
            self._write(0x8A, payload)
        elif kind == 1:
            if payload == b"2":
                self.send(b"3")
            elif payload.startswith(b'42["e'):
                self._heard(payload[11:-1], now)
            else:
                self._heard(payload, now)

    def send(self, payload: bytes) -> None:
        self._write(0x81, payload)

    def _write(self, first: int, payload: bytes) -> None:
        if self.closed:
            # Whoever waits for the answer notices, and the measurement says so.
            return
        size = len(payload)
        head = bytes((first, 0x80 | size)) if size < 126 else bytes((first, 0xFE)) + size.to_bytes(2, "big")
        self._transport.write(head + b"\0\0\0\0" + payload)

    def pause(self) -> None:
        """Stop reading, as a device does that went to sleep with its line up."""
        self._transport.pause_reading()

    def close(self) -> None:
        self._transport.abort()


@dataclass(slots=True)
class Tally:
    """What one measurement saw. Delays in milliseconds."""

    delays: list[float] = field(default_factory=list)
    done: int = 0
    refused: int = 0
    gaps: int = 0
    stuck: int = 0


class Talk:
    """One session and its two sockets; one command under way at a time, as between two people."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.turn = TURNS
        self.sockets: list[Socket] = []
        self.seqs = [0, 0]
        self.ready = [asyncio.get_running_loop().create_future() for _ in range(2)]
        self.due: deque[float] = deque()
        self.busy = False
        self.sent = 0
        self.tally = Tally()
        self.finished: Callable[[Talk], None] = lambda _talk: None
        self._sender = 0
        self._before = 0
        self._begun = 0.0
        self._answered = 0
        self._told = False

    def hears(self, side: int) -> Callable[[bytes, float], None]:
        def heard(payload: bytes, now: float) -> None:
            if payload.startswith(EVENT):
                self._event(side, int(payload[22 : payload.index(b",", 22)]), now)
            elif payload.startswith(REPLY):
                self._reply(payload)
            elif payload.startswith(b'{"type":"snapshot"'):
                at = payload.index(b'"seq":') + 6
                self.seqs[side] = int(payload[at : payload.index(b",", at)])
                self._is_ready(side)
            elif payload.startswith((b'{"type":"ready"', b"0{", b"40")):
                self._greeted(side, payload)

        return heard

    def _greeted(self, side: int, payload: bytes) -> None:
        if payload.startswith(b"0{"):
            self.sockets[side].send(b"40")
        elif payload.startswith(b"40"):
            self.sockets[side].send(self.dialect.hello(self.room, ""))
        else:
            self._is_ready(side)

    room = ""

    def _is_ready(self, side: int) -> None:
        if not self.ready[side].done():
            self.ready[side].set_result(None)

    def _event(self, side: int, seq: int, now: float) -> None:
        self.tally.gaps += seq != self.seqs[side] + 1
        self.seqs[side] = seq
        if self.busy:
            if side != self._sender and not self._told:
                self._told = True
                self.tally.delays.append((now - self._begun) * 1000)
            self._perhaps_done()

    def _reply(self, payload: bytes) -> None:
        if b'"ok":true' not in payload:
            # It is not sent again: a session that refuses what is due would only refuse faster.
            self.tally.refused += 1
            print("refused", payload[:300].decode(), file=sys.stderr)
            return
        self._answered = int(payload[payload.rindex(b":") + 1 : -1])
        self._perhaps_done()

    def _perhaps_done(self) -> None:
        wanted = self._answered if self.dialect.replies else self._before + 1
        if self._told and wanted > self._before and min(self.seqs) >= wanted:
            self.tally.done += 1
            self._finish()

    def _finish(self) -> None:
        self.busy = False
        self.finished(self)

    def go(self, due: float) -> None:
        self._sender, name, body = self.turn[self.sent % len(self.turn)]
        self.sent += 1
        self.busy, self._told, self._answered = True, False, 0
        self._before, self._begun = self.seqs[0], due
        ref = b"00000000-0000-4000-8000-%012x" % next(_refs)
        payload = b'{"type":"command","ref":"%b","name":"%b","body":%b}' % (ref, name.encode(), body.encode())
        self.sockets[self._sender].send(self.dialect.command(payload))


async def connect(
    addresses: Sequence[tuple[str, int]],
    dialect: Dialect,
    seeded: Sequence[tuple[str, tuple[str, str]]],
    *,
    together: bool = False,
) -> list[Talk]:
    """Open both sockets of every session, a few at once. Side n goes to address n, or both go where session n does."""
    room = asyncio.Semaphore(16)

    async def one(number: int, session_id: str, tickets: tuple[str, str]) -> Talk:
        async with room:
            talk = Talk(dialect)
            talk.room = session_id
            for side, ticket in enumerate(tickets):
                await _open(talk, side, addresses[(number if together else side) % len(addresses)], ticket)
            return talk

    return list(await asyncio.gather(*(one(number, *pair) for number, pair in enumerate(seeded))))


async def _open(talk: Talk, side: int, address: tuple[str, int], ticket: str) -> None:
    """A server that is busy may say "later" to a ticket; it was not used up then, and is shown again."""
    loop = asyncio.get_running_loop()
    for _ in range(TRIES):
        socket = Socket(f"{address[0]}:{address[1]}", talk.dialect, talk.hears(side))
        # Known before it is open: some greet in the same breath as they upgrade.
        talk.sockets[side:] = [socket]
        await loop.create_connection(lambda one=socket: one, *address)  # type: ignore[misc] # bound on purpose
        await socket.open
        if not isinstance(talk.dialect, SocketIo):
            socket.send(talk.dialect.hello(talk.room, ticket))
        await asyncio.wait({talk.ready[side], socket.gone}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
        if talk.ready[side].done():
            return
        socket.close()
        await asyncio.sleep(0.1)
    raise ConnectionError("nobody let the client in")


async def closed_loop(talks: Sequence[Talk], *, in_flight: int, seconds: float) -> Tally:
    """`in_flight` commands under way, over all sessions in turn."""
    tally, waiting, stop = Tally(), deque(talks), time.perf_counter() + seconds
    over = asyncio.get_running_loop().create_future()
    under_way = 0

    def finished(talk: Talk) -> None:
        nonlocal under_way
        under_way -= 1
        waiting.append(talk)
        following()

    def following() -> None:
        nonlocal under_way
        now = time.perf_counter()
        if now < stop:
            under_way += 1
            waiting.popleft().go(now)
        elif not under_way and not over.done():
            over.set_result(None)

    for talk in talks:
        talk.tally, talk.finished = tally, finished
    for _ in range(min(in_flight, len(talks))):
        following()
    done, _ = await asyncio.wait({over}, timeout=seconds + 10)
    tally.stuck = 0 if done else under_way
    return tally


async def open_model(talks: Sequence[Talk], *, rate: float, seconds: float) -> tuple[Tally, float]:
    """`rate` commands a second at even times, over all sessions in turn; also the share that was done in time."""
    tally, total = Tally(), int(rate * seconds)

    def finished(talk: Talk) -> None:
        if talk.due:
            talk.go(talk.due.popleft())

    for talk in talks:
        talk.tally, talk.finished = tally, finished
    start = time.perf_counter() + 0.05
    for number in range(total):
        due, talk = start + number / rate, talks[number % len(talks)]
        while (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        if talk.busy:
            talk.due.append(due)
        else:
            talk.go(due)
        if number % 50 == 0:
            await asyncio.sleep(0)
    in_time = tally.done / max(1, total)
    until = time.perf_counter() + 15
    while any(talk.busy for talk in talks) and time.perf_counter() < until:
        await asyncio.sleep(0.02)
    return tally, in_time
