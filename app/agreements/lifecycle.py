"""When an agreement is in force: its versions, who assented to which, and what an edit or an end does to that.

PURE: the standard library only. It stores nothing, and it takes no clock.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from app.agreements.terms import (
    DAYS,
    DEFAULT_DAYS,
    AgreementCategory,
    AgreementKind,
    AgreementScope,
    Terms,
    content_hash,
    within_days,
)
from app.frozen import dataclass

__all__ = [
    "DAYS",
    "DEFAULT_DAYS",
    "TWO",
    "Agreement",
    "AgreementCategory",
    "AgreementKind",
    "AgreementScope",
    "AgreementState",
    "Refused",
    "Terms",
    "Version",
    "assent",
    "content_hash",
    "draft",
    "end",
    "in_force",
    "may_read",
    "offer",
    "propose",
    "retire",
    "revise",
    "state",
    "suffices",
    "within_days",
]

AgreementState = Literal["draft", "proposed", "active", "review_due", "lapsed", "retired"]
RefusalCode = Literal["wrong_version", "not_yours", "ended", "draft", "other_kind"]

TWO = 2


@dataclass(frozen=True, slots=True)
class Refused:
    """An act that changes nothing, and why."""

    code: RefusalCode


@dataclass(frozen=True, slots=True)
class Version:
    """One wording, named by its hash, and who said yes to exactly it."""

    hash: str
    terms: Terms
    assents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """All versions, the oldest first. Once it is over it takes no more acts; a new one may be proposed.

    `drafted_by` is whose draft it is while nobody else knows of it; None as soon as it was offered.
    """

    partners: tuple[str, str]
    versions: tuple[Version, ...]
    ended: bool = False
    drafted_by: str | None = None
    retired: bool = False

    @property
    def latest(self) -> Version:
        return self.versions[-1]

    @property
    def is_over(self) -> bool:
        return self.ended or self.retired


def suffices(terms: Terms, *, partners: tuple[str, str], assents: frozenset[str]) -> bool:
    """Tell whether these assents put the terms in force.

    I-29: a shared agreement needs both. G-5: a personal limit needs its author, and the partner cannot sign it.
    """
    if terms.scope == "personal":
        return terms.owner_id in partners and terms.owner_id in assents
    return len(set(partners)) == TWO and assents.issuperset(partners)


def draft(partners: tuple[str, str], terms: Terms, *, nonce: str, by: str) -> Agreement | Refused:
    """Begin for oneself: nobody has said yes, and nobody else knows of it (G-1)."""
    if not _may_sign(terms, partners=partners, by=by):
        return Refused("not_yours")
    return Agreement(partners, (Version(content_hash(terms, nonce), terms, frozenset()),), drafted_by=by)


def offer(agreement: Agreement, *, by: str) -> Agreement | Refused:
    """Put a draft before the other; offering is the author's assent to exactly these words."""
    if agreement.drafted_by != by:
        return Refused("not_yours")
    signed = replace(agreement.latest, assents=frozenset({by}))
    return replace(agreement, versions=(signed,), drafted_by=None)


def propose(partners: tuple[str, str], terms: Terms, *, nonce: str, by: str) -> Agreement | Refused:
    """Begin an agreement before both; proposing is the proposer's assent."""
    begun = draft(partners, terms, nonce=nonce, by=by)
    return begun if isinstance(begun, Refused) else offer(begun, by=by)


def revise(agreement: Agreement, terms: Terms, *, nonce: str, by: str) -> Agreement | Refused:
    """Add a version that nobody has assented to yet, its author included (I-30); the old one stays in force (G-1).

    A draft has no history: its author alone ever saw what stood there before.
    """
    refused = _refused(agreement, by=by)
    if refused is not None and refused.code != "draft":
        return refused
    if not _may_sign(terms, partners=agreement.partners, by=by):
        return Refused("not_yours")
    earlier = agreement.latest.terms
    if (terms.kind, terms.scope, terms.owner_id) != (earlier.kind, earlier.scope, earlier.owner_id):
        # Another thing under the same name would inherit the trust that the first one earned.
        return Refused("other_kind")
    fresh = Version(content_hash(terms, nonce), terms, frozenset())
    kept = () if agreement.drafted_by else agreement.versions
    return replace(agreement, versions=(*kept, fresh))


def assent(agreement: Agreement, version: str, *, by: str) -> Agreement | Refused:
    """Say yes to the newest words; a yes to older ones would put in force what the other no longer offers."""
    if (refused := _refused(agreement, by=by)) is not None:
        return refused
    if version != agreement.latest.hash:
        return Refused("wrong_version")
    signed = replace(agreement.latest, assents=agreement.latest.assents | {by})
    return replace(agreement, versions=(*agreement.versions[:-1], signed))


def end(agreement: Agreement, *, by: str) -> Agreement | Refused:
    """Take back one's assent to every version, at once and without a reason (G-2); ending twice is the same answer."""
    refused = _refused(agreement, by=by)
    if refused is not None and refused.code != "ended":
        return refused
    if agreement.is_over:
        return agreement
    without = tuple(replace(version, assents=version.assents - {by}) for version in agreement.versions)
    return replace(agreement, versions=without, ended=True)


def retire(agreement: Agreement) -> Agreement:
    """Lay it down because everyone whose it is said so in a review (G-1)."""
    return agreement if agreement.is_over else replace(agreement, retired=True)


def in_force(agreement: Agreement) -> Version | None:
    """Return the newest version that everyone needed has assented to; one that is over has none (I-29)."""
    if agreement.is_over:
        return None
    sufficient = (
        version
        for version in reversed(agreement.versions)
        if suffices(version.terms, partners=agreement.partners, assents=version.assents)
    )
    return next(sufficient, None)


def state(agreement: Agreement, *, review_due: bool = False) -> AgreementState:
    """Return where it stands; whether the day to look at it again has come is told by whoever knows the day."""
    if agreement.ended:
        return "lapsed"
    if agreement.retired:
        return "retired"
    if agreement.drafted_by:
        return "draft"
    if in_force(agreement) is None:
        return "proposed"
    return "review_due" if review_due else "active"


def may_read(agreement: Agreement, *, by: str, shared_with_partner: bool) -> bool:
    """Tell who may know that it exists: a draft is its author's alone, and a limit that is not shared its owner's."""
    if by not in agreement.partners:
        return False
    if agreement.drafted_by:
        return agreement.drafted_by == by
    return agreement.latest.terms.scope == "shared" or shared_with_partner or agreement.latest.terms.owner_id == by


def _refused(agreement: Agreement, *, by: str) -> Refused | None:
    """I-31, G-5: only the two, a personal limit only by whose limit it is, and a draft by nobody at all."""
    if not _may_sign(agreement.latest.terms, partners=agreement.partners, by=by):
        return Refused("not_yours")
    if agreement.drafted_by:
        return Refused("draft" if agreement.drafted_by == by else "not_yours")
    return Refused("ended") if agreement.is_over else None


def _may_sign(terms: Terms, *, partners: tuple[str, str], by: str) -> bool:
    return by in partners and (terms.scope == "shared" or terms.owner_id == by)
