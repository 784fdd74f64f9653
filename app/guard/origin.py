"""Which pages may open a socket (T17). A native client sends no Origin and is let through: the ticket decides."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Origins:
    """The listed origins, and our own."""

    listed: frozenset[str]
    own: str | None

    def allow(self, origin: str | None, *, host: str | None) -> bool:
        """Tell whether a page of `origin` may connect to what the client called `host`."""
        if origin is None or origin in self.listed:
            return True
        if self.own is not None:
            return origin == self.own
        # Only in development: without a public address, our own page is the one from the same host and port.
        return host is not None and urlsplit(origin).netloc == host and bool(host)


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address, as a browser writes an Origin."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
