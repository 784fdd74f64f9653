"""What each event of a talk is about, for somebody beside the two: the talk, an agreement, an accountability, or none.

PURE: the standard library only. An event without a line is shown to nobody beside the two, and a test asks for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Subject: TypeAlias = Literal["transcripts", "agreements", "accountability"]

# rules.md 7, row by row. None: who came when, who needed more time, whose line was bad, who offered another time to
# come back. That tells of a person and not of the talk (V-5, L-9, P-2).
SUBJECTS: Final[dict[str, Subject | None]] = {
    "session_opened": None,
    "arrived": None,
    "step_entered": "transcripts",
    "calm_reached": "transcripts",
    "frame_proposed": "agreements",
    "frame_agreed": "agreements",
    "appreciated": "transcripts",
    "first_chosen": "transcripts",
    "floor_given": "transcripts",
    "floor_claimed": None,
    "spoken": "transcripts",
    "reflected": "transcripts",
    "clarification_asked": "transcripts",
    "clarification_given": "transcripts",
    "reflection_confirmed": "transcripts",
    "gap_accepted": "transcripts",
    "turn_narrowed": "transcripts",
    "topic_parked": "transcripts",
    "validated": "transcripts",
    "validation_answered": "transcripts",
    "impact_told": "accountability",
    "owned": "accountability",
    "apologised": "accountability",
    "prevention_planned": "accountability",
    "apology_answered": "accountability",
    "solutions_opened": "transcripts",
    "agreement_proposed": "agreements",
    "agreement_reached": "agreements",
    "agreement_set_aside": "agreements",
    "prompt_answered": "transcripts",
    "prompts_revealed": "transcripts",
    "learned": "transcripts",
    "paused": "transcripts",
    "return_offered": None,
    "return_agreed": None,
    "pause_extended": None,
    "resumed": "transcripts",
    "connection_lost": None,
    "connection_restored": None,
    "time_warned": None,
    "time_extended": None,
    "session_ended": "transcripts",
    # Who else looked on, and who let them, is the two's to know.
    "observer_joined": None,
    "observer_left": None,
    "step_suggested": None,
}
# What one gives back, asks or confirms says again what was told: it belongs to whatever that was about.
TOLD: Final = frozenset({"spoken", "impact_told"})
ANSWERS: Final = frozenset(
    {
        "reflected",
        "clarification_asked",
        "clarification_given",
        "reflection_confirmed",
        "gap_accepted",
        "turn_narrowed",
        "topic_parked",
        "validated",
        "validation_answered",
    }
)
# Deadlines: how long somebody may take is theirs (L-9), and one to the millisecond would give the time of a turn away.
# A nonce is for the two, who may want to prove what they agreed on.
LEFT_OUT: Final = frozenset({"until", "not_before", "return_at", "latest", "ends_at", "opens_at", "closes_at", "nonce"})


def subjects(names: Iterable[str]) -> Iterator[Subject | None]:
    """Return what each event of a log is about, in its order; the log is to be given from its beginning."""
    told: Subject | None = "transcripts"
    for name in names:
        if name in TOLD:
            told = SUBJECTS[name]
        yield told if name in ANSWERS else SUBJECTS.get(name)
