"""Looking at an agreement again: each says for themselves, nobody reads first, and what both said decides (G-1).

PURE: the standard library only. It ends nothing that only one wants to let go: `end` is that person's own act.
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from app.agreements.terms import REVIEW
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.agreements.terms import AgreementKind

Choice = Literal["keep", "change", "let_go"]
Outcome = Literal["kept", "let_go", "talk"]


@dataclass(frozen=True, slots=True)
class Review:
    """One round. `whose` are those whose agreement it is: both, or the author of a personal limit."""

    whose: frozenset[str]
    answers: Mapping[str, Choice] = field(default_factory=dict, repr=False)


def answered(review: Review, choice: Choice, *, by: str) -> Review | None:
    """Return the round with this answer, which may be changed until the round is complete; None if it is not theirs."""
    if by not in review.whose or outcome(review) is not None:
        return None
    return replace(review, answers={**review.answers, by: choice})


def outcome(review: Review) -> Outcome | None:
    """Return what came of it; None, and not a word of anybody's answer, while one is missing."""
    if not review.whose or not review.answers.keys() >= review.whose:
        return None
    said = {review.answers[one] for one in review.whose}
    if said == {"keep"}:
        return "kept"
    return "let_go" if said == {"let_go"} else "talk"


def look_again_on(*, review_on: date | None, first_follow_up_on: date | None) -> date | None:
    """Return the next day to look at it: a promise has its first follow-up, until a review gives it another day."""
    return review_on or first_follow_up_on


def is_due(on: date | None, *, today: date) -> bool:
    return on is not None and on <= today


def next_review_on(today: date, *, kind: AgreementKind, days: int) -> date:
    """Return the day after a review that kept it; a promise that held is not looked at every few days for ever."""
    return today + timedelta(days=REVIEW if kind == "commitment" else days)


def brought_forward(review_on: date | None, *, today: date) -> date:
    """Return the day of a review after a life event (practice 82): now, unless it was due before."""
    return min(review_on or today, today)
