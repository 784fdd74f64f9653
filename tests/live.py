"""Two people in a live session over real sockets and HTTP: what a good client does, and a record of all it got."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.clock import MovableClock, SystemClock, wire_now
from tests.builders import PairOfPeople, Person, expect, pair_up, register

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from app.sessions.engine.engine import Engine
    from tests.conftest import Server

Json = dict[str, Any]
Door = Literal["socket", "http"]
DOORS: tuple[Door, ...] = ("socket", "http")
# Long enough for a busy machine; nothing waits this long when all is well.
PATIENCE = 30.0


def new_ref() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one command, the same over both doors."""

    ok: bool
    seq: int = 0
    code: str = ""
    retry_at: str | None = None
    status: int = 0
    raw: Json = field(default_factory=dict, repr=False)


class Partner:
    """One person's client. Everything received is kept in order; what it shows follows from `view` alone."""

    def __init__(self, server: Server, person: Person, session_id: str) -> None:
        self.server = server
        self.person = person
        self.session_id = session_id
        self.received: list[str] = []
        self.frames: list[Json] = []
        self.events: list[Json] = []
        self.view: Json = {}
        self.present: list[str] = []
        self.epoch = ""
        # The frame that the newest connection began with.
        self.first: Json = {}
        self.seq = 0
        self.closed: int | None = None
        self.close_reason: str | None = None
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._replies: dict[str, Reply] = {}
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    # ---------------------------------------------------------------- the socket

    async def ticket(self) -> str:
        answer = expect(await self.person.post(f"/sessions/{self.session_id}/tickets"), 200)
        return str(answer["ticket"])

    async def connect(self, *, resume: bool = False, seen: Json | None = None, ticket: str | None = None) -> Partner:
        """Open the socket and say hello; return once the first frame is here, or the socket was closed."""
        hello: Json = {"type": "hello", "ticket": ticket or await self.ticket()}
        if resume:
            seen = {"epoch": self.epoch, "seq": self.seq}
        if seen is not None:
            hello["seen"] = seen
            self.seq = seen["seq"]
        await self.drop()
        self.closed = None
        self._socket = await connect(f"{self.server.ws_url}/v1/live", compression=None, ping_interval=None)
        began = len(self.frames)
        await self._socket.send(json.dumps(hello))
        self._reading = asyncio.create_task(self._read(self._socket))
        await self.until(lambda: len(self.frames) > began or self.closed is not None)
        self.first = self.frames[began] if len(self.frames) > began else {}
        return self

    @property
    def connected(self) -> bool:
        return self._socket is not None and self.closed is None

    async def drop(self) -> None:
        """Lose the connection without a word, as a phone in a tunnel does."""
        if self._socket is None:
            return
        self._socket.transport.abort()
        if self._reading is not None:
            await asyncio.gather(self._reading, return_exceptions=True)
        await self._socket.wait_closed()
        self._socket = self._reading = None

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for message in socket:
                self._take(str(message))
        except ConnectionClosed:
            pass
        self.closed, self.close_reason = socket.close_code, socket.close_reason
        self._notice()

    def _take(self, message: str) -> None:
        self.received.append(message)
        frame = json.loads(message)
        self.frames.append(frame)
        match frame["type"]:
            case "snapshot":
                self.events = [one for one in self.events if one["seq"] < frame["events"][0]["seq"]]
                self.events += frame["events"]
                self.epoch, self.seq = frame["epoch"], frame["seq"]
            case "event":
                assert frame["seq"] == self.seq + 1, "gapless, once and in order (I-13)"
                self.events.append(frame)
                self.seq = frame["seq"]
            case "reply":
                self._replies[frame["ref"]] = reply_of(frame)
            case "presence":
                self.present = frame["present"]
        if frame.get("view"):
            self.view = frame["view"]
        self._notice()

    def _notice(self) -> None:
        for waiting in tuple(self._waiting):
            condition, woken = waiting
            if not woken.done() and condition():
                woken.set_result(None)
                self._waiting.remove(waiting)

    async def until(self, condition: Callable[[], bool], *, within: float = PATIENCE) -> None:
        """Wait until what was received makes this true."""
        if condition():
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting = (condition, woken)
        self._waiting.append(waiting)
        try:
            await asyncio.wait_for(woken, within)
        except TimeoutError:
            last = [frame["type"] for frame in self.frames[-5:]]
            raise AssertionError(
                f"waited in vain at seq {self.seq}; last frames {last}, closed {self.closed}"
            ) from None
        finally:
            if waiting in self._waiting:
                self._waiting.remove(waiting)

    async def push(self, frame: Json | str | bytes) -> None:
        """Put something on the wire as it is."""
        assert self._socket is not None
        await self._socket.send(json.dumps(frame) if isinstance(frame, dict) else frame)

    async def caught_up(self) -> None:
        """Everything that the server had put out before this moment has come in."""
        pongs = sum(frame["type"] == "pong" for frame in self.frames) + 1
        try:
            if self.connected:
                await self.push({"type": "ping"})
        except ConnectionClosed:
            await self.until_closed()
        if self.connected:
            await self.until(
                lambda: sum(frame["type"] == "pong" for frame in self.frames) >= pongs or self.closed is not None
            )

    async def until_closed(self, *, within: float = PATIENCE) -> int:
        await self.until(lambda: self.closed is not None, within=within)
        assert self.closed is not None
        return self.closed

    # ---------------------------------------------------------------- commands

    async def send(self, name: str, *, ref: str | None = None, **body: Any) -> Reply:
        """Send one command through the socket and wait for its reply."""
        ref = ref or new_ref()
        before = len(self.frames)
        await self.push({"type": "command", "ref": ref, "name": name, "body": body})
        await self.until(lambda: self._replied(ref, before) or self.closed is not None)
        return self._replies[ref]

    def _replied(self, ref: str, before: int) -> bool:
        return any(frame.get("ref") == ref for frame in self.frames[before:])

    async def post(self, name: str, *, ref: str | None = None, **body: Any) -> Reply:
        """Send one command over HTTP."""
        asked = {"ref": ref or new_ref(), "name": name, "body": body}
        return reply_to(await self.person.post(f"/sessions/{self.session_id}/commands", asked))

    async def by(self, door: Door, name: str, *, ref: str | None = None, **body: Any) -> Reply:
        return await (self.send if door == "socket" else self.post)(name, ref=ref, **body)

    async def did(self, name: str, **body: Any) -> Reply:
        """Send a command that is expected to be accepted; return once its events are here too."""
        reply = await self.send(name, **body)
        assert reply.ok, f"{name}: {reply.code}"
        await self.until(lambda: self.seq >= reply.seq or self.closed is not None)
        return reply

    # ---------------------------------------------------------------- looking

    async def look(self) -> Json:
        """The view over HTTP; asking lets happen what time brought."""
        self.view = expect(await self.person.get(f"/sessions/{self.session_id}"), 200)
        return self.view

    async def log(self) -> list[Json]:
        """The whole shared log over HTTP."""
        found: list[Json] = []
        while True:
            after = found[-1]["seq"] if found else 0
            part = expect(await self.person.get(f"/sessions/{self.session_id}/events?after={after}"), 200)["events"]
            if not part:
                return found
            found += part

    async def transcript(self) -> str:
        return (await self.person.get(f"/sessions/{self.session_id}/transcript?format=text")).text

    @property
    def phase(self) -> str:
        return str(self.view["phase"])

    @property
    def may(self) -> dict[str, Json]:
        return {one["name"]: one for one in self.view["may"]}

    @property
    def names(self) -> list[str]:
        """The names of all events so far."""
        return [event["name"] for event in self.events]

    def last(self, name: str) -> Json:
        return next(event for event in reversed(self.events) if event["name"] == name)


