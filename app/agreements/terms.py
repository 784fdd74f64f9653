"""What two people agree on: five kinds, their limits in days, and the hash that names exactly these terms.

PURE: the standard library only. It decides nothing about who may say yes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, field
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal

from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import date, datetime, time

AgreementKind = Literal["base_agreement", "benchmark", "boundary", "commitment", "ritual"]
AgreementScope = Literal["shared", "personal"]
AgreementCategory = Literal["time", "privacy", "disclosure", "personal_space", "other"]
Cadence = Literal["weekly", "fortnightly", "monthly", "quarterly"]

# rules.md 0: boundary.review and agreement.first_follow_up, in days: default, and the hard limits of each. A promise
# is looked at soon; everything else is looked at like a boundary.
REVIEW: Final = 90
REVIEW_DAYS: Final = (30, 365)
DEFAULT_DAYS: Final[dict[AgreementKind, int]] = {
    "base_agreement": REVIEW,
    "benchmark": REVIEW,
    "boundary": REVIEW,
    "commitment": 10,
    "ritual": REVIEW,
}
DAYS: Final[dict[AgreementKind, tuple[int, int]]] = {
    "base_agreement": REVIEW_DAYS,
    "benchmark": REVIEW_DAYS,
    "boundary": REVIEW_DAYS,
    "commitment": (3, 28),
    "ritual": REVIEW_DAYS,
}

GENESIS: Final = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a ritual, or a promise that repeats, comes round. `rrule` is a checked subset and holds no words.

    `at` and `timezone` are the time on the wall there, whatever daylight saving does; without `at` it is the whole day.
    """

    rrule: str
    starts_on: date
    at: time | None
    timezone: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed. `owner_id` is whose commitment or personal limit it is; None means both.

    Everything from `acceptable` on belongs to some kinds only, and is empty in the others.
    """

    kind: AgreementKind
    scope: AgreementScope
    category: AgreementCategory | None
    owner_id: str | None
    text: str = field(repr=False)
    days: int
    acceptable: tuple[str, ...] = field(default=(), repr=False)
    not_acceptable: tuple[str, ...] = field(default=(), repr=False)
    if_it_happens: tuple[str, ...] = field(default=(), repr=False)
    observable_sign: str = field(default="", repr=False)
    what_i_will_do: str = field(default="", repr=False)
    cadence: Cadence | None = None
    due_on: date | None = None
    schedule: Schedule | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Return everything that a person wrote, in the order in which it is read."""
        single = (self.text, self.observable_sign, self.what_i_will_do)
        return tuple(one for one in (*single, *self.acceptable, *self.not_acceptable, *self.if_it_happens) if one)


# The parts that every version ever named contains. The others came later, and are named only where there are any:
# what a session hashed before they existed keeps its name.
ALWAYS: Final = frozenset({"kind", "scope", "category", "owner_id", "text", "days"})


def content_hash(terms: Terms, nonce: str) -> str:
    """Return the version's name.

    The hash is stored in the clear and the words are not: without the nonce, which is sealed with the words,
    somebody who reads the database could try likely sentences against it.
    """
    named = {name: value for name, value in asdict(terms).items() if name in ALWAYS or value}
    canonical = json.dumps({**named, "nonce": nonce}, sort_keys=True, separators=(",", ":"), default=str)
    return sha256(canonical.encode()).hexdigest()


def link_of(before: str, *, agreement_id: str, number: int, version: str, at: datetime) -> str:
    """Return what chains a version to the one before it: whoever changes or drops an old one breaks all that follow."""
    parts = [before, agreement_id, number, version, at.astimezone(UTC).isoformat()]
    return sha256(json.dumps(parts).encode()).hexdigest()


def within_days(kind: AgreementKind, days: int | None) -> int:
    """Return after how many days to look again: what was asked for inside the hard limits, or the default."""
    if days is None:
        return DEFAULT_DAYS[kind]
    low, high = DAYS[kind]
    return min(max(days, low), high)
