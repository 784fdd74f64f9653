"""The language coach: a pure, deterministic, explained reading of one text for its author alone.

It never rewrites, never scores a person, and never holds a report of harm (C-1, C-4).
"""

from app.coach.opinion import CoachResult, CrisisSignal, Finding
from app.coach.packs import languages
from app.coach.reading import coach

__all__ = ["CoachResult", "CrisisSignal", "Finding", "coach", "languages"]
