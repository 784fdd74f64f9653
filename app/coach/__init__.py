"""The language coach: a pure, deterministic, explained reading of one text for its author alone.

It never rewrites, never scores a person, and never holds a report of harm (C-1, C-4).
"""

from typing import Final

from app.coach.opinion import CoachResult, CrisisSignal, Finding
from app.coach.packs import languages
from app.coach.reading import coach

# The findings that a template may loosen or sharpen; what is held hard is not among them.
SOFT_CODES: Final = frozenset({"ABSOLUTE", "BLAME", "DEMAND", "FAUX_FEELING", "NO_I_STATEMENT"})

__all__ = ["SOFT_CODES", "CoachResult", "CrisisSignal", "Finding", "coach", "languages"]
