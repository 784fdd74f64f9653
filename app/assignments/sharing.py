"""Who may suggest things to a couple now, asked anew at each request (T12); nothing of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.therapists.standing import accesses_to

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlmodel import Session

SCOPE: Final = "assign"


def assigners(db: Session, couple_id: str, *, at: datetime) -> Mapping[str, datetime]:
    """Return every therapist who may, and since when both have been saying so."""
    found = ((one.therapist_id, one.since.get(SCOPE)) for one in accesses_to(db, couple_id, at=at))
    return {therapist_id: since for therapist_id, since in found if since is not None}


def is_shared(since: Mapping[str, datetime], therapist_id: str, made_at: datetime) -> bool:
    """Tell whether what this therapist made then still counts. I-28: a new yes is no yes to what was before it."""
    began = since.get(therapist_id)
    return began is not None and began <= made_at
