"""A text that is both people's only while both said yes to exactly it: a goal, or a picture of their future.

PURE: the standard library only. The rule is that of agreements (I-29, I-30, G-1, G-2); an agreement has beyond it an
owner, a kind, days and a chain of versions, none of which a goal has, so the two share the rule and not the code.
"""

from __future__ import annotations

import json
from dataclasses import field, replace
from hashlib import sha256
from typing import Final, Literal

from app.frozen import dataclass

JointKind = Literal["goal", "future_scene"]
JointState = Literal["proposed", "active", "done", "let_go"]
Ending = Literal["done", "let_go"]
RefusalCode = Literal["wrong_version", "ended", "not_accepted", "not_yours"]

ENDINGS: Final[frozenset[JointState]] = frozenset({"done", "let_go"})


@dataclass(frozen=True, slots=True)
class Refused:
    """An act that changes nothing, and why."""

    code: RefusalCode


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording, named by its hash, and who said yes to exactly it."""

    hash: str
    text: str = field(repr=False)
    nonce: str = field(repr=False)
    accepted_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class JointText:
    """The newest wording, and the one that counts. Once ended it takes no more acts; nobody is named for ending it."""

    partners: tuple[str, str]
    latest: Wording
    in_force: Wording | None = None
    ended: Ending | None = None


def wording(text: str, *, nonce: str) -> Wording:
    """Return the words under their name. Without the sealed nonce likely sentences could be tried against the hash."""
    canonical = json.dumps({"text": text, "nonce": nonce}, sort_keys=True, separators=(",", ":"))
    return Wording(sha256(canonical.encode()).hexdigest(), text, nonce)


def propose(partners: tuple[str, str], text: str, *, nonce: str, by: str) -> JointText | Refused:
    """Begin; proposing is the proposer's yes."""
    if by not in partners:
        return Refused("not_yours")
    return JointText(partners, replace(wording(text, nonce=nonce), accepted_by=frozenset({by})))


def reword(joint: JointText, text: str, *, nonce: str, instead_of: str, by: str) -> JointText | Refused:
    """Put other words in the place of the newest. Nobody has said yes to them yet (I-30); the old ones still count."""
    if refused := _refused(joint, instead_of, by=by):
        return refused
    return replace(joint, latest=wording(text, nonce=nonce))


def accept(joint: JointText, version: str, *, by: str) -> JointText | Refused:
    """Say yes to the newest words; with both yeses they count. A yes to older words is none."""
    if refused := _refused(joint, version, by=by):
        return refused
    latest = replace(joint.latest, accepted_by=joint.latest.accepted_by | {by})
    counts = latest.accepted_by.issuperset(joint.partners)
    return replace(joint, latest=latest, in_force=latest if counts else joint.in_force)


def end(joint: JointText, ending: Ending, *, by: str) -> JointText | Refused:
    """End it, by either alone and without a reason (G-2). Only what both said yes to can be done."""
    if by not in joint.partners:
        return Refused("not_yours")
    if joint.ended is not None:
        return joint if joint.ended == ending else Refused("ended")
    if ending == "done" and joint.in_force is None:
        return Refused("not_accepted")
    return replace(joint, ended=ending)


def state(joint: JointText) -> JointState:
    if joint.ended is not None:
        return joint.ended
    return "proposed" if joint.in_force is None else "active"


def _refused(joint: JointText, version: str, *, by: str) -> Refused | None:
    if by not in joint.partners:
        return Refused("not_yours")
    if joint.ended is not None:
        return Refused("ended")
    return None if version == joint.latest.hash else Refused("wrong_version")
