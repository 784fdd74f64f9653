"""What each event of a talk is about, for somebody beside the two (rules.md 7, V-5, P-2)."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

import pytest

from app.sessions.protocol.events import EVENT_NAMES, EVENTS_BY_NAME
from app.sessions.subjects import ANSWERS, LEFT_OUT, SUBJECTS, TOLD, Subject, subjects

NOBODYS = {
    "session_opened",
    "arrived",
    "floor_claimed",
    "return_offered",
    "return_agreed",
    "pause_extended",
    "connection_lost",
    "connection_restored",
    "time_warned",
    "time_extended",
    "observer_joined",
    "observer_left",
    "step_suggested",
}


def test_somebody_has_decided_about_every_event() -> None:
    assert SUBJECTS.keys() == EVENTS_BY_NAME.keys()
    assert {*TOLD, *ANSWERS} <= SUBJECTS.keys()
    assert {one for one in SUBJECTS.values() if one} == set(get_args(Subject))


def test_what_tells_of_a_person_and_not_of_the_talk_is_nobodys_beside_the_two() -> None:
    assert {name for name, subject in SUBJECTS.items() if subject is None} == NOBODYS


def test_no_deadline_is_shown_for_it_would_tell_how_long_somebody_may_take() -> None:
    # L-9: who has no timer is nobody else's business, and a turn's time must not be worked out from its breath (V-5).
    shown = [kind for kind, name in EVENT_NAMES.items() if SUBJECTS[name] is not None]
    moments = {one.name for kind in shown for one in fields(kind) if one.type in {"datetime", "datetime | None"}}

    assert moments - {"at"} <= LEFT_OUT


def test_words_are_never_among_what_is_left_out() -> None:
    words = {one.name for kind in EVENT_NAMES for one in fields(kind) if "words" in one.metadata}

    assert words & LEFT_OUT == {"nonce"}


@pytest.mark.parametrize("answer", sorted(ANSWERS))
def test_what_one_gives_back_is_about_what_it_answers(answer: str) -> None:
    log = ["spoken", answer, "impact_told", answer, answer, "owned", answer, "spoken", answer]

    assert list(subjects(log)) == [
        *("transcripts", "transcripts", "accountability", "accountability", "accountability"),
        *("accountability", "accountability", "transcripts", "transcripts"),
    ]


def test_an_event_that_nobody_has_heard_of_is_shown_to_nobody() -> None:
    assert list(subjects(["spoken", "a_new_event", "reflected"])) == ["transcripts", None, "transcripts"]
