"""A record as one of the two sees it. The one place that decides what the other does not see (V-1)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from app.accountability.lifecycle import may_settle, offers_smaller, shown_to_partner, step_state
from app.accountability.stored import changes_of
from app.accountability.words import Author
from app.agreements.standing import is_readable, standing_of
from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlmodel import Session

    from app.accountability.kinds import ChangeKind, RecordState, Reply, Role, StepKind, StepState
    from app.accountability.stored import Stored
    from app.accountability.tables import AccountabilityStepRow, AccountabilityWordingRow
    from app.security.encryption import Keyring

MOST_CHANGES: Final = 20


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a step: "if `sign`, then I will `act`"; None once its author was erased."""

    sign: str | None = field(repr=False)
    act: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step. `offers_smaller` is for its owner; `offers_talk` is for both, when an update has been due for long."""

    id: str
    kind: StepKind
    wording: Wording
    earlier: tuple[Wording, ...]
    due_on: date | None
    state: StepState
    done_at: datetime | None
    agreement_id: str | None
    offers_smaller: bool
    offers_talk: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One record. Of settling it has the viewer's own yes alone (decision 0034)."""

    id: str
    session_id: str
    # None for somebody beside the two.
    role: Role | None
    hurt_id: str
    accountable_id: str
    impact: str | None = field(repr=False)
    ownership: str | None = field(repr=False)
    apology: str | None = field(repr=False)
    reply: Reply
    still_needed: str | None = field(repr=False)
    no_answer_needed: bool
    steps: tuple[ShownStep, ...]
    state: RecordState
    confirmed_by_you: bool
    may_settle: bool
    changes: tuple[tuple[ChangeKind, datetime], ...]
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and whether the couple is over: then nothing newer than its end is worked out (decision 0025)."""

    account_id: str
    over: bool
    redress_open: bool


def show(db: Session, keyring: Keyring, stored: Stored, viewer: Viewer) -> Shown:
    """Return the record as this person may see it."""
    row, role = stored.row, role_of(stored, viewer.account_id)
    hurt, accountable = (Author(db, keyring, one) for one in (row.hurt_id, row.accountable_id))

    def opened(author: Author, column: str) -> str | None:
        return author.unseal(getattr(row, column), table="accountability", column=column, row=row.id)

    settles = may_settle(stored.record, today=stored.calendar.today, redress_open=viewer.redress_open)
    return Shown(
        id=row.id,
        session_id=row.session_id,
        role=role,
        hurt_id=row.hurt_id,
        accountable_id=row.accountable_id,
        impact=opened(hurt, "impact"),
        ownership=opened(accountable, "ownership"),
        apology=opened(accountable, "apology"),
        reply=row.reply,
        still_needed=opened(hurt, "still_needed"),
        # who waits is told that nothing is asked of the other now.
        no_answer_needed=role == "accountable" and row.reply == "not_ready",
        steps=tuple(_step(db, stored, step, accountable, viewer) for step in stored.steps),
        state=row.state,
        confirmed_by_you=viewer.account_id in stored.record.confirmed,
        may_settle=settles and role is not None and row.state == "open" and not viewer.over,
        changes=tuple((one.kind, one.changed_at) for one in changes_of(db, row.id, most=MOST_CHANGES)),
        recorded_at=row.recorded_at,
    )


def role_of(stored: Stored, account_id: str) -> Role | None:
    if account_id == stored.row.hurt_id:
        return "hurt"
    return "accountable" if account_id == stored.row.accountable_id else None


def _step(db: Session, stored: Stored, row: AccountabilityStepRow, author: Author, viewer: Viewer) -> ShownStep:
    step, owns = stored.record.step(row.id), role_of(stored, viewer.account_id) == "accountable"
    *earlier, present = (_wording(author, one) for one in stored.wordings[row.id])
    state = _state(stored, row, viewer)
    return ShownStep(
        id=row.id,
        kind=row.kind,
        wording=present,
        earlier=tuple(earlier),
        due_on=row.due_on,
        state=state,
        done_at=row.done_at,
        agreement_id=_agreement(db, stored, row, viewer),
        offers_smaller=owns and not viewer.over and offers_smaller(stored.record, step),
        offers_talk=state == "update_due",
    )


def _state(stored: Stored, row: AccountabilityStepRow, viewer: Viewer) -> StepState:
    state = step_state(stored.record, stored.record.step(row.id), stored.calendar)
    if viewer.over:
        return "done" if state == "done" else "open"
    return state if role_of(stored, viewer.account_id) == "accountable" else shown_to_partner(state)


def _agreement(db: Session, stored: Stored, row: AccountabilityStepRow, viewer: Viewer) -> str | None:
    # G-5: a step may be about a limit that its owner keeps to themselves; then the other sees no link.
    standing = standing_of(db, stored.row.couple_id, row.agreement_id) if row.agreement_id else None
    return row.agreement_id if standing is not None and is_readable(standing, viewer.account_id) else None


def _wording(author: Author, row: AccountabilityWordingRow) -> Wording:
    parts = author.unseal_parts(row.words, table="accountability_wording", row=row.id)
    return Wording(None, None) if parts is None else Wording(parts["sign"], parts["act"])
