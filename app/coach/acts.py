"""Whose act a plan names: one's own, or the partner's (A-4). It looks at how the plan begins, and at nothing more.

It knows English alone; in any other language it says nothing.
"""

from __future__ import annotations

from typing import Final

from app.coach.opinion import Finding

# How a plan begins that is somebody else's to carry out.
_THEIRS: Final = ("you", "you'll", "youll", "u", "my partner", "my husband", "my wife")
_LEADS: Final = ("then", "and")
EXPLANATION: Final = "This is something for your partner to do. A plan of yours is what you can do by yourself."
SUGGESTION: Final = "I will ___."


def partner_act(text: str, *, lang: str, pack: str) -> Finding | None:
    """A remark where the plan begins with the partner; None where it may be one's own."""
    if lang.split("-", maxsplit=1)[0].lower() != "en":
        return None
    words = [(word, start) for word, start in _words(text) if word not in _LEADS]
    said = " ".join(word for word, _ in words[:2])
    theirs = next((one for one in _THEIRS if said == one or said.startswith(f"{one} ")), None)
    if theirs is None:
        return None
    first = words[0][1]
    return Finding(
        code="PARTNER_ACT",
        severity=2,
        action="block",
        start=first,
        end=first + len(theirs),
        explanation=EXPLANATION,
        suggestion=SUGGESTION,
        rule_id="PARTNER_ACT.1",
        pack=pack,
    )


def _words(text: str) -> list[tuple[str, int]]:
    """The first words in lower case with one kind of apostrophe, and where each begins."""
    plain, found, start = text.replace("\u2019", "'").lower(), [], 0
    for word in plain.split()[:4]:
        start = plain.index(word, start)
        found.append((word.strip(".,:;!?\"'"), start))
        start += len(word)
    return found
