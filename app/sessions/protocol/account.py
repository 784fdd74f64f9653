"""How far the accountability of one session has come: what was heard, owned and promised. Values only."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Final, Literal

from app.frozen import dataclass
from app.sessions.protocol.accounting_events import ApologyReply, PreventionKind


@dataclass(frozen=True, slots=True)
class Promise:
    """One prevention step as it was planned: if this sign, then that act, to be looked at on a day (A-4)."""

    kind: PreventionKind
    due: date
    sign: str = field(default="", repr=False)
    act: str = field(default="", repr=False)


# What opened the way to ownership: nothing yet, a confirmed reflection, or a gap that the hurt partner accepted.
Opened = Literal["not_yet", "confirmed", "gap_accepted"]


@dataclass(frozen=True, slots=True)
class Account:
    """How far the accountability of this session has come. `impact` holds what was told and heard, and no more."""

    opened: Opened = "not_yet"
    told: int = 0
    impact: tuple[str, ...] = field(default=(), repr=False)
    ownership: str = field(default="", repr=False)
    apology: str = field(default="", repr=False)
    promises: tuple[Promise, ...] = ()
    reply: ApologyReply | Literal["none"] = "none"
    still_needed: str = field(default="", repr=False)


NOTHING_YET: Final = Account()
