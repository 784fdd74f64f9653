"""What a judge found before policy has its say: a code, how grave, which words, and what it would ask for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.coach.opinion import Action


@dataclass(frozen=True, slots=True)
class Candidate:
    """`begin` and `end` count words; `score` orders equals; `hard` is for threat and contempt alone."""

    code: str
    severity: int
    action: Action
    begin: int
    end: int
    rule_id: str
    score: float = 0.0
    hard: bool = False

    def weakened(self) -> Candidate:
        """The same observation as a remark that stops nothing."""
        return replace(self, severity=1, action="nudge", hard=False)

    def hinted(self) -> Candidate:
        return replace(self, severity=0, action="hint", hard=False)
