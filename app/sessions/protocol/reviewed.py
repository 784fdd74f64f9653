"""A review as its author sees it, in the view and in the answer to the command that it held. Never for anybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.sessions.protocol.facts import Review
    from app.sessions.protocol.view_types import CardView, ReviewView

# Neutral on purpose: whoever looks over a shoulder learns nothing from it (S-11).
CARD: Final[CardView] = {
    "text": "These words sound heavy. You do not have to carry this alone. "
    "Take a moment: you can get help, pause, keep this to yourself, or send it as it is.",
    "choices": ["help", "pause", "keep", "send"],
}


def shown_review(review: Review) -> ReviewView:
    """Offsets count code points of the text as it was sent; `place` names the field of the command that it stood in."""
    return {
        "id": review.id,
        "hold": "hard" if review.hold == "hard" else "soft",
        "crisis": review.crisis,
        "card": CARD if review.crisis else None,
        "findings": [
            {
                "place": one.place,
                "code": one.code,
                "start": one.start,
                "end": one.end,
                "explanation": one.explanation,
                "suggestion": one.suggestion,
            }
            for one in review.findings
        ],
        "pack": review.pack,
    }
