"""Read the words of a proposal before the other can: a threat or contempt does not go out, all else is a private note.

Nothing is stored, and nobody but the author learns of it (C-5). A draft, and a limit of one's own that is not shared,
are nobody's to judge.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from app.coach import coach
from app.coach.packs import pack_in_sessions
from app.errors import Problem
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.coach import CoachResult, Finding

NoteCode = Literal["control_boundary", "heavy"]

# Practice 90: a limit is about what I will do. These say what the other may do; the note is for the author alone, and
# never stops anything. A short list on purpose: it must not be wrong.
CONTROL: Final = re.compile(
    r"\byou (?:may|must|can|are allowed to|will|do) ?(?:not|n't) (?:see|meet|talk to|text|call|wear|go out|work|post)\b"
    r"|\byou (?:can't|cannot|won't|mustn't|don't) (?:see|meet|talk to|text|call|wear|go out|work|post)\b"
    r"|\b(?:give|show|tell|send) me your (?:phone|passwords?|pin|location|messages|pay|bank)\b"
    r"|\bi (?:may |can |will )?(?:check|read|look through|track) your (?:phone|messages|e-?mails?|location)\b"
    r"|\byou (?:need|must have|have to get|need to get) my permission\b",
    re.IGNORECASE,
)
LANGUAGE: Final = "en"
TEXTS: Final[dict[NoteCode, str]] = {
    "control_boundary": (
        "A limit works best when it says what you yourself will do. This may read as a rule for the other person. "
        "Only you see this note."
    ),
    # Neutral on purpose: whoever looks over a shoulder learns nothing from it (S-11).
    "heavy": "These words sound heavy. You do not have to carry this alone. Only you see this note.",
}


@dataclass(frozen=True, slots=True)
class Note:
    """Something for the author alone."""

    code: NoteCode

    @property
    def text(self) -> str:
        return TEXTS[self.code]


def read_through(words: Sequence[str], *, language: str) -> tuple[Note, ...]:
    """Return the notes for the author; raise `held_hard` for what must not reach the other (C-1, practice 90)."""
    if pack_in_sessions(language) is None:
        return ()
    said = [coach(one, stage="free", lang=language) for one in words]
    hard = [finding for one in said for finding in one.findings if finding.hard]
    if hard:
        raise Problem("held_hard", review=_review(hard))
    return tuple(Note(code) for code in _codes(words, said, language=language))


def _codes(words: Sequence[str], said: Sequence[CoachResult], *, language: str) -> Iterable[NoteCode]:
    if any(one.crisis is not None for one in said):
        yield "heavy"
    if language.partition("-")[0].casefold() == LANGUAGE and any(CONTROL.search(one) for one in words):
        yield "control_boundary"


def _review(findings: Sequence[Finding]) -> dict[str, object]:
    # Codes and reasons alone: an error body carries nothing that a person wrote.
    return {
        "hold": "hard",
        "findings": [
            {"code": one.code, "explanation": one.explanation, "suggestion": one.suggestion} for one in findings[:3]
        ],
    }
