"""How a crossing is raised: by a question, or by a sentence about oneself (practice 37)."""

from __future__ import annotations

import pytest

from app.crossings.opening import Form, is_opening


@pytest.mark.parametrize(
    ("text", "form", "locale", "is_one"),
    [
        ("What happened?", "question", "en", True),
        ("I was alone. What got in the way?", "question", "en", True),
        ("¿Qué pasó?", "question", "es", True),
        ("何があった\uff1f", "question", "ja", True),
        ("You did it again.", "question", "en", False),
        ("I felt alone on Friday.", "i_statement", "en", True),
        ("On Friday I\u2019d hoped for a call.", "i_statement", "en-GB", True),
        ("It hurt me.", "i_statement", "en", True),
        ("You did it again. I am angry.", "i_statement", "en", False),
        ("Imagine that.", "i_statement", "en", False),
        ("...", "i_statement", "en", False),
        ("Me dolió.", "i_statement", "es", True),
        ("Ich war allein.", "i_statement", "de_AT", True),
        # C-7: a language of which nothing is known here is taken at the author's word.
        ("Byłam sama.", "i_statement", "pl", True),
    ],
)
def test_a_text_has_the_form_that_its_author_says(text: str, form: Form, locale: str, is_one: bool) -> None:  # noqa: FBT001
    assert is_opening(text, form, locale=locale) is is_one
