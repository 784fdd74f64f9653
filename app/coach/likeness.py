"""How much a reflection takes up of what was said: shared stems, shared feelings, whose side the words are on.

Overlap alone never stops anything (coach.md 4): it is one voice among the features of a learned score.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.coach.lexicon import Lexicon

_EMPTY = frozenset((
    "PREP", "DET", "AND", "BE", "DO", "HAVE", "MODAL", "I", "ME", "MY", "YOU", "YOUR", "IT", "WE", "HE", "WHEN",
    "BECAUSE", "TOO", "JUST", "WH", "BUT", "LIKE", "EVEN", "THAN", "AGAIN", "YES", "OH", "HEDGE", "IFW", "FEELV",
))  # fmt: skip
_FEELINGS = (
    "alone lonely isolated invisible unseen forgotten left ignored excluded unwanted abandoned",
    "scared afraid frightened fear anxious worried nervous panic panicky terrified dread tense uneasy worry",
    "angry cross furious annoyed irritated frustrated fuming raging resentful mad frustration anger",
    "sad low down cry crying cried tears heartbroken upset hurt hurts gutted miserable grief pain painful",
    "tired exhausted drained knackered shattered overwhelmed stretched swamped burnt much cope stressed pressure",
    "ashamed guilty embarrassed humiliated shame guilt small stupid",
    "trust trusted lied lie betrayed secret honest",
    "love loved close connected together miss missed missing longing",
    "important matter matters mattered priority second first last",
    "proud happy glad relieved grateful hopeful excited joy relief",
    "money bills spend spent debt pay afford savings",
    "help helped alone share shared load everything",
)
_STEM = 5
_STEPS = (0.01, 0.12, 0.25, 0.4, 0.6)


def compare(words: Sequence[str], told: Sequence[str], lexicon: Lexicon) -> set[str]:
    ours, theirs = _stems(words, lexicon), _stems(told, lexicon)
    shared = ours & theirs
    felt = _groups(words) & _groups(told)
    share, cover = len(shared) / max(len(ours), 1), len(shared) / max(len(theirs), 1)
    turned = f"{_count(words, 'you', 'your')}{_count(words, 'i', 'my', 'me')}"
    found = {
        f"~share{_step(share)}",
        f"~cover{_step(cover)}",
        f"~felt{min(len(felt), 2)}{min(len(_groups(told)), 2)}",
        f"~youI{turned}",
        f"~stems{min(len(shared), 4)}",
        f"~any{bool(shared or felt):d}you{'you' in words or 'your' in words:d}",
        f"~share{_step(share)}youI{turned}",
        f"~length{_step(len(words) / max(len(told), 1) / 3)}",
    }
    found.update("~said:" + word for word in words[:3] if word not in told)
    return found


def shares_anything(words: Sequence[str], told: Sequence[str], lexicon: Lexicon) -> bool:
    return bool(_stems(words, lexicon) & _stems(told, lexicon) or _groups(words) & _groups(told))


def _stems(words: Sequence[str], lexicon: Lexicon) -> set[str]:
    return {word[:_STEM] for word in words if lexicon.symbol.get(word) not in _EMPTY}


def _groups(words: Sequence[str]) -> set[int]:
    return {number for number, group in enumerate(_GROUPS) if not group.isdisjoint(words)}


def _count(words: Sequence[str], *names: str) -> int:
    return min(sum(word in names for word in words), 3)


def _step(value: float) -> int:
    return sum(value >= step for step in _STEPS)


_GROUPS = tuple(frozenset(line.split()) for line in _FEELINGS)
