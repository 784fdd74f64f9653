"""Store what each says when an agreement is looked at again. Before everyone has, nobody reads that anybody did."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.agreements.reading import readable_row
from app.agreements.reviews import Review, answered, is_due, look_again_on, next_review_on, outcome
from app.agreements.tables import AgreementReviewRow, AgreementRow
from app.agreements.taking import take
from app.couples.access import require_record
from app.errors import Conflict
from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.agreements.reviews import Choice, Outcome
    from app.database.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Earlier:
    """A round that everyone answered, as both see it."""

    outcome: Outcome
    answers: dict[str, Choice] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Looked:
    """The review of one agreement as one person sees it: their own answer, and what came of the last round."""

    due: bool
    due_on: date | None
    your_answer: Choice | None = field(repr=False)
    last: Earlier | None = field(repr=False)


def read_review(db: Session, actor: Actor, *, couple_id: str, agreement_id: str, today: date) -> Looked:
    record = require_record(db, actor, couple_id)
    row = readable_row(db, record, agreement_id)
    return _looked(db, row, by=actor.account_id, today=today, over=record.over)


def answer_review(
    uow: UnitOfWork, actor: Actor, *, couple_id: str, agreement_id: str, choice: Choice, today: date
) -> Looked:
    """Say keep, change or let it go, for oneself; it may be said otherwise until the other has answered too."""
    taken = take(uow, actor, couple_id=couple_id, agreement_id=agreement_id)
    row, by = taken.row, actor.account_id
    if not _is_due(row, today):
        raise Conflict("not_now")
    whose = (row.owner_id or "",) if row.scope == "personal" else taken.agreement.partners
    given = _answers(uow.db, row, row.review_round or 0)
    round_ = Review(frozenset(whose), {one.account_id: one.answer for one in given})
    said = answered(round_, choice, by=by)
    if said is None:
        raise Conflict("not_now")
    uow.db.merge(AgreementReviewRow(agreement_id=row.id, round=row.review_round or 0, account_id=by, answer=choice))
    uow.db.flush()
    if (came := outcome(said)) is not None:
        _complete(uow.db, row, came, days=taken.newest.days, today=today)
    return _looked(uow.db, row, by=by, today=today, over=False)


def round_answered(db: Session, agreement_id: str, account_id: str) -> bool:
    """Tell whether this person has answered in the present round."""
    row = db.get_one(AgreementRow, agreement_id)
    return any(one.account_id == account_id for one in _answers(db, row, row.review_round or 0))


def answers_by(db: Session, account_id: str) -> dict[str, list[str]]:
    """Return one's own answers, by agreement, the earliest first."""
    query = select(AgreementReviewRow).where(AgreementReviewRow.account_id == account_id)
    found: dict[str, list[str]] = {}
    for one in db.exec(query.order_by(col(AgreementReviewRow.agreement_id), col(AgreementReviewRow.round))):
        found.setdefault(one.agreement_id, []).append(one.answer)
    return found


def _complete(db: Session, row: AgreementRow, came: Outcome, *, days: int, today: date) -> None:
    for one in _answers(db, row, row.review_round or 0):
        one.outcome = came
    row.review_round = (row.review_round or 0) + 1
    row.revision += 1
    if came == "kept":
        row.review_on = next_review_on(today, kind=row.kind, days=days)
    if came == "let_go":
        row.state = "retired"
    db.flush()


def _looked(db: Session, row: AgreementRow, *, by: str, today: date, over: bool) -> Looked:
    own = next((one.answer for one in _answers(db, row, row.review_round or 0) if one.account_id == by), None)
    due = _is_due(row, today) and not over
    on = look_again_on(review_on=row.review_on, first_follow_up_on=row.first_follow_up_on)
    return Looked(due, on if row.state == "active" else None, own, _last(db, row))


def _last(db: Session, row: AgreementRow) -> Earlier | None:
    """The newest round that came to something; nothing of any other is anybody's but its author's."""
    query = select(AgreementReviewRow).where(
        AgreementReviewRow.agreement_id == row.id, col(AgreementReviewRow.outcome).is_not(None)
    )
    found = db.exec(query.order_by(col(AgreementReviewRow.round).desc())).all()
    if not found or found[0].outcome is None:
        return None
    same = [one for one in found if one.round == found[0].round]
    return Earlier(found[0].outcome, {one.account_id: one.answer for one in same})


def _is_due(row: AgreementRow, today: date) -> bool:
    on = look_again_on(review_on=row.review_on, first_follow_up_on=row.first_follow_up_on)
    return row.state == "active" and is_due(on, today=today)


def _answers(db: Session, row: AgreementRow, number: int) -> list[AgreementReviewRow]:
    query = select(AgreementReviewRow).where(
        AgreementReviewRow.agreement_id == row.id, AgreementReviewRow.round == number
    )
    return list(db.exec(query.order_by(col(AgreementReviewRow.account_id))).all())
