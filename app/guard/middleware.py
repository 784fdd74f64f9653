"""The guard around the application, as plain ASGI. It decides about form only and knows no feature."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

from app.errors import Problem
from app.guard.body import Disconnected, read_body, replay
from app.guard.headers import dress
from app.guard.problems import problem_response
from app.observability.request_context import begin_request
from app.security.strict_json import MOST_KEYS, MOST_KEYS_OF_A_DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.guard.draining import Draining
    from app.guard.origin import Origins

log = logging.getLogger(__name__)

CARRIES_BODY: Final = (b"content-length", b"transfer-encoding")


class Guard:
    """Request id, body, headers, Origin of sockets, and no failure without a neutral answer."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        origins: Origins,
        https: bool,
        draining: Draining,
        answered: Callable[[str, str, int | None, float], None],
        sockets: Mapping[str, ASGIApp],
        documents: tuple[str, ...] = (),
    ) -> None:
        self._app = app
        # Paths below which whole documents are sent: T23 counts the keys of everything else as one form.
        self._documents = documents
        # The endpoints of sockets by their path. What lies between here and a route is for requests: kept through the
        # whole life of a socket, it would be more than all that we know of a session.
        self._sockets = sockets
        self._draining = draining
        self._origins = origins
        self._https = https
        # Told of every answer: method, route's template, status, seconds.
        self._answered = answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        outgoing = _Outgoing(send, request_id=_begin(headers), https=self._https)
        started = time.monotonic()
        try:
            if any(name in headers for name in CARRIES_BODY) or b"content-encoding" in headers:
                most_keys = MOST_KEYS_OF_A_DOCUMENT if scope["path"].startswith(self._documents) else MOST_KEYS
                receive = replay(await read_body(receive, headers, most_keys=most_keys), receive)
            await self._app(scope, receive, outgoing)
        except Disconnected:
            return
        except Problem as problem:
            await _answer(problem, scope, outgoing)
        except Exception:
            log.exception("request_failed", extra={"method": scope["method"], "route": _route(scope)})
            await _answer(Problem("internal"), scope, outgoing)
        finally:
            seconds = time.monotonic() - started
            self._answered(scope["method"], _route(scope), outgoing.status, seconds)
            _log_request(scope, outgoing, seconds)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        outgoing = _Outgoing(send, request_id=_begin(headers), https=self._https)
        if not self._origins.allow(_text(headers, b"origin"), host=_text(headers, b"host")):
            await _deny(Problem("origin_refused"), scope, receive, outgoing)
            return
        # Nobody looks at them any more, and a socket may stay for hours.
        del headers
        watched = self._draining.watch(receive)
        endpoint = self._sockets.get(scope["path"], self._app)
        try:
            await endpoint(scope, watched, outgoing)
        except Problem as problem:
            await _deny(problem, scope, receive, outgoing)
        except Exception:
            log.exception("socket_failed", extra={"route": _route(scope)})
            await outgoing({"type": "websocket.close", "code": 1011})
        finally:
            watched.done()


class _Outgoing:
    """A `send` that dresses the start of an answer, and remembers that there was one."""

    def __init__(self, send: Send, *, request_id: str, https: bool) -> None:
        self._send = send
        self._request_id = request_id
        self._https = https
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] in {"http.response.start", "websocket.http.response.start"}:
            self.status = message["status"]
            dress(message, request_id=self._request_id, https=self._https)
        await self._send(message)


async def _answer(problem: Problem, scope: Scope, outgoing: _Outgoing) -> None:
    """Send the problem, unless an answer had begun: then nothing honest can follow it."""
    if outgoing.status is not None:
        return
    # What is left of a refused body would be taken for the next request.
    response = problem_response(problem, headers={"Connection": "close"})
    await response(scope, _nothing, outgoing)


async def _deny(problem: Problem, scope: Scope, receive: Receive, outgoing: _Outgoing) -> None:
    """Refuse a socket before it is accepted, as real HTTP where the server can."""
    if "websocket.http.response" in scope.get("extensions", {}):
        await problem_response(problem)(scope, receive, outgoing)
    else:
        await outgoing({"type": "websocket.close", "code": 1008})


def _begin(headers: dict[bytes, bytes]) -> str:
    return begin_request(_text(headers, b"x-request-id"))


def _text(headers: dict[bytes, bytes], name: bytes) -> str | None:
    found = headers.get(name)
    return None if found is None else found.decode("latin-1")


def _route(scope: Scope) -> str:
    """Return the route's template; the path itself may hold an id that tells."""
    # The route as its feature declared it has no prefix; where it was included, FastAPI says elsewhere.
    included = scope.get("fastapi", {}).get("effective_route_context")
    path = getattr(included or scope.get("route"), "path", None)
    return path if isinstance(path, str) else "-"


def _log_request(scope: Scope, outgoing: _Outgoing, seconds: float) -> None:
    spent = round(seconds * 1000, 1)
    log.info(
        "request",
        extra={"method": scope["method"], "route": _route(scope), "status": outgoing.status, "ms": spent},
    )


async def _nothing() -> Message:
    return {"type": "http.disconnect"}
