"""Trains every head on all voices, takes its thresholds from voices left out, and writes the weights into the pack.

`scripts/train-coach` runs this. It needs nothing beyond the standard library and takes some minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from app.coach.packs import loading
from tests.coach import phrasebook, training
from tests.coach.lines import Line, read_rounds, voices
from tests.coach.questions import QUESTIONS, Question
from tests.coach.training import FOLDS, Example

PACK = Path(loading.__file__).parent / "en"
PHRASEBOOK = 0.35  # what a made-up line counts beside one that somebody might have said
READ_BY = ("features", "hits", "layout", "learned", "likeness", "spelling", "tokens", "words")
Taught = dict[str, list[tuple[Line, Example]]]
Judged = list[tuple[float, bool, Line]]


def taught(question: Question, pack: loading.Pack) -> Taught:
    return {
        voice: [(line, example) for line in said if (example := question.example(line, pack)) is not None]
        for voice, said in voices().items()
    }


def made_up(question: Question, pack: loading.Pack) -> list[Example]:
    """The phrasebook teaches accusation only, and never counts as a voice."""
    if question.name != "accusation":
        return []
    found = [question.example(line, pack) for line in phrasebook.lines()]
    return [replace(example, weight=PHRASEBOOK) for example in found if example is not None]


def left_out(question: Question, known: Taught, always: list[Example]) -> Judged:
    """Scores of every line by weights that never saw its voice."""
    names, judged = sorted(known), []
    for fold in range(FOLDS):
        away = set(names[fold::FOLDS])
        weights = training.learn(
            [*always, *(example for voice in names if voice not in away for _, example in known[voice])],
            question.settings,
        )
        judged += [
            (max(training.score(unit, weights) for unit in example.units), example.guilty, line)
            for voice in away
            for line, example in known[voice]
        ]
    return judged


def threshold(judged: Judged, question: Question, share: float) -> float:
    innocent = sorted((score for score, _, line in judged if question.innocent(line)), reverse=True)
    return round(innocent[int(share * len(innocent))], 3)


def write(question: Question, weights: dict[str, float], limits: Sequence[float]) -> None:
    rows = [f"stop\t{limits[0]}", f"nudge\t{limits[1]}"]
    rows += [f"{name}\t{round(weight * 1000)}" for name, weight in sorted(weights.items())]
    (PACK / "weights").mkdir(exist_ok=True)
    (PACK / "weights" / f"{question.name}.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def train(question: Question) -> str:
    pack = loading.without_weights(PACK, "en")
    known, always = taught(question, pack), made_up(question, pack)
    judged = left_out(question, known, always)
    limits = [threshold(judged, question, share) for share in (question.stop, question.nudge)]
    weights = training.learn([*always, *(example for said in known.values() for _, example in said)], question.settings)
    write(question, weights, limits)
    guilty = [score for score, is_guilty, _ in judged if is_guilty]
    shares = [sum(score >= limit for score in guilty) / len(guilty) for limit in limits]
    return f"{question.name}: {len(weights)} weights, left-out voices: stopped {shares[0]:.3f}, nudged {shares[1]:.3f}"


def fingerprint() -> str:
    """What the weights depend on: the lines, the pack's words and rules, and the code that learns."""
    here = Path(__file__).parent
    files = [*here.glob("voices/*.jsonl"), *read_rounds(), *here.glob("phrases/*.txt"), *PACK.glob("*.t*")]
    files += [here / name for name in ("train.py", "training.py", "questions.py", "phrasebook.py")]
    files += [PACK.parents[1] / f"{name}.py" for name in READ_BY]
    digest = sha256()
    for file in sorted(files):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def main() -> None:
    for question in QUESTIONS:
        print(train(question))  # noqa: T201 - figures are printed
    (PACK / "weights" / "fingerprint.txt").write_text(fingerprint() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
