"""What lies on the table of a session in words: drafts of agreements, topics for another day, what the talk is for."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from app.frozen import dataclass
from app.sessions.protocol.events import Category, Scope
from app.sessions.protocol.particulars import NONE, Particulars
from app.sessions.protocol.sides import Side
from app.templates.steps import AgreementKind
from app.values import quick


@quick
@dataclass(frozen=True, slots=True)
class Draft:
    """An agreement on the table of this session. `assents` are to exactly this version (I-29, I-30)."""

    id: str
    version: str
    by: Side
    kind: AgreementKind
    scope: Scope
    category: Category
    owner: Side
    days: int
    assents: frozenset[Side]
    state: Literal["open", "reached", "set_aside"] = "open"
    text: str = field(default="", repr=False)
    nonce: str = field(default="", repr=False)
    particulars: Particulars = NONE


@dataclass(frozen=True, slots=True)
class Parked:
    """A topic for another day, parked at the event `since`."""

    by: Side
    text: str = field(repr=False)
    since: int = 0


@dataclass(frozen=True, slots=True)
class Purpose:
    """What this talk is for, once both accepted it; `version` is empty until then."""

    version: str = ""
    text: str = field(default="", repr=False)
