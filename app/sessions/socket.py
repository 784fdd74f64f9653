"""The live socket `/v1/live`: hello with a ticket, catch up, then commands in and events out.

One reads, and a task beside it is the only one that sends. Nobody ever awaits another person's socket.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, ClassVar, cast

from fastapi import APIRouter
from starlette.routing import WebSocketRoute

from app.errors import Invalid, NotFound, Problem, TooMany, Unauthorized, Unavailable
from app.guard.handshakes import HELLO_WITHIN, PROMPT
from app.realtime import frames
from app.realtime.close_codes import CloseCode
from app.realtime.line import Gone, Line
from app.security.rate_limit import FRAME_PER_SOCKET
from app.sessions.catching_up import join
from app.sessions.observing.entering import enter
from app.sessions.observing.suggesting import suggest
from app.sessions.protocol.answers import REFUSALS, Refused
from app.sessions.protocol.reviewed import shown_review
from app.sessions.service import EXEMPT, Asked, perform

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from app.guard.handshakes import Handshakes
    from app.realtime.outbox import Outbox
    from app.resources import Resources
    from app.sessions.admitting import Admitting
    from app.sessions.engine.engine import Engine
    from app.sessions.observing.watching import Watching
    from app.sessions.tickets import Admission

log = logging.getLogger(__name__)
# A client that takes no frame for this long is not reading any more (DR-20).
SEND_WITHIN = 10.0


class Live:
    """The endpoint, as plain ASGI: FastAPI's own way keeps 20 KiB a session for what is over after the handshake."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state = scope["app"].state
        resources, engine = cast("Resources", state.resources), cast("Engine", state.engine)
        line = Line(scope, receive, send)
        try:
            await line.accept()
            admitted = await _hello(line, resources, cast("Admitting", state.admitting))
            if isinstance(admitted, CloseCode):
                await line.close(admitted)
                return
            live = await engine.memory.live(admitted[0].session_id)
            if live.side_of(admitted[0].actor.account_id) is None:
                watching = cast("Watching", state.watching)
                await Observation(line, resources, engine, *admitted, watching=watching).run()
            else:
                await Conversation(line, resources, engine, *admitted).run()
        except (Gone, OSError):
            return
        except NotFound:
            await line.close(CloseCode.NOT_FOUND)
        except Unavailable:
            await line.close(CloseCode.TRY_LATER)
        except Exception:
            log.exception("socket_failed")
            await line.close(CloseCode.INTERNAL)


router = APIRouter(routes=[WebSocketRoute("/live", Live(), name="live")])


async def _hello(
    line: Line, resources: Resources, admitting: Admitting
) -> tuple[Admission, frames.Seen | None] | CloseCode:
    """The first frame, within five seconds, with a ticket that works once."""
    try:
        frame = frames.decode(await _first_words(line, resources.handshakes))
    except TimeoutError:
        return CloseCode.TICKET
    except TooMany:
        return CloseCode.TOO_MANY
    if isinstance(frame, frames.Refused):
        return frame.code
    if not isinstance(frame, frames.Hello):
        return CloseCode.BAD_FRAME
    admission = await admitting.admit(frame.ticket)
    return (admission, frame.seen) if admission else CloseCode.TICKET


