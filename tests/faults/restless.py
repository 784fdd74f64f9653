"""A client that never stops sending and writes down everything: what it sent, what it was answered, what it received.

It resends what was not answered, some of it twice at once, and now and then an old reference with another body.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar, Protocol
from uuid import UUID

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from tests.faults.checker import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Door(Protocol):
    """Where a service answers: a process itself, or a bad line to one."""

    @property
    def url(self) -> str: ...

    @property
    def ws_url(self) -> str: ...


# Commands that make exactly one event, whose number is their answer.
MAKES = {
    "need_time": "time_extended",
    "speak": "spoken",
    "reflect": "reflected",
    "validate": "validated",
    "park_topic": "topic_parked",
    "suggest_next_step": "step_suggested",
}
CLAIMED = frozenset(MAKES.values())
WITH_WORDS = ("speak", "reflect", "validate", "park_topic")
BODIES: dict[str, dict[str, Any]] = {
    "need_time": {},
    "confirm": {"verdict": "accurate"},
    "landed": {"yes": True},
    "pass_floor": {},
    "rate_arousal": {"level": 2},
    "park_topic": {"share": True},
}
MOST_PENDING = 4
TWICE, OTHER_BODY = 0.2, 0.05


@dataclass
class Restless:
    # The first one is home; after trouble at one the next one is tried.
    doors: Sequence[Door]
    session_id: str
    token: str = field(repr=False)
    rng: Random
    acknowledged: Callable[[], None]
    transcript: list[dict[str, Any]] = field(default_factory=list, repr=False)
    said: list[str] = field(default_factory=list, repr=False)
    connections: int = 0
    # Whoever hears nothing for so long, while something waits for its answer, takes the line for dead.
    patience: float = 8.0
    # Seconds between two commands, at least and at most.
    pace: tuple[float, float] = (0.005, 0.04)

    tickets: ClassVar[str] = "tickets"

    def __post_init__(self) -> None:
        self._at, self._connected_to = 0, -1
        self._heard = time.monotonic()
        self._again = False
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None]
        self._epoch, self._seq = "", 0
        self._may: list[str] = []
        self._pending: dict[str, str] = {}
        self._others: dict[str, str] = {}
        self._tried_otherwise: set[str] = set()
        self._answered: dict[str, dict[str, Any]] = {}
        self._stopping = False

    async def run(self) -> None:
        """Live until told to stop and everything was answered."""
        while not (self._stopping and not self._pending and not self._others and self._caught_up()):
            try:
                await self._connection()
            except (OSError, WebSocketException, InvalidHandshake, httpx.TransportError, TimeoutError):
                self._at = (self._at + 1) % len(self.doors)
                await asyncio.sleep(0.03)

    async def go_home(self) -> None:
        """Leave another door for the first one; whoever is between two doors comes by there anyway."""
        if self._connected_to > 0 and self._socket is not None:
            self._at = -1
            await self._socket.close()

    @property
    def at_home(self) -> bool:
        return self._connected_to == 0

    def stop(self, upto: Callable[[], int]) -> None:
        """Send nothing new; go on until all is answered and the log is here up to what `upto` says."""
        self._upto = upto
        self._stopping = True

    def _caught_up(self) -> bool:
        return self._seq >= self._upto()

    async def _connection(self) -> None:
        door = self.doors[self._at]
        async with httpx.AsyncClient(base_url=door.url, timeout=min(self.patience, 5)) as http:
            answer = await http.post(
                f"/v1/sessions/{self.session_id}/{self.tickets}",
                json={},
                headers={"Authorization": f"Bearer {self.token}"},
            )
        if answer.status_code != 200:
            raise TimeoutError
        hello: dict[str, Any] = {"type": "hello", "ticket": answer.json()["ticket"]}
        if self._epoch:
            hello["seen"] = {"epoch": self._epoch, "seq": self._seq}
        async with connect(f"{door.ws_url}/v1/live", compression=None, open_timeout=3, close_timeout=0.2) as socket:
            self.connections += 1
            self._socket, self._connected_to = socket, self._at % len(self.doors)
            self._heard = time.monotonic()
            await socket.send(json.dumps(hello))
            reading = self._reading = asyncio.create_task(self._read(socket))
            try:
                await self._write(socket)
            finally:
                self._connected_to = -1
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    async def _write(self, socket: ClientConnection) -> None:
        for frame in (*self._pending.values(), *self._others.values()):
            await socket.send(frame)
        await self._sometimes_another_body(socket)
        while not self._stopping:
            if len(self._pending) < MOST_PENDING and self._has_something_to_say():
                await self._send_new(socket)
            await asyncio.sleep(self.rng.uniform(*self.pace))
            await self._look_after(socket)
        while self._pending or self._others or not self._caught_up():
            await asyncio.sleep(0.01)
            await socket.ping()
            await self._look_after(socket)

    def _has_something_to_say(self) -> bool:
        return bool(self._may)

    def _is_waiting(self) -> bool:
        return bool(self._pending or self._others or (self._stopping and not self._caught_up()))

    async def _look_after(self, socket: ClientConnection) -> None:
        """Send again what nobody could do, and do not wait for ever at a line that is dead."""
        if self._reading.done():
            # Closed: whoever waits for answers there, and so sends nothing, would not notice.
            raise ConnectionResetError
        if self._is_waiting() and time.monotonic() - self._heard > self.patience:
            raise TimeoutError
        if self._again:
            self._again = False
            await asyncio.sleep(0.1)
            for frame in (*self._pending.values(), *self._others.values()):
                await socket.send(frame)

    async def _send_new(self, socket: ClientConnection) -> None:
        ref = str(UUID(int=self.rng.getrandbits(128), version=4))
        name = self._chosen()
        token = f"w{ref[:13].replace('-', '')}" if name in WITH_WORDS else ""
        body = {**BODIES.get(name, {}), **({"text": f"I felt {token}"} if token else {})}
        frame = json.dumps({"type": "command", "ref": ref, "name": name, "body": body})
        self._pending[ref] = frame
        if token:
            self.said.append(token)
        self._note(do="sent", ref=ref, name=name, makes=MAKES.get(name, ""), token=token)
        await socket.send(frame)
        if self.rng.random() < TWICE:
            await socket.send(frame)

    def _chosen(self) -> str:
        """What moves the talk on, if it is open to this client; asking for time otherwise, which always is."""
        moving = [name for name in ("speak", "reflect", "confirm", "validate", "landed") if name in self._may]
        if moving and self.rng.random() < 0.5:
            return moving[0]
        others = ("pass_floor", "rate_arousal", "park_topic", "need_time", "need_time", "need_time", "speak")
        return self.rng.choice([name for name in others if name in self._may or name == "speak"])

    async def _sometimes_another_body(self, socket: ClientConnection) -> None:
        old = [ref for ref, reply in self._answered.items() if reply["ok"] and ref not in self._others]
        for ref in self.rng.sample(old, min(len(old), 3)):
            if self.rng.random() < OTHER_BODY * 5:
                frame = json.dumps({"type": "command", "ref": ref, "name": "park_topic", "body": {"text": "Another."}})
                self._others[ref] = frame
                self._tried_otherwise.add(ref)
                self._note(do="other_body", ref=ref)
                await socket.send(frame)

    async def _read(self, socket: ClientConnection) -> None:
        async for message in socket:
            frame = json.loads(message)
            self._heard = time.monotonic()
            if frame.get("view"):
                self._note(do="floor", seq=frame["view"]["seq"], holder=frame["view"]["floor"])
                self._may = [one["name"] for one in frame["view"]["may"] if "not_before" not in one]
            match frame["type"]:
                case "snapshot":
                    self._epoch, self._seq = frame["epoch"], frame["seq"]
                    events = [{"seq": one["seq"], "content": content(one)} for one in frame["events"]]
                    self._note(do="snapshot", epoch=self._epoch, seq=self._seq, events=events)
                case "event":
                    self._note(do="event", epoch=self._epoch, seq=frame["seq"], content=content(frame))
                    self._seq = frame["seq"]
                case "reply":
                    self._reply(frame)

    def _reply(self, frame: dict[str, Any]) -> None:
        ref = frame["ref"]
        if not frame["ok"] and frame["code"] == "try_again":
            # Nobody knows yet: it is sent again.
            self._again = True
            return
        if not frame["ok"] and frame["code"] == "ref_reused":
            # Sent again after somebody could do nothing, it may be answered twice; that is one refusal.
            if self._others.pop(ref, None) or ref not in self._tried_otherwise:
                self._note(do="reused", ref=ref)
            return
        self._pending.pop(ref, None)
        self._answered[ref] = frame
        if frame["ok"]:
            self._note(do="acked", ref=ref, seq=frame["seq"])
            self.acknowledged()
        else:
            self._note(do="refused", ref=ref, code=frame["code"])

    def _note(self, **record: Any) -> None:
        self.transcript.append(record)


def content(event: dict[str, Any]) -> str:
    """Everything that both see of an event, written in one way."""
    return json.dumps({key: event[key] for key in ("name", "by", "at", "body")}, sort_keys=True, ensure_ascii=False)


def entries(events: list[dict[str, Any]]) -> list[Entry]:
    return [Entry(event["seq"], event["name"], content(event)) for event in events]
