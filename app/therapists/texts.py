"""What a partner says yes to, scope by scope: fixed sentences with one version. Nobody edits them at run time."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.therapists.lifecycle import Scope, SecretsPolicy

NOT_VERIFIED: Final = "Not verified by this service."
PURPOSE_KEY: Final = "work_with_a_therapist"
PURPOSE: Final = "So that the therapist you choose can help the two of you. For nothing else, and for nobody else."


@dataclass(frozen=True, slots=True)
class ScopeText:
    """What one scope shows, and what it never shows."""

    shows: str
    never: str


SCOPE_TEXTS: Final[Mapping[Scope, ScopeText]] = {
    "transcripts": ScopeText(
        "What you both sent in your talks from now on: turns, what was said back, and the answers.",
        "Drafts, how upset you said you were, who asked for a pause, private prompts, and older talks.",
    ),
    "agreements": ScopeText(
        "Agreements and boundaries that you both see, and their purpose.",
        "Drafts, and limits of your own that your partner cannot see.",
    ),
    "accountability": ScopeText(
        "What one of you took on after a talk, its steps, and how each says it goes.",
        "Steps or notes that only one of you can see.",
    ),
    "check_ins": ScopeText(
        "Check-in answers, once both of you have given theirs.",
        "An answer that was not given, and whether one was begun.",
    ),
    "keeping": ScopeText(
        "How promises went by their owner's word, and what the other noticed.",
        "Dates that you set for yourself alone. Nobody counts or compares the two of you.",
    ),
    "observe": ScopeText(
        "A talk while it happens, if both of you say yes to that talk too. You both see that the therapist is there.",
        "Anything that your partner does not see. The therapist cannot speak for you or cut a pause short.",
    ),
    "assign": ScopeText(
        "The therapist may suggest a kind of talk or something to practise. Each of you answers alone.",
        "Who said no, and how practice goes, unless you say so yourself.",
    ),
}
POLICY_TEXTS: Final[Mapping[SecretsPolicy, str]] = {
    "none_kept": "Keeps no secrets between the two of you: what one of you says alone may be raised with both.",
    "limited": "Decides case by case what has to be raised with both of you, and tells you before doing so.",
    "individual_confidential": "Passes nothing on that one of you says alone, unless that person agrees in writing.",
}
ENDING: Final = "You can take your yes back at any time, alone and at once. The others learn only that sharing changed."
RECORD: Final = "You both can see what the therapist has read, and when."


def _version() -> str:
    every = [
        PURPOSE,
        ENDING,
        RECORD,
        *(f"{scope}\n{text.shows}\n{text.never}" for scope, text in SCOPE_TEXTS.items()),
        *(f"{policy}\n{text}" for policy, text in POLICY_TEXTS.items()),
    ]
    return hashlib.sha256("\n\n".join(every).encode()).hexdigest()[:12]


# Named by its content: whoever changes a sentence makes a new version, and cannot forget to.
TEXT_VERSION: Final = _version()
