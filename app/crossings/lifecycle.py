"""From a private note to a renewed agreement: who may do what with a crossing, and when it is over (G-3, G-4).

PURE: the standard library only. It judges nobody: two people may see one thing in two ways, and both stand.
"""

from __future__ import annotations

import json
from dataclasses import field, replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import date, datetime

CrossingState = Literal["private", "crossed", "redress_planned", "redress_done", "renewed", "retired"]
# "Is it safe to raise this together?", asked of the reporter alone.
RaiseTogether = Literal["yes", "no", "unsure"]
RefusalCode = Literal["not_safe_yet", "not_shared", "already_shared", "not_yours", "wrong_version", "not_yet", "over"]

# rules.md 0: crossing.repair_offer_within, in hours.
REPAIR_HOURS = 72
REPAIR_LIMITS = (24, 168)
OPEN: frozenset[CrossingState] = frozenset({"crossed", "redress_planned", "redress_done"})


@dataclass(frozen=True, slots=True)
class Refused:
    """An act that changes nothing, and why."""

    code: RefusalCode


@dataclass(frozen=True, slots=True)
class Redress:
    """What is to be done, by when, and what of the crossing it answers."""

    what: str = field(repr=False)
    answers: str = field(repr=False)
    by: date


@dataclass(frozen=True, slots=True)
class Plan:
    """One proposed redress, named by its hash; who accepted exactly it, and who says that it is done."""

    hash: str
    accepted: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Crossing:
    """One crossing. `limit_of` is whose personal limit it is about; None means that the agreement is both's.

    `renewals` are the people who signed an agreement's version again, each with the version's hash.
    """

    reporter: str
    partner: str
    limit_of: str | None = None
    together: RaiseTogether | None = field(default=None, repr=False)
    shared: bool = False
    plans: tuple[Plan, ...] = ()
    renewals: frozenset[tuple[str, str]] = frozenset()
    renewed: bool = False

    @property
    def partners(self) -> frozenset[str]:
        return frozenset({self.reporter, self.partner})


def redress_hash(redress: Redress, nonce: str) -> str:
    """Return the plan's name; without the sealed nonce, likely words could be tried against a stolen hash."""
    canonical = {"what": redress.what, "answers": redress.answers, "by": redress.by.isoformat(), "nonce": nonce}
    return sha256(json.dumps(canonical, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def repair_until(shared_at: datetime, *, hours: int | None = None) -> datetime:
    """Return until when a brief repair is offered: what was asked for inside the hard limits, or the default."""
    low, high = REPAIR_LIMITS
    return shared_at + timedelta(hours=min(max(REPAIR_HOURS if hours is None else hours, low), high))


def answer(crossing: Crossing, together: RaiseTogether, *, by: str) -> Crossing | Refused:
    """Answer the private question, as often as one likes, until it is shared (G-4)."""
    if by != crossing.reporter:
        return Refused("not_yours")
    if crossing.shared:
        return Refused("already_shared")
    return replace(crossing, together=together)


def share(crossing: Crossing, *, by: str) -> Crossing | Refused:
    """Show it to the partner: an act of its own, and only after `yes` (G-4). Twice is the same answer."""
    if by != crossing.reporter:
        return Refused("not_yours")
    if crossing.together != "yes":
        return Refused("not_safe_yet")
    return replace(crossing, shared=True)


def propose(crossing: Crossing, plan: str, *, by: str) -> Crossing | Refused:
    """Put a redress forward; proposing is accepting it. The one in force stands until both accept another."""
    if refused := _not_open_to(crossing, by=by):
        return refused
    if state(crossing) == "redress_done":
        return Refused("over")
    kept = tuple(one for one in crossing.plans if one.hash != plan)
    return replace(crossing, plans=(*kept, Plan(plan, frozenset({by}))))


def accept(crossing: Crossing, plan: str, *, by: str) -> Crossing | Refused:
    """Say yes to the newest plan; to an older one the other may not stand any more."""
    if refused := _not_open_to(crossing, by=by):
        return refused
    if not crossing.plans or crossing.plans[-1].hash != plan:
        return Refused("wrong_version")
    newest = crossing.plans[-1]
    return _with(crossing, replace(newest, accepted=newest.accepted | {by}))


def done(crossing: Crossing, plan: str, *, by: str) -> Crossing | Refused:
    """Say, for oneself, that the redress in force is done. It is done when both say so; nobody says it for two."""
    if refused := _not_open_to(crossing, by=by):
        return refused
    current = in_force(crossing)
    if current is None:
        return Refused("not_yet")
    if current.hash != plan:
        return Refused("wrong_version")
    return _with(crossing, replace(current, done=current.done | {by}))


def renew(crossing: Crossing, version: str, *, standing: str, by: str) -> Crossing | Refused:
    """Sign the agreement again: the version that is in force now, the same one or a newer one.

    G-5: a personal limit is renewed by its owner alone; nobody else's signature ever stands on it.
    """
    if crossing.renewed and (by, version) in crossing.renewals:
        return crossing
    if refused := _not_open_to(crossing, by=by):
        return refused
    if by not in _signers(crossing):
        return Refused("not_yours")
    if state(crossing) != "redress_done":
        return Refused("not_yet")
    if version != standing:
        return Refused("wrong_version")
    # One person's earlier signature under another version does not count beside this one.
    mine = frozenset(one for one in crossing.renewals if one[0] != by) | {(by, version)}
    whole = all((signer, version) in mine for signer in _signers(crossing))
    return replace(crossing, renewals=mine, renewed=whole)


def in_force(crossing: Crossing) -> Plan | None:
    """Return the newest plan that both accepted, word for word."""
    agreed = (plan for plan in reversed(crossing.plans) if plan.accepted >= crossing.partners)
    return next(agreed, None)


def state(crossing: Crossing, *, stands: bool = True) -> CrossingState:
    """Say where it is. `stands`: the agreement is still in force; either lets it go alone, and then it is over."""
    if not crossing.shared:
        return "private"
    if crossing.renewed:
        return "renewed"
    if not stands:
        return "retired"
    plan = in_force(crossing)
    if plan is None:
        return "crossed"
    return "redress_done" if plan.done >= crossing.partners else "redress_planned"


def _signers(crossing: Crossing) -> frozenset[str]:
    return crossing.partners if crossing.limit_of is None else frozenset({crossing.limit_of})


def _not_open_to(crossing: Crossing, *, by: str) -> Refused | None:
    if by not in crossing.partners:
        return Refused("not_yours")
    if not crossing.shared:
        return Refused("not_shared")
    return Refused("over") if crossing.renewed else None


def _with(crossing: Crossing, plan: Plan) -> Crossing:
    plans = tuple(plan if one.hash == plan.hash else one for one in crossing.plans)
    return replace(crossing, plans=plans)
