"""What Ada and Ben say to each other about a dinner and a phone. Nothing here is anybody's real words."""

from __future__ import annotations

from typing import Final

from app.frozen import dataclass

PURPOSE: Final = "Sunday dinner: how we can both be there when we sit down."

THANKS: Final = (
    "Thank you for saying yes so quickly. I know you were tired.",
    "It takes courage to bring this up. I am glad you did.",
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: what is said, given back, and found to make sense."""

    said: str
    reflected: str
    validated: str


PHONE: Final = Turn(
    said=(
        "On Sunday I told you about my week, and you were looking at your phone. "
        "I felt small, and alone at my own table. I need to know that I matter to you there."
    ),
    reflected=(
        "You told me about your week while I was on my phone. You felt small and alone at the table, "
        "and you need to know that you matter to me."
    ),
    validated="That makes sense to me, because dinner is the one hour that you keep free for us.",
)
# Ben's first try, before he heard all of it.
NOT_ALL_OF_IT: Final = "You told me about your week, and I was on my phone."
MISSING: Final = "What is missing is that I felt alone."
IMPATIENT: Final = "Wait, there was a reason for that."
AT_ONCE: Final = "Yes, yes, the phone."

LETTER: Final = Turn(
    said=(
        "A message had come that my project is stopped. I felt ashamed and did not know how to say it. "
        "I need a little time before I can talk about such things."
    ),
    reflected=(
        "You had just read that your project is stopped. You were ashamed, and the phone was where you hid, "
        "because you need time before you can talk."
    ),
    validated="I understand that. It was news that I would not want to say over the soup either.",
)
QUESTION: Final = "Do you mean time that evening, or some days?"
ANSWER: Final = "That evening. By the next morning I could have told you."
TOO_SOON: Final = "No phones at the table."

OWN_PART: Final = Turn(
    said="When you did not answer I cleared the table loudly. I was hurt, and I wanted you to notice.",
    reflected="You cleared the table loudly because you were hurt and hoped that I would notice.",
    validated="Of course you did. I had given you nothing else to go by.",
)
ONE_SENTENCE: Final = Turn(
    said="I wish I had said one sentence. I felt sorry the moment you left the room.",
    reflected="You felt sorry right away, and you wish you had said one sentence to me.",
    validated="That helps me. One sentence would have been enough.",
)

BOUNDARY: Final = "Phones stay in the hall during Sunday dinner."
BOUNDARY_REWORDED: Final = (
    "Phones stay in the hall during Sunday dinner, unless one of us says before that a call may come."
)
COMMITMENT: Final = "When I bring bad news home, I will say one sentence about it before we sit down."

LEARNED: Final = (
    "You were not bored by me. You were ashamed, and alone with it.",
    "An hour at the table is how you know that you matter to me.",
)
GOODBYES: Final = ("Thank you for telling me about the project.", "Thank you for asking what I meant.")
