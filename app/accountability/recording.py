"""Store what a session's accountability step came to, in the session's own transaction. It judges nothing of it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from app.accountability.tables import AccountabilityRow, AccountabilityStepRow, AccountabilityWordingRow
from app.accountability.words import Author
from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.accountability.kinds import Reply, StepKind
    from app.database.unit_of_work import UnitOfWork
    from app.security.encryption import Keyring


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A-4: "if `sign`, then I will `act`": the accountable person's own act, and when they first say how it goes."""

    id: str
    sign: str = field(repr=False)
    act: str = field(repr=False)
    kind: StepKind
    due_on: date
    agreement_id: str | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was told, taken on, planned and answered in one accountability step."""

    accountability_id: str
    couple_id: str
    session_id: str
    hurt_id: str
    accountable_id: str
    impact: str = field(repr=False)
    ownership: str = field(repr=False)
    apology: str = field(repr=False)
    steps: tuple[PlannedStep, ...]
    reply: Reply
    still_needed: str | None = field(repr=False)
    at: datetime


def record_accountability(uow: UnitOfWork, keyring: Keyring, recorded: Recorded) -> None:
    """Store the record and its steps; told twice it is stored once, and what happened to it since stays."""
    db = uow.db
    if db.get(AccountabilityRow, recorded.accountability_id) is not None:
        return
    hurt, accountable = (Author(db, keyring, one) for one in (recorded.hurt_id, recorded.accountable_id))
    db.add(_row(recorded, hurt=hurt, accountable=accountable))
    # No relation tells the order to the database session: the record must be there before its steps.
    db.flush()
    for place, step in enumerate(recorded.steps):
        db.add(_step_row(recorded, step, place=place))
    db.flush()
    for step in recorded.steps:
        db.add(_wording_row(recorded, step, accountable=accountable))
    db.flush()


def _row(recorded: Recorded, *, hurt: Author, accountable: Author) -> AccountabilityRow:
    def sealed(author: Author, column: str, text: str | None) -> bytes | None:
        return author.seal(text, table="accountability", column=column, row=recorded.accountability_id)

    return AccountabilityRow(
        id=recorded.accountability_id,
        couple_id=recorded.couple_id,
        session_id=recorded.session_id,
        hurt_id=recorded.hurt_id,
        accountable_id=recorded.accountable_id,
        impact=sealed(hurt, "impact", recorded.impact),
        still_needed=sealed(hurt, "still_needed", recorded.still_needed),
        ownership=sealed(accountable, "ownership", recorded.ownership),
        apology=sealed(accountable, "apology", recorded.apology),
        reply=recorded.reply,
        state="open",
        hurt_confirms=False,
        accountable_confirms=False,
        recorded_at=recorded.at,
        reopened_at=None,
        revision=1,
    )


def _step_row(recorded: Recorded, step: PlannedStep, *, place: int) -> AccountabilityStepRow:
    return AccountabilityStepRow(
        id=step.id,
        accountability_id=recorded.accountability_id,
        place=place,
        kind=step.kind,
        due_on=step.due_on,
        agreement_id=step.agreement_id,
        done_at=None,
    )


def _wording_row(recorded: Recorded, step: PlannedStep, *, accountable: Author) -> AccountabilityWordingRow:
    # The first wording goes by the step's own id: nothing random here, so telling it again is the same row.
    return AccountabilityWordingRow(
        id=step.id,
        step_id=step.id,
        number=1,
        words=accountable.seal_parts({"sign": step.sign, "act": step.act}, table="accountability_wording", row=step.id),
        worded_at=recorded.at,
    )
