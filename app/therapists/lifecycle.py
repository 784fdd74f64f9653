"""A practice link as a value: who said yes to what, and what a therapist may therefore see now. No clock, no storage.

Access is never stored. It is worked out from both consents at each request (T12), so nothing has to be cleaned up for
it to end.
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Scope: TypeAlias = Literal["transcripts", "agreements", "accountability", "check_ins", "keeping", "observe", "assign"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
SecretsPolicy: TypeAlias = Literal["none_kept", "limited", "individual_confidential"]
POLICIES: Final[tuple[SecretsPolicy, ...]] = get_args(SecretsPolicy)
# `invited` hides who has not answered yet and who has refused; `ended` hides who ended it, and how (S-8, V-3).
Phase: TypeAlias = Literal["invited", "not_taken_up", "sharing", "ended"]
Refused: TypeAlias = Literal["over", "nothing_there"]

# rules.md 0, `invite.expiry`: from 24 hours to 14 days. Three people have to read and answer.
ANSWER_WITHIN: Final = timedelta(days=7)
LONGEST: Final = timedelta(days=365)
NOTHING: Final[Mapping[Scope, datetime]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Consent:
    """One partner's own yes: since when to which scope, until when, and under which version of the secrets policy."""

    since: Mapping[Scope, datetime]
    until: datetime
    policy_version: int

    def holds(self, at: datetime) -> bool:
        return at < self.until


@dataclass(frozen=True, slots=True)
class Link:
    """A couple and a therapist, from the invitation to the end. What has ended is never taken up again."""

    answer_by: datetime
    consents: Mapping[str, Consent] = field(default_factory=dict)
    declined: bool = False
    accepted_at: datetime | None = None
    ended_at: datetime | None = None


def until_the_end_of(day: date) -> datetime:
    """Return the first moment at which a consent that expires on `day` holds no longer; days are those of UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def phase_of(link: Link, at: datetime) -> Phase:
    """Return how the link stands, the same for all three, whoever did what (T13)."""
    if link.accepted_at is None:
        return "invited" if at < link.answer_by else "not_taken_up"
    if link.ended_at is not None or not all(one.holds(at) for one in link.consents.values()):
        return "ended"
    return "sharing"


def is_over(link: Link, at: datetime) -> bool:
    return phase_of(link, at) in {"not_taken_up", "ended"}


def agreed(
    link: Link, partners: tuple[str, str] | None, *, policy_version: int | None, at: datetime
) -> Mapping[Scope, datetime]:
    """Return what both say yes to now, and since when, whether or not the therapist has accepted. (T12)"""
    both = _both(link, partners, policy_version=policy_version, at=at)
    if both is None:
        return NOTHING
    first, second = both
    # I-28: it began when the later of the two began, scope by scope.
    shared = [scope for scope in SCOPES if scope in first.since and scope in second.since]
    return {scope: max(first.since[scope], second.since[scope]) for scope in shared}


def _both(
    link: Link, partners: tuple[str, str] | None, *, policy_version: int | None, at: datetime
) -> tuple[Consent, Consent] | None:
    """Return the yes of both, if both hold now, to the version of the policy that is declared now (V-4)."""
    if partners is None or link.ended_at is not None:
        return None
    found = [one for one in map(link.consents.get, partners) if one is not None]
    valid = [one for one in found if one.holds(at) and one.policy_version == policy_version]
    return (valid[0], valid[1]) if len(valid) == len(partners) else None


def access(
    link: Link, partners: tuple[str, str] | None, *, policy_version: int | None, at: datetime
) -> Mapping[Scope, datetime]:
    """Return what the therapist may see now. `policy_version` is None without an open profile."""
    if link.accepted_at is None:
        return NOTHING
    return agreed(link, partners, policy_version=policy_version, at=at)


def consented(
    link: Link, who: str, *, scopes: Collection[Scope], until: datetime, policy_version: int, at: datetime
) -> Link | Refused:
    """Say yes, or say anew to what. Whatever stays goes on since when it began; what is new begins now."""
    if is_over(link, at):
        return "over"
    before = link.consents.get(who)
    # A yes to another version of the policy is a new yes, to all of it.
    kept = before.since if before is not None and before.policy_version == policy_version and before.holds(at) else {}
    since = {scope: kept.get(scope, at) for scope in SCOPES if scope in scopes}
    return replace(link, consents={**link.consents, who: Consent(since, until, policy_version)})


def withdrawn(link: Link, who: str, *, at: datetime) -> Link:
    """Take one's own yes back, alone and at once. Of what had begun that is the end; of an invitation it is silent."""
    others = {one: consent for one, consent in link.consents.items() if one != who}
    return ended(replace(link, consents=others), at=at) if link.accepted_at else replace(link, consents=others)


def accepted(
    link: Link, partners: tuple[str, str] | None, *, policy_version: int | None, at: datetime
) -> Link | Refused:
    """Begin, which only the therapist can do, and only when both have said yes; again is the same."""
    if not is_shown_to_therapist(link, partners, policy_version=policy_version, at=at):
        return "nothing_there"
    return link if link.accepted_at else replace(link, accepted_at=at)


def is_shown_to_therapist(
    link: Link, partners: tuple[str, str] | None, *, policy_version: int | None, at: datetime
) -> bool:
    """Tell whether a therapist knows of it now: an invitation only when both said yes, so a refusal is never seen."""
    match phase_of(link, at):
        case "sharing":
            return partners is not None and policy_version is not None
        case "invited":
            both = _both(link, partners, policy_version=policy_version, at=at)
            return both is not None and not link.declined
        case _:
            return False


def left_by_therapist(link: Link, *, at: datetime) -> Link:
    """End it, or refuse an invitation: that is silent, and looks like nobody's answer until it expires."""
    return ended(link, at=at) if link.accepted_at else replace(link, declined=True)


def ended(link: Link, *, at: datetime) -> Link:
    return link if link.ended_at else replace(link, ended_at=at)
