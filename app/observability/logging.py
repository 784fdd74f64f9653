"""JSON logs by allow-list (DR-18): an event's name, ids and kinds. Whatever else is offered is dropped.

Nothing here can print what a person wrote: messages are never interpolated, exceptions give their type and
place but not their text, and libraries give only the place that spoke.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Final, TextIO

from app.observability.request_context import request_id
from app.wire_time import stamp

EVENT_NAME: Final = re.compile(r"[a-z][a-z0-9_]{1,60}")
PLAIN_VALUE: Final = re.compile(r"[A-Za-z0-9_.:/{}\-]{0,120}")
OUR_LOGGER: Final = "app"

# The list. A value is printed only when it is a number, a bool or plain ASCII without spaces.
ALLOWED: Final = frozenset({
    "method", "route", "status", "ms", "kind", "code", "count", "session_id", "login_ref", "close_code", "step",
    "port", "revision", "size", "version",
})  # fmt: skip


class AllowListFormatter(logging.Formatter):
    """Turns a record into one line of JSON with nothing but allowed keys."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "ts": stamp(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "event": _event(record),
        }
        if not _is_ours(record):
            line["where"] = f"{record.name}:{record.lineno}"
        if request_id() != "-":
            line["request_id"] = request_id()
        line.update(_allowed(record))
        if record.exc_info and record.exc_info[1] is not None:
            line.update(describe(record.exc_info[1]))
        return json.dumps(line)


def describe(error: BaseException) -> dict[str, object]:
    """Return an exception's type and where it came from: file, line and function of our last frames, no text."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{PurePath(code.co_filename).name}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    return {"error": type(error).__name__, "at": places[-6:]}


def configure(*, level: str = "info", stream: TextIO | None = None) -> None:
    """Send everything, the server's own loggers included, through the one formatter."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(AllowListFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in (
        "uvicorn",
        "uvicorn.error",
        "uvicorn.access",
        "uvicorn.asgi",
        "websockets",
        "alembic",
        "sqlalchemy",
        "httpx",
    ):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = name != "uvicorn.access"
        library.setLevel(logging.WARNING)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name == OUR_LOGGER or record.name.startswith(f"{OUR_LOGGER}.")


def _event(record: logging.LogRecord) -> str:
    if not _is_ours(record):
        return "library"
    name = record.msg if isinstance(record.msg, str) else ""
    return name if EVENT_NAME.fullmatch(name) else "unnamed"


def _allowed(record: logging.LogRecord) -> dict[str, object]:
    found = {key: getattr(record, key) for key in sorted(ALLOWED) if hasattr(record, key)}
    return {key: value for key, value in found.items() if _is_plain(value)}


def _is_plain(value: object) -> bool:
    match value:
        case None | bool() | int() | float():
            return True
        case str():
            return PLAIN_VALUE.fullmatch(value) is not None
        case _:
            return False
