"""Reads how somebody says a step of theirs went: does it excuse, blame or make small (practices 68)?

By patterns alone, each one a phrase that a person can see in their own words. It judges no reason, only its wording.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.coach.candidates import Candidate

if TYPE_CHECKING:
    from app.coach.hits import Reading


def judge(reading: Reading) -> list[Candidate]:
    """One stop for each kind; whoever says that it is no excuse has taken it back already."""
    hits = [hit for hit in reading.spoken if hit.rule.family == "update"]
    owned = any(hit.rule.code == "OWNED" for hit in hits)
    marks = (hit for hit in hits if hit.rule.severity and not (owned and hit.rule.code == "EXCUSE"))
    first = {hit.rule.code: hit for hit in reversed(list(marks))}
    return [Candidate(code, hit.rule.severity, "block", hit.begin, hit.end, hit.rule.id) for code, hit in first.items()]
