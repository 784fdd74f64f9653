"""One person's client: HTTP with a token, and the live socket. It keeps what arrived and decides nothing."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from websockets.asyncio.client import ClientConnection

Json = Any  # Any: whatever the service answers is looked at field by field.
WITHIN: Final = 15.0
TRIES: Final = 20
LEARNED_TO_WAIT: Final = 0.5


class Unexpected(Exception):  # noqa: N818 - it is a fact that the reader is told
    """The service answered something that this conversation has no place for; the message says what."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a command, from whichever door."""

    ok: bool
    seq: int
    code: str = ""
    detail: str = ""
    retry_at: str | None = None


def moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


@dataclass(slots=True)
class Person:
    """Somebody with an account, once they have registered."""

    name: str
    http: httpx.AsyncClient = field(repr=False)
    # Told of every frame: whose, "→" or "←", and the frame itself.
    heard: Callable[[str, str, Json], None] = field(repr=False)
    id: str = ""
    token: str = field(default="", repr=False)
    view: Json = field(default=None, repr=False)
    # The last shared event that arrived; a view may already show more.
    seq: int = 0
    epoch: str = ""
    # Frames that nobody has looked at yet, and the text of everything that ever arrived.
    fresh: list[Json] = field(default_factory=list, repr=False)
    received: list[str] = field(default_factory=list, repr=False)
    closed_with: int | None = None
    _socket: ClientConnection | None = field(default=None, repr=False)
    _reading: asyncio.Task[None] | None = field(default=None, repr=False)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition, repr=False)
    _answers: dict[str, Answer] = field(default_factory=dict, repr=False)

    async def call(self, method: str, path: str, body: Json = None, *, status: int = 200) -> Json:
        """Return the body of an answer with this status; any other is unexpected."""
        answer = await self._send(method, path, body)
        if answer.status_code != status:
            problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
            said = f"{answer.status_code} {problem.get('code', '')}".strip()
            raise Unexpected(f"{self.name}: {method} /v1{path} was answered with {said} instead of {status}.")
        if not answer.content:
            return None
        return answer.json() if "json" in answer.headers["content-type"] else answer.text

    async def post(self, path: str, body: Json = None, *, status: int = 200) -> Json:
        return await self.call("POST", path, body or {}, status=status)

    async def get(self, path: str) -> Json:
        return await self.call("GET", path)

    async def _send(self, method: str, path: str, body: Json) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return await self.http.request(method, f"/v1{path}", json=body, headers=headers)

    async def connect(self, session: str, *, resume: bool = False) -> None:
        """Open the live socket; the ticket is the first frame, never in the URL."""
        made = await self.post(f"/sessions/{session}/tickets")
        self.fresh.clear()
        self.closed_with = None
        self._socket = await connect(made["url"], open_timeout=WITHIN)
        self._reading = asyncio.create_task(self._read(self._socket))
        seen = {"seen": {"epoch": self.epoch, "seq": self.seq}} if resume else {}
        await self.send({"type": "hello", "ticket": made["ticket"], **seen})
        await self.until(lambda: bool(self.fresh))

    async def disconnect(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._reading is not None:
            await asyncio.gather(self._reading, return_exceptions=True)
        self._socket = None

    async def send(self, frame: Json) -> None:
        if self._socket is None:
            raise Unexpected(f"{self.name} is not connected.")
        self.heard(self.name, "→", frame)
        try:
            await self._socket.send(json.dumps(frame, ensure_ascii=False))
        except ConnectionClosed:
            raise Unexpected(f"{self.name}'s socket is closed ({self.closed_with}).") from None

    async def command(self, name: str, body: Json) -> Answer:
        """Send a command and return its reply. `too_many` is what a good client waits out, with the same `ref`."""
        ref = str(uuid4())
        for _ in range(TRIES):
            await self.send({"type": "command", "ref": ref, "name": name, "body": body})
            await self.until(lambda: ref in self._answers)
            answer = self._answers.pop(ref)
            if answer.code != "too_many":
                return answer
            await asyncio.sleep(LEARNED_TO_WAIT)
        raise Unexpected(f"{self.name}: “{name}” was too many, however long we waited.")

    async def command_over_http(self, session: str, name: str, body: Json) -> Answer:
        """The same gate, for a client without a socket."""
        answer = await self._send(
            "POST", f"/sessions/{session}/commands", {"ref": str(uuid4()), "name": name, "body": body}
        )
        told = answer.json()
        if answer.status_code == 200:  # noqa: PLR2004 - the status of a plain yes
            return Answer(ok=True, seq=told["seq"])
        return Answer(ok=False, seq=0, code=told["code"], detail=told["detail"], retry_at=told.get("retry_at"))

    async def until(self, so: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(WITHIN), self._news:
                await self._news.wait_for(lambda: so() or self.closed_with is not None)
        except TimeoutError:
            raise Unexpected(f"{self.name} waited {WITHIN:.0f} seconds for a frame that did not come.") from None
        if not so():
            raise Unexpected(f"{self.name}'s socket was closed with {self.closed_with}.")

    async def _read(self, socket: ClientConnection) -> None:
        # How it ended is in the close code, whether or not the library calls it an error.
        with suppress(ConnectionClosed):
            async for message in socket:
                self._take(str(message))
                async with self._news:
                    self._news.notify_all()
        self.closed_with = socket.close_code or 0
        async with self._news:
            self._news.notify_all()

    def _take(self, message: str) -> None:
        frame = json.loads(message)
        self.heard(self.name, "←", frame)
        self.received.append(message)
        if view := frame.get("view"):
            self.view, self.epoch = view, view["epoch"]
        if frame["type"] == "reply":
            refused = (frame.get("code", ""), frame.get("detail", ""), frame.get("retry_at"))
            self._answers[frame["ref"]] = Answer(frame["ok"], frame.get("seq", 0), *refused)
            return
        if frame["type"] in {"event", "snapshot"}:
            self.seq = frame["seq"]
        self.fresh.append(frame)
