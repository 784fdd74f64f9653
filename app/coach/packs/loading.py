"""Reads one pack from its files, once, and refuses one whose patterns or classes cannot be meant."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from app.coach import lexicon, matcher
from app.coach.matcher import Matcher
from app.coach.packs import learned
from app.coach.scoring import Head
from app.coach.spelling import Spelling

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable

    from app.coach.lexicon import Lexicon
    from app.coach.packs.learned import Learned


Family = Literal["statement", "apology", "reflection", "crisis", "frame", "update"]
HEADS = ("accusation",)
EVERYTHING = frozenset({"contempt", "crisis", "blame", "apology", "reflection"})
# Whatever the stage is: scorn, danger, and what takes scorn back.
COMMON = frozenset({"statement", "frame", "crisis"})
FAMILIES: tuple[Family, ...] = ("statement", "apology", "reflection", "crisis", "frame", "update")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a file of patterns: what it finds, how grave, and the two sentences that prove it in the tests."""

    id: str
    family: Family
    code: str
    severity: int
    pattern: str
    hit: str
    miss: str


@dataclass(frozen=True, slots=True)
class Message:
    """What the author reads: one plain reason and one way to begin again."""

    explanation: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything that is particular to one language."""

    version: str
    spelling: Spelling
    lexicon: Lexicon
    rules: tuple[Rule, ...]
    matcher: Matcher
    messages: dict[str, Message]
    heads: dict[str, Head]
    hard: frozenset[str]
    hard_rules: frozenset[str]
    learned: Learned
    hard_words: frozenset[str]
    extent: frozenset[str] = EVERYTHING
    # Not proven by a first look of its own and a native speaker: for rehearsals only.
    begun: bool = False
    # The patterns that a text is read with, one bit each: by the family that its stage asks for beside the common ones.
    wanted: Mapping[Family | None, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        wanted = {family: _wanted(self.rules, {*COMMON, family}) for family in FAMILIES}
        object.__setattr__(self, "wanted", {**wanted, None: _wanted(self.rules, FAMILIES)})

    def message(self, code: str) -> Message:
        return self.messages.get(code) or self.messages["YOU_CLAIM"]


def _wanted(rules: Iterable[Rule], families: Collection[str]) -> int:
    return sum(1 << number for number, rule in enumerate(rules) if rule.family in families)


def load(folder: Traversable, language: str) -> Pack:
    """The pack with everything that it has learned; one that has learned nothing is read by its rules alone."""
    plain = without_weights(folder, language)
    if not (folder / "weights").is_dir():
        return plain
    return replace(plain, heads={name: _head(folder / "weights" / f"{name}.tsv") for name in HEADS})


def without_weights(folder: Traversable, language: str) -> Pack:
    """The pack as training sees it: words and rules only."""
    endings = folder / "irregular.txt"  # a pack that lists its verbs form by form needs none
    irregular = lexicon.read_irregular(_lines(endings)) if endings.is_file() else {}
    words = lexicon.read(_lines(folder / "classes.txt"), irregular)
    rules = tuple(rule for family in FAMILIES for rule in _rules(folder / f"{family}.tsv", family))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    messages = json.loads((folder / "messages.json").read_text(encoding="utf-8"))
    return Pack(
        version=f"{language}@{manifest['version']}",
        spelling=_spelling(folder / "normalise.tsv", words, manifest),
        lexicon=words,
        rules=rules,
        matcher=Matcher([matcher.parse(rule.pattern, words.classes) for rule in rules]),
        messages={code: Message(*pair) for code, pair in messages.items()},
        heads={},
        hard=frozenset(manifest["hard"]),
        hard_rules=frozenset(manifest["hard_rules"]),
        learned=learned.load(folder, words, irregular),
        hard_words=frozenset(word for name in manifest["hard_classes"] for word in words.classes[name]),
        extent=frozenset(manifest.get("extent", EVERYTHING)),
        begun=manifest.get("begun", False),
    )


def _lines(file: Traversable) -> Iterator[str]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def _rules(file: Traversable, family: Family) -> Iterator[Rule]:
    counts: dict[str, int] = {}
    if family == "update" and not file.is_file():
        return  # a pack that is only begun knows no excuses yet
    for line in _lines(file):
        code, severity, pattern, hit, miss = line.split("\t")
        counts[code] = counts.get(code, 0) + 1
        yield Rule(f"{code}.{counts[code]}", family, code, int(severity), pattern, hit, miss)


def _head(file: Traversable) -> Head:
    """The first two lines are the thresholds, the others one weight each, in thousandths."""
    first, second, *rest = file.read_text(encoding="utf-8").splitlines()
    rows = (row.rsplit("\t", 1) for row in rest)
    weights = {sys.intern(name): int(weight) / 1000 for name, weight in rows}
    return Head(weights, stop=float(first.split("\t")[1]), nudge=float(second.split("\t")[1]))


def _spelling(file: Traversable, words: Lexicon, manifest: dict[str, list[str]]) -> Spelling:
    forms = {form: tuple(meant.split()) for form, meant in (line.split("\t") for line in _lines(file))}
    contracted = {word for name in manifest["contracted_before"] for word in words.classes.get(name, (name,))}
    return Spelling(
        forms=forms,
        known=frozenset(words.symbol),
        contracted_before=frozenset(contracted),
        qualities=words.classes.get("NEGADJ", frozenset()),
        behind_qualities=frozenset(manifest["behind_qualities"]),
        no_future_after=frozenset(manifest["no_future_after"]),
        figures={"2": "to", "4": "for"},
        after_figure=frozenset(manifest["after_figure"]),
    )
