"""The coach before words are shared outside of a talk: contempt never goes, anything else comes back once."""

from __future__ import annotations

from hashlib import sha256

import pytest

from app.errors import Problem
from app.second_look import Part, Sending, look_twice

RUDE, HEAVY, KIND = "You are such an idiot.", "I want to kill myself.", "You made tea."


def keyed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def sending(
    *, about: str = "a thing", who: str = "ada", acknowledged: str | None = None, locale: str = "en"
) -> Sending:
    return Sending(who, about=about, locale=locale, acknowledged=acknowledged)


def held(text: str, sent: Sending) -> Problem:
    with pytest.raises(Problem) as found:
        look_twice([Part("text", text)], sent, keyed=keyed)
    return found.value


def opinion(text: str, sent: Sending) -> str:
    review = held(text, sent).review
    assert review is not None
    return str(review["id"])


def test_kind_words_and_none_at_all_go() -> None:
    look_twice([Part("text", KIND), Part("more", "")], sending(), keyed=keyed)
    look_twice([], sending(), keyed=keyed)


def test_contempt_never_goes_whatever_is_acknowledged() -> None:
    first = held(RUDE, sending())
    assert first.code == "held_hard"
    assert held(RUDE, sending(acknowledged=opinion(RUDE, sending()))).code == "held_hard"


def test_a_card_comes_once_for_one_thing_and_one_author() -> None:
    first = held(HEAVY, sending())
    assert first.review is not None
    assert (first.code, first.review["findings"], first.review["crisis"]) == ("held_for_review", [], "high")
    known = opinion(HEAVY, sending())
    look_twice([Part("text", HEAVY)], sending(acknowledged=known), keyed=keyed)
    # Other words about the same thing are not stopped again (C-3).
    look_twice([Part("text", HEAVY + " I mean it.")], sending(acknowledged=known), keyed=keyed)
    for other in (sending(about="another", acknowledged=known), sending(who="ben", acknowledged=known)):
        assert held(HEAVY, other).code == "held_for_review"


def test_a_hint_that_was_had_does_not_stand_for_a_card() -> None:
    blame = "You stood up to your boss. That was brave."
    with pytest.raises(Problem) as found:
        look_twice([Part("text", blame, "speaker")], sending(), keyed=keyed)
    assert found.value.review is not None
    hint = str(found.value.review["id"])
    assert found.value.review["findings"]
    look_twice([Part("text", blame, "speaker")], sending(acknowledged=hint), keyed=keyed)
    assert held(HEAVY, sending(acknowledged=hint)).code == "held_for_review"


def test_what_the_coach_cannot_read_goes_as_it_is() -> None:
    look_twice([Part("text", RUDE)], sending(locale="fi"), keyed=keyed)


def test_no_word_shows_when_a_part_is_printed() -> None:
    assert RUDE not in repr(Part("text", RUDE)) + repr(sending(about=RUDE))
