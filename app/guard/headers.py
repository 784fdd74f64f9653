"""Headers on every answer. A route may set its own content security policy or caching; silence means strict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import Message

ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
UNLESS_SET: Final = {
    # T40: neither a shared cache nor the back button keeps what two people said.
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONLY_HTTPS: Final = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}


def dress(message: Message, *, request_id: str, https: bool) -> None:
    """Add the headers to a response's start."""
    headers = MutableHeaders(scope=message)
    for name, value in ALWAYS.items():
        headers[name] = value
    for name, value in UNLESS_SET.items():
        headers.setdefault(name, value)
    if https:
        headers.update(ONLY_HTTPS)
    headers["X-Request-Id"] = request_id
