"""An open-model load: every session sends at its own scheduled times, so a slow server cannot hide its delays.

A delay is measured from the moment a command was *due* to the moment its event reached the partner's socket.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import websockets

# One turn of a conversation, seven commands; `reflect` comes more than the micro-gap after `speak`.
TURN = ("speak", "need_time", "rate_arousal", "reflect", "confirm", "validate", "landed")
# 400 bytes of words, as assurance.md 4.2 wants it.
WORDS = "I felt alone on Sunday evening when the phone stayed on the table. " * 5
BODIES: dict[str, dict[str, Any]] = {
    "speak": {"text": WORDS[:200].strip()},
    "need_time": {},
    "rate_arousal": {"level": 2},
    "reflect": {"text": WORDS[:200].strip()},
    "confirm": {"verdict": "accurate"},
    "validate": {"text": WORDS[:180].strip()},
    "landed": {"yes": True},
}
# The events by which the partner sees each; `rate_arousal` is private, and is answered to its sender alone.
SEEN_AS = {
    "speak": "spoken",
    "need_time": "time_extended",
    "reflect": "reflected",
    "confirm": "reflection_confirmed",
    "validate": "validated",
    "landed": "validation_answered",
}
BY_LISTENER = frozenset({"reflect", "validate"})


@dataclass
class Measured:
    """Delays in milliseconds, and what did not go as it should."""

    delivered: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lost: int = 0

    def line(self) -> dict[str, float | int]:
        found = sorted(self.delivered) or [float("nan")]
        return {
            "commands": len(self.answered),
            "delivered": len(self.delivered),
            "p50_ms": round(at(found, 0.50), 2),
            "p95_ms": round(at(found, 0.95), 2),
            "p99_ms": round(at(found, 0.99), 2),
            "reply_p95_ms": round(at(sorted(self.answered) or [float("nan")], 0.95), 2),
            "refused": len(self.refused),
            "lost": self.lost,
        }


def at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Line:
    """One partner's socket: sends commands, and remembers when what arrived."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket
        self.seq = 0
        self.gaps = 0
        self._replies: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._events: dict[str, asyncio.Future[float]] = {}
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self.socket:
            now = time.perf_counter()
            frame = json.loads(message)
            if frame["type"] == "reply" and (reply := self._replies.pop(frame["ref"], None)):
                reply.set_result(frame)
            elif frame["type"] == "event":
                self.gaps += frame["seq"] != self.seq + 1
                self.seq = frame["seq"]
                waiting = self._events.pop(frame["name"], None)
                if waiting and not waiting.done():
                    waiting.set_result(now)
            elif frame["type"] == "snapshot":
                self.seq = frame["seq"]

    def expect(self, name: str) -> asyncio.Future[float]:
        self._events[name] = asyncio.get_running_loop().create_future()
        return self._events[name]

    async def send(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        ref = str(uuid4())
        reply = self._replies[ref] = asyncio.get_running_loop().create_future()
        await self.socket.send(json.dumps({"type": "command", "ref": ref, "name": name, "body": body}))
        return await asyncio.wait_for(reply, 30)

    async def close(self) -> None:
        self._task.cancel()
        await self.socket.close()


@dataclass
class Talk:
    """A session in which `speaker` has the floor; both lines are connected."""

    speaker: Line
    listener: Line


async def keep_talking(talk: Talk, *, start: float, every: float, until: float, measured: Measured) -> None:
    """Send the turn's commands at their times until the end of the measurement."""
    for number, name in zip(itertools.count(), _round(), strict=False):
        due = start + number * every
        if due >= until:
            return
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await _one(talk, name, due, measured)


def _round() -> Iterator[str]:
    return itertools.cycle(TURN)


async def _one(talk: Talk, name: str, due: float, measured: Measured) -> None:
    sender, partner = (talk.listener, talk.speaker) if name in BY_LISTENER else (talk.speaker, talk.listener)
    seen = partner.expect(SEEN_AS[name]) if name in SEEN_AS else None
    reply = await sender.send(name, BODIES[name])
    measured.answered.append((time.perf_counter() - due) * 1000)
    if not reply["ok"]:
        measured.refused.append(str(reply["code"]))
        return
    if seen is None:
        return
    try:
        measured.delivered.append((await asyncio.wait_for(seen, 10) - due) * 1000)
    except TimeoutError:
        measured.lost += 1


async def drive(talks: list[Talk], *, rate: float, seconds: float) -> Measured:
    """`rate` commands a second over all talks, each talk at its own even pace, starts spread over one period."""
    measured, every = Measured(), len(talks) / rate
    start = time.perf_counter() + 0.5
    await asyncio.gather(
        *(
            keep_talking(
                talk, start=start + every * n / len(talks), every=every, until=start + seconds, measured=measured
            )
            for n, talk in enumerate(talks)
        )
    )
    measured.lost += sum(line.gaps for talk in talks for line in (talk.speaker, talk.listener))
    return measured


@asynccontextmanager
async def connected(
    make: Callable[[int], Awaitable[Talk]], count: int, *, at_once: int = 16
) -> AsyncIterator[list[Talk]]:
    """Make the talks, a few at once, and close every socket at the end."""
    room = asyncio.Semaphore(at_once)

    async def one(number: int) -> Talk:
        async with room:
            return await make(number)

    talks = await asyncio.gather(*(one(number) for number in range(count)))
    try:
        yield list(talks)
    finally:
        await asyncio.gather(*(line.close() for talk in talks for line in (talk.speaker, talk.listener)))
