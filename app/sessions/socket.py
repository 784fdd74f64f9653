"""The live socket `/v1/live`: hello with a ticket, catch up, then commands in and events out.

Two tasks: one reads, one is the only one that sends. Nobody ever awaits another person's socket.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, cast

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app.errors import Invalid, NotFound, Problem, TooMany, Unauthorized, Unavailable
from app.guard.handshakes import HELLO_WITHIN
from app.realtime import frames
from app.realtime.close_codes import CloseCode
from app.resources import Resources, resources_of
from app.security.rate_limit import FRAME_PER_SOCKET
from app.sessions.catching_up import Joined, join
from app.sessions.protocol.answers import REFUSALS, Refused
from app.sessions.protocol.reviewed import shown_review
from app.sessions.service import EXEMPT, Asked, perform
from app.sessions.tickets import Admission, redeem

if TYPE_CHECKING:
    from app.realtime.outbox import Outbox
    from app.sessions.engine.engine import Engine

log = logging.getLogger(__name__)
router = APIRouter()
# A client that takes no frame for this long is not reading any more (DR-20).
SEND_WITHIN = 10.0
# Whoever does not even read why is not waited for.
CLOSE_WITHIN = 2.0


@router.websocket("/live", name="live")
async def live(socket: WebSocket) -> None:
    resources = resources_of(socket)
    engine = cast("Engine", socket.app.state.engine)
    await socket.accept()
    try:
        admitted = await _hello(socket, resources)
        if isinstance(admitted, CloseCode):
            await _close(socket, admitted)
            return
        await Conversation(socket, resources, engine, *admitted).run()
    except (WebSocketDisconnect, OSError):
        return
    except Unavailable:
        await _close(socket, CloseCode.TRY_LATER)
    except Exception:
        log.exception("socket_failed")
        await _close(socket, CloseCode.INTERNAL)


async def _hello(socket: WebSocket, resources: Resources) -> tuple[Admission, frames.Seen | None] | CloseCode:
    """The first frame, within five seconds, with a ticket that works once."""
    address = socket.client.host if socket.client else "-"
    try:
        with resources.handshakes.waiting(address):
            async with asyncio.timeout(HELLO_WITHIN):
                frame = frames.decode(await receive(socket))
    except TimeoutError:
        return CloseCode.TICKET
    except TooMany:
        return CloseCode.TOO_MANY
    if isinstance(frame, frames.Refused):
        return frame.code
    if not isinstance(frame, frames.Hello):
        return CloseCode.BAD_FRAME
    at = resources.clock.now()
    ticket = frame.ticket
    # Taking a ticket is one row and one statement: hundreds who come back at once need not stand in each other's way.
    admission = await resources.database.write(lambda uow: redeem(uow, ticket, at=at), isolation="read committed")
    return (admission, frame.seen) if admission else CloseCode.TICKET


async def receive(socket: WebSocket) -> str | bytes:
    """One message as it came: Starlette's own text reader fails on a binary one without a close frame."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", CloseCode.BYE))
    text = message.get("text")
    return text if text is not None else message.get("bytes") or b""


def _exempt(frame: object) -> bool:
    """README 13: pause, leave and help stand outside every quota, the one on frames too."""
    return isinstance(frame, frames.Command) and frame.name in EXEMPT


async def _close(socket: WebSocket, code: CloseCode) -> None:
    if socket.application_state is WebSocketState.CONNECTED and socket.client_state is WebSocketState.CONNECTED:
        try:
            async with asyncio.timeout(CLOSE_WITHIN):
                await socket.close(int(code))
        except (OSError, RuntimeError, TimeoutError, WebSocketDisconnect):
            return


