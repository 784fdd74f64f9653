"""What a person answers: five prompts in a fixed order, each of which may be left out."""

from __future__ import annotations

import pytest

from app.checkins.answers import Answer, Concern, packed, unpacked

WHOLE = Answer(
    ("Tea.", "A walk."), "Tired and close.", Concern("Little talk.", "A walk on Thursday?"), "Cook.", "Spring."
)


@pytest.mark.parametrize("answer", [Answer(), WHOLE, Answer(concern=Concern("Little talk.")), Answer(hope="Spring.")])
def test_an_answer_comes_back_as_it_was_kept(answer: Answer) -> None:
    assert unpacked(packed(answer)) == answer


def test_an_answer_with_one_prompt_is_not_empty() -> None:
    assert Answer().is_empty
    assert not Answer(plan="Cook.").is_empty


def test_a_concern_without_a_request_is_not_ready_to_go() -> None:
    assert Answer(concern=Concern("Little talk.")).lacks_request
    assert not WHOLE.lacks_request
    assert not Answer().lacks_request


def test_no_word_shows_when_an_answer_is_printed() -> None:
    assert "Spring" not in repr(WHOLE)
    assert "Little" not in repr(WHOLE.concern)
