"""Lines for somebody who keeps something to themselves: fixed texts, for nobody else. No made-up numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.couples.sharing import Line

if TYPE_CHECKING:
    from app.crossings.lifecycle import RaiseTogether

ASK: Final = (
    Line("ask", "Before anything else, for you alone: is it safe to raise this together?"),
    Line("yours", "Until you share it, the other sees nothing of this: no note, no date, no change anywhere."),
)
KEEP: Final = (
    Line("keep", "You do not have to raise this. It stays here, for you alone, for as long as you like."),
    Line("not_your_task", "It is not your task to make this safe on your own."),
    Line("talk_to_someone", "It can help to talk to somebody you trust, or to a counsellor, by yourself."),
    Line("danger", "If you are in danger now, call the emergency number where you are."),
    Line("device", "Somebody who can use this device can read what you can read here."),
)
RAISE: Final = (
    Line("raise", "You can raise it when you like: with a question, or with a sentence about yourself."),
    Line("or_keep", "You can also keep it. A yes here shares nothing."),
)


def pointers(together: RaiseTogether | None) -> tuple[Line, ...]:
    """Return what is said to the reporter after this answer, or before any."""
    if together is None:
        return ASK
    return RAISE if together == "yes" else KEEP
