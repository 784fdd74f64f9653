"""What is logged where time stands still or gets longer: pauses, returns, lost connections, warnings, more time.

None of them says who needed it, but for an offer of another time to come back (P-5).
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from app.frozen import dataclass
from app.sessions.protocol.sides import Side

What = Literal["turn", "session", "quiet", "step"]


@dataclass(frozen=True, slots=True)
class Paused:
    """P-2: no actor and no reason, and the same whether it was called, came by itself or was a call for help."""

    at: datetime
    not_before: datetime
    return_at: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class ReturnOffered:
    """One offered another time to come back (P-5)."""

    at: datetime
    by: Side
    return_at: datetime


@dataclass(frozen=True, slots=True)
class ReturnAgreed:
    """The other accepted it."""

    at: datetime
    return_at: datetime


@dataclass(frozen=True, slots=True)
class PauseExtended:
    """More time for whoever needs it; nobody is named (P-7)."""

    at: datetime
    not_before: datetime
    return_at: datetime


@dataclass(frozen=True, slots=True)
class Resumed:
    """`ends_at` is the session's planned end moved by the time lost."""

    at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ConnectionLost:
    """A connection was gone for longer than the grace (L-15)."""

    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class ConnectionRestored:
    """Both are connected again; `ends_at` moved by the time lost."""

    at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class TimeWarned:
    """A turn, the session or a silence is about to reach its end (L-9, L-14, L-18)."""

    at: datetime
    what: What


@dataclass(frozen=True, slots=True)
class TimeExtended:
    """More time, for whoever asked: no actor, because needing time costs nothing and says nothing."""

    at: datetime
    what: What
    until: datetime
