"""What happened in the accountability step: told, owned, apologised for, planned against, answered. Kept for ever."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from app.frozen import dataclass
from app.sessions.protocol.event_fields import said
from app.sessions.protocol.sides import Side

# One's own part in an accountability; empty where the template has none. They exist in this session only.
Part = Literal["", "hurt", "accountable"]
PreventionKind = Literal["schedule_change", "boundary_revision", "environment", "skill", "support"]
ApologyReply = Literal["received", "partly", "not_ready"]


@dataclass(frozen=True, slots=True)
class ImpactTold:
    """What it did to the hurt partner. Nobody reflects before `not_before` (L-4)."""

    at: datetime
    by: Side
    not_before: datetime
    text: str = said()


@dataclass(frozen=True, slots=True)
class Owned:
    """The accountable partner named what they did."""

    at: datetime
    by: Side
    text: str = said()


@dataclass(frozen=True, slots=True)
class Apologised:
    """The accountable partner said that they are sorry; only after an impact was heard (A-1)."""

    at: datetime
    by: Side
    text: str = said()


@dataclass(frozen=True, slots=True)
class PreventionPlanned:
    """What the accountable partner will do so that it does not happen again (A-4): one entry a step in each list."""

    at: datetime
    by: Side
    kinds: tuple[PreventionKind, ...]
    due: tuple[str, ...]
    signs: tuple[str, ...] = said(())
    acts: tuple[str, ...] = said(())


@dataclass(frozen=True, slots=True)
class ApologyAnswered:
    """The hurt partner's answer (A-3). `not_ready` asks for nothing more, from anybody."""

    at: datetime
    by: Side
    reply: ApologyReply
    still_needed: str = said()
