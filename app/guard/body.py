"""Read a request's body before anybody else does: bounded, in time, plain, and strict JSON."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from app.errors import FieldError, Invalid, Problem, TooLarge, Unsupported
from app.security.strict_json import MOST_KEYS, Malformed, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Message, Receive

LARGEST: Final = 64 * 1024
DEADLINE: Final = 10.0
# A little of what is too much is read and thrown away, so that the client hears the answer and not a broken line.
LINGER: Final = 1024 * 1024


class Disconnected(Exception):  # noqa: N818 - nobody is left to be answered
    """The client went away while sending."""


async def read_body(receive: Receive, headers: Mapping[bytes, bytes], *, most_keys: int = MOST_KEYS) -> bytes:
    """Return the whole body or raise the problem that it has."""
    if headers.get(b"content-encoding", b"identity").strip().lower() not in {b"", b"identity"}:
        raise Unsupported  # T22: nothing packed is ever unpacked.
    try:
        async with asyncio.timeout(DEADLINE):
            body = await _collect(receive, declared=_declared(headers))
    except TimeoutError:
        raise Problem("request_timeout") from None
    if body:
        _check_form(body, headers, most_keys=most_keys)
    return body


async def _collect(receive: Receive, *, declared: int) -> bytes:
    if declared > LINGER:
        raise TooLarge
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > LINGER:
            raise TooLarge
        if size <= LARGEST:
            chunks.append(chunk)
        if not message.get("more_body", False):
            break
    if size > LARGEST:
        raise TooLarge
    return b"".join(chunks)


def _check_form(body: bytes, headers: Mapping[bytes, bytes], *, most_keys: int) -> None:
    media_type = headers.get(b"content-type", b"").split(b";", 1)[0].strip().lower()
    if media_type != b"application/json":
        raise Unsupported
    try:
        parse(body, most_keys=most_keys)
    except Malformed as fault:
        raise Invalid(FieldError("/body", fault.code)) from None


def _declared(headers: Mapping[bytes, bytes]) -> int:
    text = headers.get(b"content-length", b"0")
    return int(text) if text.isdigit() else 0


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body once, and then whatever the connection says."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
