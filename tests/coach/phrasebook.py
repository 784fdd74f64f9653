"""Lines made of parts: what a partner does well, badly or plainly, in the frames that make it blame, wish or thanks.

They teach the score that "you never" before a good deed is an accusation, and "I love it when you" is none. They are
for training only: nothing is measured on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.coach.lines import Line

HERE = Path(__file__).parent / "phrases"
VOICE = "phrasebook"
Frames = tuple[tuple[str, str], ...]

BAD: Frames = (
    ("blame", "You {}."),
    ("blame", "You always {}."),
    ("disguised", "I feel like you {}."),
    ("blame", "All you ever do is {}."),
    ("blame", "Why do you {}?"),
    ("disguised", "I feel that you {}."),
    ("blame", "You just {} and I'm sick of it."),
    ("defensive", "I only said it because you {}."),
    ("blame", "Every time, you {}."),
    ("disguised", "It feels like you {} and don't care."),
    ("blame", "Why do you always {}?"),
    ("defensive", "I wouldn't have to if you didn't {}."),
    ("disguised", "I think you {}."),
    ("blame", "I can't believe how you {}."),
    ("defensive", "Well you {}, so don't start."),
    ("contempt", "Oh great, go on, {} again, that's all you're good for."),
)
GOOD: Frames = (
    ("blame", "You never {}."),
    ("owned", "I'd love it if you could {}."),
    ("blame", "Why can't you {}?"),
    ("appreciation", "I love how you {}."),
    ("blame", "You don't even {}."),
    ("neutral", "Could you {} tonight?"),
    ("disguised", "I feel like you never {}."),
    ("owned", "I feel close to you when you {}."),
    ("blame", "Would it kill you to {}?"),
    ("appreciation", "You always {} and I'm grateful."),
    ("disguised", "I feel that you don't want to {}."),
    ("neutral", "Would you be able to {} this week?"),
    ("blame", "If you loved me you would {}."),
    ("owned", "It means a lot to me when you {}."),
    ("blame", "You can't even {}."),
    ("appreciation", "You {} even when you're tired, and I see it."),
    ("contempt", "A real partner would {}, but that's too much for you."),
    ("owned", "I would like you to {} more, and I find that hard to ask."),
    ("blame", "You refuse to {}."),
    ("appreciation", "Thank you, I noticed that you {}."),
    ("blame", "When do you ever {}?"),
    ("owned", "I get so happy when you {}."),
)
PLAIN: Frames = (
    ("owned", "When you {}, I feel {feeling}."),
    ("owned", "I feel {feeling} when you {}, and I'd like to talk about it."),
    ("owned", "I notice I get {feeling} when you {}."),
    ("owned", "When you {}, I felt {feeling}, because I was hoping for an evening together."),
)
ASKED: Frames = (
    ("neutral", "Did you {} yesterday?"),
    ("neutral", "Are you going to {} this week?"),
    ("blame", "You always {}."),
    ("neutral", "Do you want to {} or shall I?"),
    ("blame", "Why do you always {}?"),
    ("neutral", "Can you {} on Friday?"),
    ("blame", "You {} just to get at me."),
    ("disguised", "I feel like you {} to avoid me."),
    ("neutral", "Do you {} on Mondays, or did I mix that up?"),
)
PEOPLE: Frames = (
    ("blame", "You're {}."),
    ("disguised", "I feel like you're {}."),
    ("blame", "You are {} and you know it."),
    ("owned", "I don't think you're {}."),
    ("disguised", "I feel that you are {}."),
    ("blame", "Honestly, you're {}."),
    ("disguised", "I think you're {}."),
    ("owned", "I'm not saying you're {}, I'm saying I need some rest."),
    ("blame", "Why are you {}?"),
)
PRAISE: Frames = (
    ("appreciation", "You're {}."),
    ("appreciation", "I think you're {} and I love you for it."),
    ("appreciation", "Thank you, you are {}."),
    ("appreciation", "I feel lucky because you're {}."),
)
BOOKS = (("bad", BAD, 4), ("good", GOOD, 5), ("people", PEOPLE, 3), ("praise", PRAISE, 3))
FEELINGS = (
    *("hurt", "lonely", "anxious", "sad", "left out", "worried", "angry", "scared", "overwhelmed", "embarrassed"),
    *("jealous", "tense", "small", "let down", "panicky", "tired", "unsure of myself", "invisible", "nervous"),
    "frustrated",
)


def lines() -> list[Line]:
    """Every phrase in a few frames, chosen by its place, so that each run gives the same lines."""
    made = [line for book, frames, times in BOOKS for line in _filled(book, frames, times)]
    return made + list(_filled("plain", PLAIN, 2)) + list(_filled("plain", ASKED, 3))


def _filled(book: str, frames: Frames, times: int) -> Iterator[Line]:
    for place, phrase in enumerate((HERE / f"{book}.txt").read_text(encoding="utf-8").splitlines()):
        if frames is ASKED and phrase.startswith("not "):
            continue
        for turn in range(times):
            label, frame = frames[(place * times + turn * 3) % len(frames)]
            feeling = FEELINGS[(place * 3 + turn) % len(FEELINGS)]
            text = frame.format(phrase, feeling=feeling).replace("you not ", "you don't ")
            yield Line("statement", label, text, None, VOICE)
