"""Proposals of what may be agreed here, and assent to exactly one version (G-1, G-5, I-29, I-30)."""

from __future__ import annotations

from datetime import datetime

from app.agreements.lifecycle import Terms, content_hash, within_days
from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol import lengths
from app.sessions.protocol.answers import Decided, Decision, Refused, happened
from app.sessions.protocol.facts import Facts, Mark
from app.sessions.protocol.flow import next_step
from app.sessions.protocol.on_the_table import Draft
from app.sessions.protocol.sides import Side, other
from app.sessions.protocol.state import Agreeing, Session
from app.templates.steps import AgreementKind, Solutions

NOT_NOW = Refused("not_now")
# More open proposals than this are a list, not a conversation.
MAX_OPEN = 5
# Nor does anybody need more than this in one session, whatever became of them.
MAX_OWN = 10


def open_drafts(session: Session) -> tuple[Draft, ...]:
    return tuple(draft for draft in session.drafts if draft.state == "open")


def propose_agreement(
    session: Session, _: Agreeing, command: c.ProposeAgreement, facts: Facts, at: datetime
) -> Decision:
    if not lengths.TERMS.fits(command.text) or not lengths.PARTICULARS.fits(*command.particulars.words):
        return Refused("too_long")
    scope = _scope(command)
    if command.agreement and not _rewords(session.draft(command.agreement), command.kind, scope):
        return Refused("wrong_version")
    # G-5: a limit of one's own is one's own; nobody declares it for the other.
    owner: Side = other(command.by) if scope == "shared" and command.owner == "partner" else command.by
    if not _fits_here(session, command, owner, facts):
        return Refused("limit_reached")
    proposed = _proposed(session, command, facts, at, owner=owner)
    if scope == "personal":
        # G-5: one's own limit needs nobody's signature.
        return happened(proposed, e.AgreementReached(at, agreement=proposed.agreement, version=proposed.version))
    return happened(proposed)


def _scope(command: c.ProposeAgreement) -> e.Scope:
    # I-29: only a limit can be personal; everything else holds once both said yes to it.
    return command.scope if command.kind == "boundary" else "shared"


def _rewords(earlier: Draft | None, kind: str, scope: str) -> bool:
    """I-30: another wording of an open proposal, and not another thing under its name."""
    return earlier is not None and earlier.state == "open" and (earlier.kind, earlier.scope) == (kind, scope)


def _fits_here(session: Session, command: c.ProposeAgreement, owner: Side, facts: Facts) -> bool:
    step = session.current_step
    if isinstance(step, Solutions) and command.kind not in step.kinds:
        return False
    if not command.agreement and len(open_drafts(session)) >= MAX_OPEN:
        return False
    if not command.agreement and sum(draft.by == command.by for draft in session.drafts) >= MAX_OWN:
        return False
    if command.kind != "commitment":
        return True
    # What was reached here is recorded already, and comes back among the facts.
    others = (draft for draft in open_drafts(session) if draft.id != command.agreement)
    here = sum(draft.kind == "commitment" and draft.owner == owner for draft in others)
    return facts.commitments.of(owner) + here < session.template.limits.commitments_per_person


def has_owner(kind: AgreementKind, scope: e.Scope) -> bool:
    """Whose it is: a promise and a limit of one's own are one person's, everything else is both's."""
    return kind == "commitment" or scope == "personal"


def _proposed(
    session: Session, command: c.ProposeAgreement, facts: Facts, at: datetime, *, owner: Side
) -> e.AgreementProposed:
    nonce, scope, more = facts.fresh[1], _scope(command), command.particulars
    # rules.md 0: no proposal reaches beyond the hard limits, whoever asks.
    days = within_days(command.kind, command.days)
    terms = Terms(
        kind=command.kind,
        scope=scope,
        category=None if command.category == "none" else command.category,
        owner_id=session.people.of(owner) if has_owner(command.kind, scope) else None,
        text=command.text,
        days=days,
        acceptable=more.acceptable,
        not_acceptable=more.not_acceptable,
        if_it_happens=more.if_it_happens,
        observable_sign=more.observable_sign,
        cadence=None if more.cadence == "none" else more.cadence,
    )
    return e.AgreementProposed(
        at,
        by=command.by,
        agreement=command.agreement or facts.fresh[0],
        version=content_hash(terms, nonce),
        kind=command.kind,
        scope=scope,
        category=command.category,
        owner=owner,
        days=days,
        text=command.text,
        nonce=nonce,
        acceptable=more.acceptable,
        not_acceptable=more.not_acceptable,
        if_it_happens=more.if_it_happens,
        observable_sign=more.observable_sign,
        cadence=more.cadence,
    )


def first_to_assent(session: Session, by: Side) -> Draft | None:
    """The oldest open proposal that still waits for this side."""
    return next((draft for draft in open_drafts(session) if by not in draft.assents), None)


def may_assent(session: Session, _: Agreeing, by: Side, __: Facts, ___: datetime) -> Refused | None:
    return None if first_to_assent(session, by) else NOT_NOW


def assent(session: Session, _: Agreeing, command: c.Assent, facts: Facts, at: datetime) -> Decision:
    draft = session.draft(command.agreement)
    # I-29: assent names one version; to any other it is no assent.
    if draft is None or draft.state != "open" or draft.version != command.version or command.by in draft.assents:
        return Refused("wrong_version")
    # Outside of this session the two may have agreed on others since it was proposed.
    most = session.template.limits.commitments_per_person
    if draft.kind == "commitment" and facts.commitments.of(draft.owner) >= most:
        return Refused("limit_reached")
    return happened(e.AgreementReached(at, agreement=draft.id, version=draft.version))


def may_set_aside(session: Session, _: Agreeing, __: Side, ___: Facts, ____: datetime) -> Refused | None:
    return None if open_drafts(session) else NOT_NOW


def set_aside(session: Session, _: Agreeing, command: c.SetAside, __: Facts, at: datetime) -> Decision:
    draft = session.draft(command.agreement)
    if draft is None or draft.state != "open" or draft.version != command.version:
        return Refused("wrong_version")
    return happened(e.AgreementSetAside(at, agreement=draft.id))


def may_finish(_: Session, phase: Agreeing, by: Side, facts: Facts, __: datetime) -> Refused | None:
    return NOT_NOW if facts.marked(by, "done", phase.since) else None


def finish(_: Session, phase: Agreeing, command: c.Done, __: Facts, at: datetime) -> Decision:
    return Decided(marks=(Mark(command.by, "done", phase.since, at, value=True),))


def settle_agreeing(session: Session, phase: Agreeing, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    return next_step(session, facts, at) if facts.both_marked("done", phase.since) else ()
