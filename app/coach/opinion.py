"""What the coach answers: frozen values that quote nobody but point into the author's own text by offsets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stage = Literal["speaker", "listener", "accountability", "update", "free"]
Strictness = Literal["gentle", "standard", "strict"]
Verdict = Literal["pass", "nudge", "revise"]
Action = Literal["block", "nudge", "hint"]
Hold = Literal["none", "soft", "hard"]
CrisisKind = Literal["self_harm", "threat", "violence", "fear", "control"]


@dataclass(frozen=True, slots=True)
class CrisisSignal:
    """Words that may mean danger: they open help for their author, and are never held, scored or stored."""

    level: Literal["check", "high"]
    kind: CrisisKind


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation. `start` and `end` are code points of the original text; `hard` only for threat and contempt."""

    code: str
    severity: int
    action: Action
    start: int
    end: int
    explanation: str
    suggestion: str
    rule_id: str
    pack: str
    hard: bool = False


@dataclass(frozen=True, slots=True)
class CoachResult:
    """The opinion on one text. `coached` is false where there is no pack for the language (C-7), `reason` says so."""

    verdict: Verdict
    coached: bool
    pack: str | None
    crisis: CrisisSignal | None = None
    findings: tuple[Finding, ...] = ()
    reason: str | None = None

    @property
    def hold(self) -> Hold:
        """What a session does with the text: a hard hold is for threats and contempt aimed at the partner only."""
        if any(finding.hard for finding in self.findings):
            return "hard"
        return "soft" if self.verdict == "revise" else "none"
