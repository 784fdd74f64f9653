"""What may be said of one occurrence, and by whom: whose it is reports it, the other only adds something good (G-6).

PURE: the standard library only. It settles nothing: two people may see one evening in two ways, and both stand.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Literal

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Outcome = Literal["kept", "partly", "missed"]
Excuse = Literal["none", "asked", "agreed"]
RefusalCode = Literal["not_yours", "not_begun", "settled", "not_later"]


@dataclass(frozen=True, slots=True)
class Refused:
    """An act that changes nothing, and why."""

    code: RefusalCode


@dataclass(frozen=True, slots=True)
class Report:
    """How somebody says their own went. `new_date` is for themselves alone: when they try again (practice 122)."""

    outcome: Outcome
    new_date: date | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that something comes round. `owners` are those whose it is: one of the two, or both."""

    partners: frozenset[str]
    owners: frozenset[str]
    on: date
    reports: Mapping[str, Report] = field(default_factory=dict)
    excused_by: frozenset[str] = frozenset()
    noticed_by: frozenset[str] = frozenset()

    @property
    def excuse(self) -> Excuse:
        if self.excused_by >= self.partners:
            return "agreed"
        return "asked" if self.excused_by else "none"


def report(occurrence: Occurrence, said: Report, *, by: str, begun: bool) -> Occurrence | Refused:
    """Say how one's own went; for a ritual of both each says it for themselves. Saying it again replaces it."""
    if by not in occurrence.owners:
        # Nobody marks somebody else (practice 13).
        return Refused("not_yours")
    if not begun:
        return Refused("not_begun")
    if said.new_date is not None and (said.outcome == "kept" or said.new_date <= occurrence.on):
        return Refused("not_later")
    return replace(occurrence, reports={**occurrence.reports, by: said})


def excuse(occurrence: Occurrence, *, by: str) -> Occurrence | Refused:
    """Say that this time need not count. It does not when both say so."""
    if by not in occurrence.partners:
        return Refused("not_yours")
    return replace(occurrence, excused_by=occurrence.excused_by | {by})


def take_back(occurrence: Occurrence, *, by: str) -> Occurrence | Refused:
    """Take one's own wish back; what both have excused stays excused, for it would be a mark against somebody."""
    if by not in occurrence.partners:
        return Refused("not_yours")
    if occurrence.excuse == "agreed":
        return Refused("settled")
    return replace(occurrence, excused_by=occurrence.excused_by - {by})


def notice(occurrence: Occurrence, *, by: str) -> Occurrence | Refused:
    """Say that one noticed what the other did (practice 101). There is no other mark, and none upon oneself."""
    if by not in occurrence.partners or not occurrence.owners - {by}:
        return Refused("not_yours")
    return replace(occurrence, noticed_by=occurrence.noticed_by | {by})


def unnotice(occurrence: Occurrence, *, by: str) -> Occurrence:
    """Take one's own note back; there may be none."""
    return replace(occurrence, noticed_by=occurrence.noticed_by - {by})
