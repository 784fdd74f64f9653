"""Who asks: the value that every service function is given. It grants nothing by itself."""

from __future__ import annotations

from app.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, through one of their logins. Both come from the server's records, never from a body (L-1)."""

    account_id: str
    login_id: str