def reply_of(frame: Json) -> Reply:
    if frame["ok"]:
        return Reply(True, seq=frame["seq"], raw=frame)
    return Reply(False, code=frame["code"], retry_at=frame["retry_at"], raw=frame)


def reply_to(response: httpx.Response) -> Reply:
    body = response.json()
    if response.status_code == 200:
        return Reply(True, seq=body["seq"], status=200, raw=body)
    return Reply(False, code=body["code"], retry_at=body.get("retry_at"), status=response.status_code, raw=body)


@dataclass(frozen=True, slots=True)
class Pair:
    """Ada asked for this talk, Ben accepted; both are in the session."""

    session_id: str
    two: PairOfPeople
    ada: Partner
    ben: Partner

    def __iter__(self) -> Any:  # Any: unpacking
        return iter((self.ada, self.ben))

    async def settled(self) -> None:
        """Let happen what time brought, and wait until whoever is connected has seen all of it.

        Not over HTTP: asking there would count as being here (L-15).
        """
        engine: Engine = self.ada.server.app.state.engine
        await engine.elapse(self.session_id)
        seq = (await engine.memory.live(self.session_id)).session.seq
        for one in self:
            if one.connected:
                await one.until(lambda one=one: one.seq >= seq or one.closed is not None)

    def other(self, partner: Partner) -> Partner:
        return self.ben if partner is self.ada else self.ada

    @property
    def speaker(self) -> Partner:
        """Whoever has the floor."""
        return self.ada if self.ada.view["floor"] == self.ada.person.account_id else self.ben

    @property
    def listener(self) -> Partner:
        return self.other(self.speaker)

    async def drop(self) -> None:
        for one in self:
            await one.drop()


