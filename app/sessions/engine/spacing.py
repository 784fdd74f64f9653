"""How soon a couple may start the next session (rules.md 0, `session.spacing`), counted in elapsed time, in no zone;
and whether there is room for one more at a certain time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.sessions.engine.store import ahead_of_couple, recently_ended
from app.templates.steps import Understanding, has_roles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlmodel import Session as Db

    from app.templates.steps import Template, TemplateKind

# An accountability takes as much out of two people as any other full talk.
LONG = frozenset({"full", "accountability"})
BRIEF_REPAIRS_A_DAY = 2
DAY = timedelta(hours=24)
# Between two lobbies of a couple, so that it is never a question which of two talks begins.
APART = timedelta(minutes=15)
# rules.md 0, `session.planned`: no session runs longer than this, pauses left aside.
LONGEST = timedelta(minutes=90)


def counts_as(template: Template) -> TemplateKind:
    """What a template counts as where talks are kept apart: what its steps ask of two people, whatever its name says.

    A hard limit (rules.md 0): a long talk that calls itself a check-in could otherwise begin every hour.
    """
    if has_roles(template):
        return "accountability"
    hears = any(isinstance(step, Understanding) for step in template.steps)
    return "full" if template.kind == "checkin" and hears else template.kind


def spaced_enough(db: Db, couple_id: str, template: Template, at: datetime) -> bool:
    """A full session waits out its spacing from the end of the last full one that had begun; two brief ones a day."""
    since = at - max(timedelta(seconds=template.limits.spacing), DAY)
    return far_enough(template, recently_ended(db, couple_id, since=since), at)


def far_enough(template: Template, recent: Iterable[tuple[str, datetime]], at: datetime) -> bool:
    """`recent` holds what each of the couple's last talks counts as, and when it ended."""
    kind, spacing = counts_as(template), timedelta(seconds=template.limits.spacing)
    if kind in LONG:
        return not any(one in LONG and at - ended < spacing for one, ended in recent)
    if kind == "brief_repair":
        return sum(one == "brief_repair" and at - ended < DAY for one, ended in recent) < BRIEF_REPAIRS_A_DAY
    return True


def has_room(db: Db, couple_id: str, template: Template, opens_at: datetime, *, at: datetime) -> bool:
    """Whether a lobby may open then: not beside another, and not while a talk that has begun may still run.

    A talk for next week waits in its lobby; it keeps nobody from talking today (I-37).
    """
    closes_at = opens_at + timedelta(seconds=template.limits.join_window)
    ahead = ahead_of_couple(db, couple_id)
    if any(one.begun for one in ahead) and opens_at < at + LONGEST:
        return False
    waiting = (one for one in ahead if not one.begun)
    return not any(opens_at < one.due_at + APART and one.opens_at < closes_at + APART for one in waiting)


def nothing_runs(db: Db, couple_id: str, session_id: str) -> bool:
    """I-37: whether no other session of this couple has begun and not ended."""
    return not any(one.begun and one.id != session_id for one in ahead_of_couple(db, couple_id))
