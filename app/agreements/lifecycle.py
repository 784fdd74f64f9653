"""When an agreement is in force: its versions, who assented to which, and what an edit or an end does to that.

PURE: the standard library only. It stores nothing, and it takes no clock.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import Literal

AgreementKind = Literal["boundary", "commitment"]
AgreementScope = Literal["shared", "personal"]
AgreementCategory = Literal["time", "privacy", "disclosure", "personal_space"]
AgreementState = Literal["proposed", "active", "lapsed"]
RefusalCode = Literal["wrong_version", "not_yours", "ended"]

TWO = 2

# rules.md 0: boundary.review and agreement.first_follow_up, in days: default, and the hard limits of each.
DEFAULT_DAYS: dict[AgreementKind, int] = {"boundary": 90, "commitment": 10}
DAYS: dict[AgreementKind, tuple[int, int]] = {"boundary": (30, 365), "commitment": (3, 28)}


@dataclass(frozen=True, slots=True)
class Refused:
    """An act that changes nothing, and why."""

    code: RefusalCode


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed. `owner_id` is whose commitment or personal limit it is; None means both."""

    kind: AgreementKind
    scope: AgreementScope
    category: AgreementCategory | None
    owner_id: str | None
    text: str = field(repr=False)
    days: int


@dataclass(frozen=True, slots=True)
class Version:
    """One wording, named by its hash, and who said yes to exactly it."""

    hash: str
    terms: Terms
    assents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """All versions, the oldest first. Once ended it takes no more acts; a new one may be proposed."""

    partners: tuple[str, str]
    versions: tuple[Version, ...]
    ended: bool = False

    @property
    def latest(self) -> Version:
        return self.versions[-1]


def content_hash(terms: Terms, nonce: str) -> str:
    """Return the version's name.

    The hash is stored in the clear and the words are not: without the nonce, which is sealed with the words,
    somebody who reads the database could try likely sentences against it.
    """
    canonical = json.dumps({**asdict(terms), "nonce": nonce}, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def within_days(kind: AgreementKind, days: int | None) -> int:
    """Return after how many days to look again: what was asked for inside the hard limits, or the default."""
    if days is None:
        return DEFAULT_DAYS[kind]
    low, high = DAYS[kind]
    return min(max(days, low), high)


def suffices(terms: Terms, *, partners: tuple[str, str], assents: frozenset[str]) -> bool:
    """Tell whether these assents put the terms in force.

    I-29: a shared agreement needs both. G-5: a personal limit needs its author, and the partner cannot sign it.
    """
    if terms.scope == "personal":
        return terms.owner_id in partners and terms.owner_id in assents
    return len(set(partners)) == TWO and assents.issuperset(partners)


def propose(partners: tuple[str, str], terms: Terms, *, nonce: str, by: str) -> Agreement | Refused:
    """Begin an agreement; proposing is the proposer's assent."""
    if not _may_sign(terms, partners=partners, by=by):
        return Refused("not_yours")
    return Agreement(partners, (Version(content_hash(terms, nonce), terms, frozenset({by})),))


def revise(agreement: Agreement, terms: Terms, *, nonce: str, by: str) -> Agreement | Refused:
    """Add a version that nobody has assented to yet, its author included (I-30); the old one stays in force (G-1)."""
    if agreement.ended:
        return Refused("ended")
    if not _may_sign(agreement.latest.terms, partners=agreement.partners, by=by):
        return Refused("not_yours")
    if not _may_sign(terms, partners=agreement.partners, by=by):
        return Refused("not_yours")
    fresh = Version(content_hash(terms, nonce), terms, frozenset())
    return replace(agreement, versions=(*agreement.versions, fresh))


def assent(agreement: Agreement, version: str, *, by: str) -> Agreement | Refused:
    """Say yes to the newest words; a yes to older ones would put in force what the other no longer offers."""
    if agreement.ended:
        return Refused("ended")
    if not _may_sign(agreement.latest.terms, partners=agreement.partners, by=by):
        return Refused("not_yours")
    if version != agreement.latest.hash:
        return Refused("wrong_version")
    signed = replace(agreement.latest, assents=agreement.latest.assents | {by})
    return replace(agreement, versions=(*agreement.versions[:-1], signed))


def end(agreement: Agreement, *, by: str) -> Agreement | Refused:
    """Take back one's assent to every version, at once and without a reason (G-2); ending twice is the same answer."""
    if not _may_sign(agreement.latest.terms, partners=agreement.partners, by=by):
        return Refused("not_yours")
    without = tuple(replace(version, assents=version.assents - {by}) for version in agreement.versions)
    return replace(agreement, versions=without, ended=True)


def in_force(agreement: Agreement) -> Version | None:
    """Return the newest version that everyone needed has assented to; an ended agreement has none (I-29)."""
    if agreement.ended:
        return None
    sufficient = (
        version
        for version in reversed(agreement.versions)
        if suffices(version.terms, partners=agreement.partners, assents=version.assents)
    )
    return next(sufficient, None)


def state(agreement: Agreement) -> AgreementState:
    if agreement.ended:
        return "lapsed"
    return "active" if in_force(agreement) is not None else "proposed"


def _may_sign(terms: Terms, *, partners: tuple[str, str], by: str) -> bool:
    # I-31, G-5: only the two, and a personal limit only by the person whose limit it is.
    return by in partners and (terms.scope == "shared" or terms.owner_id == by)