async def _first_words(line: Line, handshakes: Handshakes) -> str | bytes:
    """Whoever speaks at once needs no place among the silent: after a restart all of a household, or of a town behind
    one address, come back in one moment, and how long they wait for us is not their doing (L3).
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PROMPT):
            return await line.receive()
    with handshakes.waiting(line.address):
        async with asyncio.timeout(HELLO_WITHIN - PROMPT):
            return await line.receive()


class Conversation:
    """One admitted socket, from its first snapshot to its close."""

    __slots__ = (
        "_actor",
        "_answering",
        "_counted_as",
        "_engine",
        "_late",
        "_line",
        "_resources",
        "_seen",
        "_session_id",
    )

    # README 13: pause, leave and help stand outside every quota, the one on frames too.
    spared: ClassVar[frozenset[str]] = EXEMPT

    def __init__(
        self, line: Line, resources: Resources, engine: Engine, admission: Admission, seen: frames.Seen | None
    ) -> None:
        self._line = line
        self._resources = resources
        self._engine = engine
        self._actor = admission.actor
        self._session_id = admission.session_id
        self._seen = seen
        # Held while a command is under way; what it answers after the outbox closed waits in `_late`.
        self._answering = asyncio.Lock()
        # Not the address of an object: a new socket must not inherit what another one used up.
        self._counted_as = resources.ids.private()
        self._late: list[str] = []

    async def run(self) -> None:
        try:
            outbox, first = await self._joined()
        except NotFound:
            await self._line.close(CloseCode.NOT_FOUND)
            return
        except Unauthorized:
            await self._line.close(CloseCode.TICKET)
            return
        presence, account = self._resources.presence, self._actor.account_id
        presence.opened(self._session_id, account)
        try:
            code = await self._until_either_ends(outbox, first)
        finally:
            # Before the close is sent: one who does not read must not look present while we wait for them.
            self._resources.hub.leave(outbox)
            self._resources.limiter.forget(FRAME_PER_SOCKET, self._counted_as)
            presence.closed(self._session_id, account)
        if code is not None:
            await self._line.close(code)

    async def _joined(self) -> tuple[Outbox, list[str]]:
        """The first frames hold half of the talk: they are a list, and are let go one by one as they are sent."""
        joined = await join(self._engine, self._resources, self._actor, self._session_id, self._seen)
        return joined.outbox, list(joined.first)

    async def _until_either_ends(self, outbox: Outbox, first: list[str]) -> CloseCode | None:
        """Read here and send beside it. The reader's word is the close code, or the sender's if that ends first."""
        sender = asyncio.create_task(self._send(outbox, first))
        # Too much waits (L4): whoever does not read is not waited for until a send times out.
        outbox.on_overflow = sender.cancel
        outbox.at_once = self._line.at_once
        try:
            async with asyncio.timeout(None) as reading:

                def stop(_: asyncio.Task[CloseCode]) -> None:
                    # The reader may have ended in this very turn of the loop.
                    with contextlib.suppress(RuntimeError):
                        reading.reschedule(0)

                sender.add_done_callback(stop)
                try:
                    return await self._read(outbox)
                finally:
                    sender.remove_done_callback(stop)
        except TimeoutError:
            if not sender.done():
                raise
            return CloseCode.TOO_SLOW if sender.cancelled() else sender.result()
        finally:
            outbox.on_overflow = outbox.at_once = None
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)

    async def _send(self, outbox: Outbox, first: list[str]) -> CloseCode:
        """The only sender of this socket, of whatever cannot leave at once."""
        try:
            while first:
                await self._deliver(first.pop(0))
            while not isinstance(item := await outbox.get(), CloseCode):
                async with asyncio.timeout(SEND_WITHIN):
                    await self._line.send(item)
                    # What waits with it leaves with it: an event and the reply to its command mostly do.
                    while (frame := outbox.waiting()) is not None:
                        await self._line.send(frame)
            if item is CloseCode.ENDED:
                await self._answer_last()
        except TimeoutError:
            return CloseCode.TOO_SLOW
        except (RuntimeError, OSError):
            # The other end went while we were sending.
            return CloseCode.BYE
        return item

    async def _answer_last(self) -> None:
        """Whoever ended the session is answered too: the end overtakes the reply to the command that brought it."""
        async with asyncio.timeout(SEND_WITHIN), self._answering:
            for reply in self._late:
                await self._line.send(reply)

    async def _deliver(self, frame: str) -> None:
        async with asyncio.timeout(SEND_WITHIN):
            await self._line.send(frame)

    async def _read(self, outbox: Outbox) -> CloseCode | None:
        try:
            while True:
                frame = frames.decode(await self._line.receive())
                if not self._exempt(frame) and self._over_quota():
                    return CloseCode.TOO_MANY
                if isinstance(frame, frames.Refused):
                    return frame.code
                if isinstance(frame, frames.Hello):
                    return CloseCode.BAD_FRAME
                await self._take(frame, outbox)
        except Gone:
            return None

    def _exempt(self, frame: object) -> bool:
        return isinstance(frame, frames.Command) and frame.name in self.spared

    def _over_quota(self) -> bool:
        return self._resources.limiter.take(FRAME_PER_SOCKET, self._counted_as) is not None

    async def _take(self, frame: frames.Command | frames.Typing | frames.Ping, outbox: Outbox) -> None:
        if isinstance(frame, frames.Typing):
            self._typed()
        elif isinstance(frame, frames.Ping):
            outbox.put(frames.pong(self._resources.clock.now()))
        else:
            async with self._answering:
                reply = await self._answer(frame)
                if outbox.closing is CloseCode.ENDED:
                    self._late.append(reply)
                else:
                    outbox.put(reply)

    async def _answer(self, frame: frames.Command) -> str:
        """The reply, from the same function and with the same codes as over HTTP."""
        ref = frame.ref
        asked = Asked(ref.lower(), frame.name, frame.body)
        try:
            answer = await self._perform(asked)
        except Problem as problem:
            return self._problem(ref, problem)
        if isinstance(answer, Refused):
            review = shown_review(answer.review) if answer.review else None
            detail = REFUSALS[answer.code]
            return frames.refused(ref, code=answer.code, detail=detail, retry_at=answer.retry_at, review=review)
        return frames.accepted(ref, seq=answer)

    def _typed(self) -> None:
        self._engine.typed(self._session_id)

    async def _perform(self, asked: Asked) -> int | Refused:
        return await perform(self._engine, self._resources, self._actor, self._session_id, asked)

    def _problem(self, ref: str, problem: Problem) -> str:
        if isinstance(problem, Invalid):
            places = ", ".join(f"{error.pointer} {error.code}" for error in problem.errors)
            return frames.refused(ref, code=problem.code, detail=f"{problem.detail} {places}".strip())
        return frames.refused(ref, code=problem.code, detail=problem.detail, retry_at=problem.retry_at)


class Observation(Conversation):
    """The socket of a therapist who watches: shared frames only, two commands, and no sign of life of the two."""

    __slots__ = ("_watching",)

    spared: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        line: Line,
        resources: Resources,
        engine: Engine,
        admission: Admission,
        seen: frames.Seen | None,
        *,
        watching: Watching,
    ) -> None:
        super().__init__(line, resources, engine, admission, seen)
        self._watching = watching

    async def _joined(self) -> tuple[Outbox, list[str]]:
        outbox, first = await enter(
            self._engine, self._resources, self._watching, self._actor, self._session_id, seen=self._seen
        )
        return outbox, list(first)

    def _typed(self) -> None:
        """L-14: whoever watches breaks no silence."""

    async def _perform(self, asked: Asked) -> int | Refused:
        return await suggest(self._engine, self._resources, self._actor, self._session_id, asked)