TALK: Json = {"template": "calm-start-talk", "medium": "text"}


async def ask_and_accept(two: PairOfPeople, **wish: Any) -> str:
    """The id of a new session of these two: Ada asks, Ben accepts."""
    path = f"/couples/{two.couple_id}/talk-requests"
    asked = expect(await two.ada.post(path, {**TALK, **wish}), 202)["talk_request"]
    return str(expect(await two.ben.post(f"/talk-requests/{asked['id']}/accept"), 200)["session"]["id"])


async def strangers_to_lobby(client: httpx.AsyncClient, **wish: Any) -> tuple[PairOfPeople, str]:
    """From nothing to the lobby: two accounts, an invitation, joining, a wish to talk, and a yes."""
    ada, ben = [await register(client, name) for name in ("Ada", "Ben")]
    two = PairOfPeople(await pair_up(ada, ben), ada, ben)
    return two, await ask_and_accept(two, **wish)


@asynccontextmanager
async def a_session(
    server: Server, client: httpx.AsyncClient, *, two: PairOfPeople | None = None, connected: bool = True, **wish: Any
) -> AsyncIterator[Pair]:
    """Two people in the lobby of a new session, with open sockets unless told otherwise."""
    if two is None:
        two, session_id = await strangers_to_lobby(client, **wish)
    else:
        session_id = await ask_and_accept(two, **wish)
    pair = Pair(session_id, two, Partner(server, two.ada, session_id), Partner(server, two.ben, session_id))
    try:
        if connected:
            for one in pair:
                await one.connect()
        yield pair
    finally:
        await pair.drop()


# ------------------------------------------------------------------------ the way through a calm start talk


async def arrive(pair: Pair) -> None:
    for one in pair:
        await one.did("arrive")
    await pair.settled()


async def calm(pair: Pair) -> None:
    for one in pair:
        await one.did("rate_arousal", level=2)
    await pair.settled()


async def frame(pair: Pair, purpose: str = "How we share the evenings.") -> None:
    await pair.ada.did("propose_purpose", text=purpose)
    await pair.settled()
    await pair.ben.did("accept_frame", version=pair.ben.view["frame"]["version"])
    await pair.settled()


