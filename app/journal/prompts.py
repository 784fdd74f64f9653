"""Questions that somebody may begin writing with, for themselves. PURE. They ask nothing back, and name nobody."""

from __future__ import annotations

from typing import Final

from app.journal.strain import Card

# practices.md 61: after a talk that stopped early. The same for both, whoever stopped: nobody is told who did.
PROTECTING: Final = Card(
    "protecting",
    "What was it good for?",
    "A talk stopped early. If you drew back, or wanted to: what were you taking care of? What would have helped?",
)
# practices.md 116, 118, 124 and 128, in our words.
PROMPTS: Final = (
    Card("now_or_past", "Is this about now?", "What belongs to today, and what is older? Both may be true."),
    Card("expecting", "What do you expect?", "Write down what you think will happen. Look at it again later."),
    Card("whose_work", "Whose work is this?", "What is yours to do here? What is not yours to fix?"),
    Card("worth", "A kind line", "What would you say to a good friend who felt like this?"),
    PROTECTING,
)
