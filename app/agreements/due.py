"""Which agreements a person is to look at again: a review, or the first follow-up. Never a word of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.agreements.answering import round_answered
from app.agreements.reviews import look_again_on
from app.agreements.standing import is_readable, standings_of
from app.due import Due, DueKind, day_of, state_on

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.agreements.standing import Standing


def due_for(
    db: Session, account_id: str, *, couple_ids: tuple[str, ...], at: datetime, days: int, timezone: str
) -> tuple[Due, ...]:
    """Return what this person has not answered yet. Whether the other has answered changes nothing here."""
    last = day_of(at, timezone) + timedelta(days=days)
    standings = [one for couple_id in couple_ids for one in standings_of(db, couple_id) if is_readable(one, account_id)]
    open_still = [
        one for one in standings if _is_theirs(one, account_id) and not round_answered(db, one.id, account_id)
    ]
    found = (
        (one, look_again_on(review_on=one.review_on, first_follow_up_on=one.first_follow_up_on)) for one in open_still
    )
    return tuple(
        Due(
            kind=_kind(one),
            id=one.id,
            couple_id=one.couple_id,
            on=on,
            at=None,
            # Nobody is late with looking at an agreement: it stands until somebody does.
            state="coming" if state_on(on, at=at, timezone=timezone) == "coming" else "due",
            path=f"/v1/couples/{one.couple_id}/agreements/{one.id}/review",
            private=one.private_to is not None,
        )
        for one, on in found
        if on is not None and on <= last
    )


def _is_theirs(standing: Standing, account_id: str) -> bool:
    """A personal limit is looked at by its author; everything else by both."""
    return standing.scope == "shared" or standing.owner_id == account_id


def _kind(standing: Standing) -> DueKind:
    return "follow_up" if standing.kind == "commitment" and standing.review_on is None else "review"