async def to_impact(pair: Pair) -> None:
    """Into the accountability step of the built-in template; who is hurt is settled by who asked with which role."""
    await arrive(pair)
    await calm(pair)
    await frame(pair)
    await open_kindly(pair)
    assert pair.ada.phase == "impact"


async def to_owning(pair: Pair, breath: Callable[[], None]) -> None:
    """The hurt partner is heard."""
    await to_impact(pair)
    hurt, accountable = pair.speaker, pair.listener
    await hurt.did("tell_impact", text="I lay awake and felt alone.")
    breath()
    await accountable.did("reflect", text="You lay awake, and you felt alone.")
    await hurt.did("confirm", verdict="accurate")
    await pair.settled()


async def open_kindly(pair: Pair) -> None:
    for one in pair:
        await one.did("appreciate", text="It is good that you are here.")
    await pair.settled()


async def choose(pair: Pair) -> None:
    """Ada begins."""
    await pair.ada.did("choose_first", who="me")
    await pair.ben.did("choose_first", who="partner")
    await pair.settled()


async def to_speaking(pair: Pair) -> None:
    """Through everything that comes before the first turn of a calm start talk; Ada has the floor."""
    for stage in (arrive, calm, frame, open_kindly, choose):
        await stage(pair)
    assert pair.ada.phase == "speaking"


async def a_turn(pair: Pair, *, advance: Callable[[], None], said: str = "I felt alone on Sunday.") -> None:
    """The speaker is heard once: said, given back, confirmed, validated, landed. `advance` lets the breath pass."""
    speaker, listener = pair.speaker, pair.listener
    await speaker.did("speak", text=said)
    advance()
    await listener.did("reflect", text="You felt alone.")
    await speaker.did("confirm", verdict="accurate")
    await listener.did("validate", text="That makes sense to me.")
    await speaker.did("landed", yes=True)
    await pair.settled()


REPAIR: Json = {"template": "brief-repair"}


async def to_gate(pair: Pair, *, advance: Callable[[], None]) -> None:
    """Through a brief repair until both were heard: Ada first, as she asked for it."""
    for stage in (arrive, calm, frame):
        await stage(pair)
    for _ in range(2):
        await a_turn(pair, advance=advance)
        await pair.speaker.did("pass_floor")
        await pair.settled()
    assert pair.ada.phase == "gate"


async def to_agreeing(pair: Pair, *, advance: Callable[[], None]) -> None:
    await to_gate(pair, advance=advance)
    for one in pair:
        await one.did("ready_for_solutions", ready=True)
    await pair.settled()
    assert pair.ada.phase == "agreeing"


async def to_the_end(pair: Pair, *, advance: Callable[[], None]) -> None:
    """A whole brief repair, closed by both."""
    await to_agreeing(pair, advance=advance)
    for _ in ("agreeing", "closing"):
        for one in pair:
            await one.did("done")
        if pair.ada.phase != "ended":
            await pair.settled()
    for one in pair:
        await one.until_closed()


def still_clock() -> MovableClock:
    """A clock that stands still between moves, for tests to the millisecond; in the morning, so that no day ends."""
    return MovableClock(wire_now(SystemClock()).replace(hour=9, minute=0))


def masked(value: Any, *, ids: dict[str, str] | None = None) -> Any:
    """The same with ids and times replaced by what they are: the first id met is id 1, and so on."""
    known: dict[str, str] = {} if ids is None else ids
    if isinstance(value, dict):
        return {key: masked(one, ids=known) for key, one in value.items()}
    if isinstance(value, list):
        return [masked(one, ids=known) for one in value]
    if isinstance(value, str):
        return _masked_text(value, known)
    return value


def _masked_text(text: str, known: dict[str, str]) -> str:
    try:
        uuid.UUID(text)
    except ValueError:
        pass
    else:
        return known.setdefault(text, f"<id {len(known) + 1}>")
    return "<time>" if len(text) == len("2026-01-01T00:00:00.000Z") and text.endswith("Z") else text
