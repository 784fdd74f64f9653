"""How a crossing is raised: by a question, or by a sentence about oneself (practice 37). It reads no meaning.

PURE: the standard library only. Whether the words wound is for the coach to say.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Form = Literal["question", "i_statement"]

QUESTION_MARKS: Final = re.compile(r"[?\uff1f\u061f]")
# By language; one that is not here is taken at the author's word (C-7).
FIRST_PERSON: Final = {
    "en": frozenset({"i", "i'm", "i've", "i'd", "i'll", "me", "my", "mine", "myself"}),
    "es": frozenset({"yo", "me", "mi", "mí", "mis", "mío", "mía", "conmigo"}),
    "de": frozenset({"ich", "mich", "mir", "mein", "meine", "meinem", "meinen", "meiner"}),
}
WORDS: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
SENTENCE: Final = re.compile(r"[^.!?…\n]+[.!?…]*")


def is_opening(text: str, form: Form, *, locale: str) -> bool:
    """Tell whether the text has the form that its author says: a question somewhere, or "I" in its first sentence."""
    if form == "question":
        return QUESTION_MARKS.search(text) is not None
    known = FIRST_PERSON.get(locale.replace("_", "-").split("-")[0].casefold())
    if known is None:
        return True
    first = SENTENCE.search(text)
    words = WORDS.findall(first.group() if first else text)
    return any(word.casefold().replace("\u2019", "'") in known for word in words)
