"""A client that comes back by itself: it keeps what it has seen, resumes after it, and checks for gaps."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket as sockets
from typing import TYPE_CHECKING

from tests.benchmark.client import EVENT, REPLY, Plain, Socket
from tests.load.calling import call

if TYPE_CHECKING:
    from random import Random

    from tests.benchmark.seeding import Seeded
    from tests.load.service import Service

NEED_TIME = '{"type":"command","ref":"%s","name":"need_time","body":{}}'
JOINS_WITHIN = 10.0
_refs = itertools.count(1)


class Client:
    """One person at one socket. `receive_buffer` makes the system keep as little for it as it can."""

    def __init__(self, service: Service, seeded: Seeded, side: int, *, receive_buffer: int = 0) -> None:
        self.session_id, self._token = seeded.session_id, seeded.tokens[side]
        self._service, self._receive_buffer = service, receive_buffer
        self.seq = self.gaps = self.refused = self.snapshots = self.tries = 0
        self.epoch = ""
        self.acked: dict[str, int] = {}
        self.delays: list[float] = []
        self._due: dict[str, float] = {}
        self._joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def join(self) -> None:
        """A ticket, a socket, what was seen; returns when everything missed is here. ConnectionError if it is not."""
        self.tries += 1
        path = f"/v1/sessions/{self.session_id}/tickets"
        status, body = await call(self._service.address, "POST", path, token=self._token, body="{}")
        if status >= 300:
            raise ConnectionRefusedError(str(status))
        loop = asyncio.get_running_loop()
        self._joined = loop.create_future()
        host, port = self._service.address
        line = sockets.socket()
        if self._receive_buffer:
            line.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, self._receive_buffer)
        line.setblocking(False)
        await loop.sock_connect(line, (host, port))
        self.socket = Socket(f"{host}:{port}", Plain(), self._heard)
        await loop.create_connection(lambda: self.socket, sock=line)
        await self.socket.open
        hello: dict[str, object] = {"type": "hello", "ticket": body["ticket"]}
        if self.epoch:
            hello["seen"] = {"epoch": self.epoch, "seq": self.seq}
        self.socket.send(json.dumps(hello).encode())
        await asyncio.wait({self._joined, self.socket.gone}, timeout=JOINS_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        if not self._joined.done():
            self.socket.close()
            raise ConnectionResetError

    async def come_back(self, rng: Random, *, spread: float) -> float:
        """When the line is lost: somewhere within `spread` seconds, and again until it holds; the moment it does."""
        loop = asyncio.get_running_loop()
        await self.socket.gone
        while True:
            await asyncio.sleep(rng.uniform(0, spread))
            try:
                await self.join()
            except OSError:
                # Full jitter again, but not for as long: the service may only not be up yet.
                spread = min(spread, 2.0)
            else:
                return loop.time()

    def need_time(self, *, due: float) -> None:
        """A command that is always open, as often as needed, and that both are told of."""
        ref = f"00000000-0000-4000-8000-{next(_refs):012x}"
        self._due[ref] = due
        self.socket.send((NEED_TIME % ref).encode())

    @property
    def waiting(self) -> int:
        """Commands without an answer."""
        return len(self._due)

    def _heard(self, payload: bytes, now: float) -> None:
        if payload.startswith(EVENT):
            seq = int(payload[22 : payload.index(b",", 22)])
            self.gaps += seq != self.seq + 1
            self.seq = seq
        elif payload.startswith(REPLY):
            self._answered(json.loads(payload), now)
        elif payload.startswith(b'{"type":"snapshot"'):
            frame = json.loads(payload)
            self.epoch, self.seq = frame["epoch"], frame["seq"]
            self.snapshots += 1
        elif payload.startswith(b'{"type":"presence"') and not self._joined.done():
            self._joined.set_result(None)

    def _answered(self, frame: dict[str, object], now: float) -> None:
        ref = str(frame["ref"])
        due = self._due.pop(ref)
        if frame["ok"]:
            self.acked[ref] = int(str(frame["seq"]))
            self.delays.append((now - due) * 1000)
        else:
            self.refused += 1


async def connected(clients: list[Client], *, at_once: int = 16) -> None:
    room = asyncio.Semaphore(at_once)

    async def one(client: Client) -> None:
        async with room:
            await client.join()

    await asyncio.gather(*(one(client) for client in clients))


async def ask_for_time(clients: list[Client], *, rate: float, seconds: float) -> None:
    """In turn, at even times; who has lost the line is passed over."""
    loop_time = asyncio.get_running_loop().time
    start = loop_time()
    for number in range(int(rate * seconds)):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - loop_time()))
        client = clients[number % len(clients)]
        if not client.socket.closed:
            client.need_time(due=due)