class Conversation:
    """One admitted socket, from its first snapshot to its close."""

    def __init__(
        self, socket: WebSocket, resources: Resources, engine: Engine, admission: Admission, seen: frames.Seen | None
    ) -> None:
        self._socket = socket
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
            joined = await join(self._engine, self._resources, self._actor, self._session_id, self._seen)
        except NotFound:
            await _close(self._socket, CloseCode.NOT_FOUND)
            return
        except Unauthorized:
            await _close(self._socket, CloseCode.TICKET)
            return
        presence, account = self._resources.presence, self._actor.account_id
        presence.opened(self._session_id, account)
        try:
            codes = await self._until_either_ends(joined)
        finally:
            # Before the close is sent: one who does not read must not look present while we wait for them.
            self._resources.hub.leave(joined.outbox)
            self._resources.limiter.forget(FRAME_PER_SOCKET, self._counted_as)
            presence.closed(self._session_id, account)
        for code in codes:
            await _close(self._socket, code)

    async def _until_either_ends(self, joined: Joined) -> list[CloseCode]:
        tasks = {
            asyncio.create_task(self._send(joined)),
            asyncio.create_task(self._read(joined.outbox)),
            asyncio.create_task(self._overflow(joined.outbox)),
        }
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return [code for task in done if (code := task.result()) is not None]

    async def _overflow(self, outbox: Outbox) -> CloseCode:
        """Too much waits (L4): whoever does not read is not waited for until a send times out."""
        await outbox.overflowed.wait()
        return CloseCode.TOO_SLOW

    async def _send(self, joined: Joined) -> CloseCode:
        """The only sender of this socket."""
        try:
            for frame in joined.first:
                await self._deliver(frame)
            while not isinstance(item := await joined.outbox.get(), CloseCode):
                await self._deliver(item)
            if item is CloseCode.ENDED:
                await self._answer_last()
        except TimeoutError:
            return CloseCode.TOO_SLOW
        except (WebSocketDisconnect, RuntimeError, OSError):
            # The other end went while we were sending.
            return CloseCode.BYE
        return item

    async def _answer_last(self) -> None:
        """Whoever ended the session is answered too: the end overtakes the reply to the command that brought it."""
        async with asyncio.timeout(SEND_WITHIN), self._answering:
            for reply in self._late:
                await self._deliver(reply)

    async def _deliver(self, frame: str) -> None:
        async with asyncio.timeout(SEND_WITHIN):
            await self._socket.send_text(frame)

    async def _read(self, outbox: Outbox) -> CloseCode | None:
        try:
            while True:
                frame = frames.decode(await receive(self._socket))
                if not _exempt(frame) and self._over_quota():
                    return CloseCode.TOO_MANY
                if isinstance(frame, frames.Refused):
                    return frame.code
                if isinstance(frame, frames.Hello):
                    return CloseCode.BAD_FRAME
                await self._take(frame, outbox)
        except WebSocketDisconnect:
            return None

    def _over_quota(self) -> bool:
        return self._resources.limiter.take(FRAME_PER_SOCKET, self._counted_as) is not None

    async def _take(self, frame: frames.Command | frames.Typing | frames.Ping, outbox: Outbox) -> None:
        if isinstance(frame, frames.Typing):
            self._engine.typed(self._session_id)
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
            answer = await perform(self._engine, self._resources, self._actor, self._session_id, asked)
        except Problem as problem:
            return self._problem(ref, problem)
        if isinstance(answer, Refused):
            review = shown_review(answer.review) if answer.review else None
            detail = REFUSALS[answer.code]
            return frames.refused(ref, code=answer.code, detail=detail, retry_at=answer.retry_at, review=review)
        return frames.accepted(ref, seq=answer)

    def _problem(self, ref: str, problem: Problem) -> str:
        if isinstance(problem, Invalid):
            places = ", ".join(f"{error.pointer} {error.code}" for error in problem.errors)
            return frames.refused(ref, code=problem.code, detail=f"{problem.detail} {places}".strip())
        return frames.refused(ref, code=problem.code, detail=problem.detail, retry_at=problem.retry_at)
