"""How long a text may be, and how long it is. Counting is Unicode-aware and depends on no language's full stop."""

from __future__ import annotations

import re
import unicodedata

from app.frozen import dataclass
from app.templates.steps import Limits
from app.values import quick

# Sentence ends of the scripts we know of: Latin, Greek, Armenian, Arabic, Devanagari, Ethiopic, CJK and their kin.
_ENDS = frozenset(".!?\u2026\u203d\u037e\u0589\u061f\u06d4\u0964\u0965\u1362\u1367\u3002\uff01\uff0e\uff1f\uff61")
_NEED_NO_SPACE = frozenset("\u3002\uff01\uff0e\uff1f\uff61")
_CLOSERS = frozenset("\"')]}\u2019\u201d\u00bb\u300d\u300f")
_END = re.compile(f"[{''.join(_ENDS)}]")
_CLOSERS_AND_ENDS = "".join(_CLOSERS | _ENDS)


def sentences(text: str) -> int:
    """How many sentences a text has. A dot inside a number, a web name or `e.g.` ends none; a line break does."""
    return sum(_sentences_in(line) for line in text.splitlines() if _says_something(line))


def _at_most(text: str) -> int:
    """No line has more sentences than ends, and one more where it closes with none; most texts fit by that alone."""
    return len(_END.findall(text)) + sum([line.rstrip()[-1:] not in _ENDS for line in text.splitlines()])


def _sentences_in(line: str) -> int:
    count, open_words = 0, False
    for at, char in enumerate(line):
        if char in _ENDS and open_words and _ends_here(line, at):
            count, open_words = count + 1, False
        elif not open_words and _is_word(char):
            open_words = True
    return count + open_words


def _ends_here(line: str, at: int) -> bool:
    if line[at] in _NEED_NO_SPACE:
        return True
    rest = line[at + 1 :].lstrip(_CLOSERS_AND_ENDS)
    if rest and not rest[0].isspace():
        return False
    following = rest.lstrip()[:1]
    # "e.g. this": after a short form the next word goes on in lower case.
    return not (line[at] == "." and following.islower() and _is_short_form(line[:at]))


def _is_short_form(before: str) -> bool:
    word = before.rsplit(None, 1)[-1] if before.split() else ""
    return "." in word or len(word) == 1


def _says_something(line: str) -> bool:
    return any(_is_word(char) for char in line)


def _is_word(char: str) -> bool:
    # Letters and digits are most of a text, and the quicker question.
    return char.isalnum() or unicodedata.category(char)[0] in "LNS"


@quick
@dataclass(frozen=True, slots=True)
class Bound:
    """The longest text: code points, and sentences where they are counted (0: not counted)."""

    chars: int
    sentences: int = 0

    def fits(self, *texts: str, words: tuple[str, ...] = ()) -> bool:
        """Whether all of it fits. `words` are short entries, such as feelings: none is a sentence of its own."""
        whole = "\n".join([text for text in texts if text])
        if len(whole) + sum([len(word) for word in words]) > self.chars:
            return False
        if not self.sentences:
            return True
        if _at_most(whole) + sum([_at_most(word) for word in words]) <= self.sentences:
            return True
        count = sentences(whole) + sum(max(sentences(word) - 1, 0) for word in words)
        return count <= self.sentences


PURPOSE = Bound(chars=200)
TOPIC = Bound(chars=200)
MISSING = Bound(chars=300, sentences=1)
QUESTION = Bound(chars=300, sentences=2)
TERMS = Bound(chars=600)
# All lines of a base agreement together.
PARTICULARS = Bound(chars=1500)
PROMPT_ANSWER = Bound(chars=1500)
# An apology has many parts, and nobody who owns up is cut off by a count of sentences.
ACCOUNT = Bound(chars=1500)
PREVENTION = Bound(chars=200)
STILL_NEEDED = Bound(chars=600)


def turn(limits: Limits) -> Bound:
    return Bound(limits.turn_max_chars, limits.turn_max_sentences)


def reflection(turn: Bound) -> Bound:
    """A summary may take twice the sentences of what it gives back: careful listeners need room (I-06)."""
    return Bound(turn.chars, 2 * turn.sentences)


def note(turn: Bound) -> Bound:
    return Bound(turn.chars)
