"""Who looks on at what two people share, as features below are told of it. It grants nothing.

Whoever makes one has asked `therapists.standing` in the same transaction (V-1, T12).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.couples.access import Record
from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Somebody beside the two. They read what both share, and nothing from before `since` (I-28)."""

    couple_id: str
    account_id: str
    since: datetime

    @property
    def record(self) -> Record:
        """As one who has nothing of their own in it: whatever is private to somebody is private to somebody else."""
        return Record(self.couple_id, self.account_id, over=False)
