"""What it does to an agreement's row that a version counts from now on. Whether it counts was decided before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.agreements.terms import within_days

if TYPE_CHECKING:
    from datetime import datetime

    from app.agreements.tables import AgreementRow, AgreementVersionRow


def put_in_force(row: AgreementRow, version: AgreementVersionRow, *, at: datetime) -> None:
    """Let this version count, and the earlier one no longer (G-1). A new wording is looked at after its own days."""
    row.state = "active"
    row.version = version.version
    row.terms = version.terms
    row.category = version.category
    row.reached_at = at
    version.in_force_from = at
    # Answers about other words are no answers about these.
    row.review_round = (row.review_round or 0) + 1
    look_again(row, days=version.days, at=at)


def look_again(row: AgreementRow, *, days: int, at: datetime) -> None:
    """Set the day to look at it: a promise has a first follow-up, everything else a review (rules.md 0)."""
    on = at.date() + timedelta(days=within_days(row.kind, days))
    row.review_on, row.first_follow_up_on = (None, on) if row.kind == "commitment" else (on, None)
