"""The language coach: a pure, deterministic, explained reading of one text for its author alone.

It never rewrites, never scores a person, and never holds a report of harm (C-1, C-4).
"""

from typing import Final

from app.coach.opinion import CoachResult, CrisisSignal, Finding
from app.coach.packs import languages
from app.coach.reading import coach

# The findings that a template may loosen or sharpen; what is held hard is not among them.
SOFT_CODES: Final = frozenset(
    {
        "ABSOLUTE",
        "ADVISE",
        "ALL_YOU",
        "BARE_ACK",
        "BLAME_CAUSE",
        "BLAME_HARM",
        "CHARACTER",
        "COMPARE",
        "DEFENSIVE",
        "DEMAND",
        "DISGUISED_I",
        "EXCUSE",
        "FAUX_FEELING",
        "LONELY_WORK",
        "MIND_READ",
        "MINIMISE",
        "NOT_OWNED",
        "NOT_REFLECTED",
        "NO_FEELING",
        "NO_IMPACT",
        "NO_OWNERSHIP",
        "NO_PLAN",
        "NO_REGRET",
        "OFF",
        "POINT",
        "REBUT",
        "RHETORICAL",
        "SARCASM",
        "SORRY_BUT",
        "SORRY_IF",
        "SORRY_SHIFT",
        "STONEWALL",
        "THIN",
        "WANT_FORGIVE",
        "WASTE",
        "YOU_CLAIM",
    }
)

__all__ = ["SOFT_CODES", "CoachResult", "CrisisSignal", "Finding", "coach", "languages"]
