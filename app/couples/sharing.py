"""What becomes shared by joining a couple, and what never does: fixed texts with keys, the same for everybody (V-1)."""

from __future__ import annotations

from typing import Final

from app.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One plain sentence, with a key under which a client may keep a translation."""

    key: str
    text: str


BECOMES_SHARED: Final = (
    Line("name", "The name you go by here."),
    Line(
        "sent_words",
        "What you send in a talk: your turns, what you say back, and your answers to what is said back to you.",
    ),
    Line("purpose", "The purpose and the rules that you both accept for a talk."),
    Line("agreements", "Agreements and boundaries that you both accept, and those that you put forward."),
    Line(
        "check_ins",
        "What you answer in a check-in, once both of you have answered. Before that, not even that you began.",
    ),
    Line("bright_spots", "Appreciations, small wins, goals and pictures of the future that you choose to share."),
    Line("connection", "During a talk only: whether you are connected."),
    Line("talks", "That you had a talk, how long it lasted and how far it came. Not who paused it or who left it."),
)

NEVER_SHARED: Final = (
    Line("account", "Your address, your password, your logins and your settings."),
    Line("drafts", "What you wrote and did not send."),
    Line("readings", "How calm or upset you say you are, and how you rate a talk."),
    Line("suggestions", "Suggestions about your wording."),
    Line("pauses", "Whether it was you who asked for a pause, and why."),
    Line("private_notes", "Your private notes, and your private answers."),
    Line("help", "Whether you looked for help."),
)

LEAVING: Final = Line("leaving", "Either of you can leave at any time, alone, at once and without a reason.")
