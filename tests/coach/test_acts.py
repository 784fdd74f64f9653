"""A prevention step is one's own act (A-4): a remark where it begins with the partner, and silence otherwise."""

from __future__ import annotations

import pytest

from app.coach.acts import partner_act


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("you will call me", "you"),
        ("You'll tell me first.", "You'll"),
        ("You\u2019ll tell me first.", "You\u2019ll"),
        ("then you leave the room", "you"),
        ("My partner reminds me", "My partner"),
    ],
)
def test_a_plan_for_the_partner_is_remarked_on(text: str, meant: str) -> None:
    found = partner_act(text, lang="en-GB", pack="en@1")
    assert found is not None
    assert (found.code, found.action, found.hard) == ("PARTNER_ACT", "block", False)
    assert text[found.start : found.end] == meant
    assert text not in found.explanation


@pytest.mark.parametrize(
    "text",
    [
        "I will call you from the car",
        "call before seven",
        "put my phone away when you speak",
        "Your call comes first",
        "",
    ],
)
def test_a_plan_of_ones_own_passes(text: str) -> None:
    assert partner_act(text, lang="en", pack="en@1") is None


def test_where_it_knows_no_language_it_says_nothing() -> None:
    assert partner_act("you will call me", lang="es", pack="es@1") is None
