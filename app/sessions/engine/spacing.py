"""How soon a couple may start the next session (rules.md 0, `session.spacing`), counted in elapsed time, in no zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.sessions.engine.store import recently_ended

if TYPE_CHECKING:
    from sqlmodel import Session as Db

    from app.templates.steps import Template

BRIEF_REPAIRS_A_DAY = 2
DAY = timedelta(hours=24)


def spaced_enough(db: Db, couple_id: str, template: Template, at: datetime) -> bool:
    """A full session waits out its spacing from the end of the last full one that had begun; two brief ones a day."""
    spacing = timedelta(seconds=template.limits.spacing)
    recent = recently_ended(db, couple_id, since=at - max(spacing, DAY))
    if template.kind == "full":
        return not any(kind == "full" and at - ended < spacing for kind, ended in recent)
    if template.kind == "brief_repair":
        return sum(kind == "brief_repair" and at - ended < DAY for kind, ended in recent) < BRIEF_REPAIRS_A_DAY
    return True
