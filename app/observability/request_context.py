"""What one request or socket is called in logs and problems. Ids only."""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import Final
from uuid import uuid4

ACCEPTED: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
_request_id: ContextVar[str] = ContextVar("request_id", default="-")


def request_id() -> str:
    """Return the id of the request being answered, `-` outside one."""
    return _request_id.get()


def begin_request(offered: str | None) -> str:
    """Take the caller's id when it is a plain one, otherwise make one; return it."""
    chosen = offered if offered is not None and ACCEPTED.fullmatch(offered) else str(uuid4())
    _request_id.set(chosen)
    return chosen
