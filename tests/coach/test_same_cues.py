"""What is looked up while a text is coached is what the weights were learned from, on every line that taught them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.coach import apology, cues, danger, features, hits, learned, listening
from app.coach.hits import Hit, Reading
from app.coach.layout import Layout
from app.coach.packs import pack_for
from app.coach.weighing import HUNDREDTHS
from app.coach.words import Sheet
from tests.coach import training
from tests.coach.lines import voices

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.coach.packs.loading import Pack


def english() -> Pack:
    pack = pack_for("en")
    assert pack is not None
    return pack


PACK = english()
# Every so many; a prime, so that all voices and kinds are met.
LINES = [line for said in voices().values() for line in said][::7]
READINGS = [(line, hits.read(line.text, PACK)) for line in LINES]
READINGS = [(line, reading) for line, reading in READINGS if reading.sheet.words]


def test_a_sentence_scores_what_its_named_features_weigh() -> None:
    head = PACK.heads["accusation"]
    weights = head.by_name()
    for _, reading in READINGS:
        for begin, end, names in learned.accusation_units(reading):
            words = features.sentence_words(reading.sheet, begin, end)
            rules = [hit.rule for hit in reading.within(begin, end) if hit.rule.family == "statement"]
            found = head.score(words, reading.sheet.marks[reading.sheet.sentence_of(begin)], rules)
            assert found == pytest.approx(training.score(names, weights), abs=1e-9)


def named(weights: Sequence[str], numbers: Iterable[int], words: Iterable[str]) -> set[str]:
    """The cues of these numbers, and the words, which count without a number."""
    return {weights[number] for number in numbers} | set(words).intersection(weights)


def test_danger_is_weighed_by_its_named_cues() -> None:
    weights = list(PACK.learned.crisis.weights)
    for _, reading in READINGS:
        whole, _ = danger.parts_of(reading)
        assert named(weights, whole.cues, whole.words) == danger.cues_of(reading).intersection(weights)


def sentences(reading: Reading) -> Iterator[Reading]:
    """Each as a text of its own."""
    sheet = reading.sheet
    for (begin, end), mark in zip(sheet.bounds, sheet.marks, strict=True):
        fresh = [place == begin for place in range(begin, end)]
        layout = Layout(sheet.words[begin:end], fresh=fresh, quoted=[False] * len(fresh), marks=[mark])
        every = tuple(
            Hit(hit.rule, hit.begin - begin, hit.end - begin) for hit in reading.every if begin <= hit.begin < end
        )
        yield Reading(PACK, Sheet(sheet.text, PACK.spelling, layout), every, every, {0: list(every)})


def test_a_sentence_with_a_sign_of_danger_is_weighed_as_if_it_were_all_that_was_written() -> None:
    weights, several = list(PACK.learned.crisis.weights), [one for _, one in READINGS if len(one.sheet.bounds) > 1]
    assert several
    for reading in several:
        alone = [one for one in sentences(reading) if danger.evident(one)]
        found = danger.parts_of(reading)[1]
        assert [part.evident for part in found] == [danger.evident(one) for one in alone]
        true = [danger.cues_of(one).intersection(weights) for one in alone]
        assert [named(weights, part.cues, part.words) for part in found] == true


def test_a_reflection_is_weighed_by_its_named_cues() -> None:
    weights = list(PACK.learned.listening.weights)
    for line, reading in READINGS:
        told = hits.read(line.context, PACK).sheet.words if line.context else None
        found = named(weights, listening.numbers_of(reading, told), reading.sheet.words)
        assert found == listening.cues_of(reading, told).intersection(weights)


def test_an_apology_is_weighed_by_its_named_cues() -> None:
    weights = list(PACK.learned.apology.weights)
    for _, reading in READINGS:
        found = named(weights, apology.numbers_of(reading), reading.sheet.words)
        assert found == apology.cues_of(reading).intersection(weights)


def test_a_value_is_the_sum_of_the_weights_of_its_cues_and_of_the_letters_of_its_words() -> None:
    score = PACK.learned.crisis
    for _, reading in READINGS:
        words, told = reading.sheet.words, danger.cues_of(reading)
        letters = [piece for word in set(words) for piece in cues.pieces(word)]
        rows = [score.weights[name] for name in (*told, *letters) if name in score.weights]
        sums = [sum(column) / HUNDREDTHS for column in zip(*rows, score.bias, strict=True)]
        whole, _ = danger.parts_of(reading)
        assert list(score.of(whole.words, whole.cues).values()) == sums
