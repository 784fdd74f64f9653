"""What the page shows when the coach sends words back: the place, a reason, a beginning, and whose choice it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.web import talk
from tests.web.looking import faults

if TYPE_CHECKING:
    import httpx

    from tests.web.visitor import Visitor

FIELD = "What do you want to say?"
# An emoji counts as one for the server and as two for the browser: the mark must still sit on the right words.
SHARP = "😔 I am tired. You never listen to me."


@pytest.fixture
async def talking(ada: Visitor, ben: Visitor, client: httpx.AsyncClient) -> None:
    """A brief repair in which Ada has the floor."""
    await talk.begin(client, ada, ben, kind="brief-repair")
    await expect(ada.page.get_by_label(FIELD)).to_be_visible()


async def test_the_words_are_marked_with_a_reason_and_only_their_author_sees_it(
    ada: Visitor, ben: Visitor, talking: None
) -> None:
    await talk.write(ada, FIELD, SHARP, send="Say it")

    about = ada.page.get_by_role("group", name="About your words")
    await expect(about).to_be_visible()
    await expect(about.locator("mark").first).to_contain_text("never")
    await expect(about.locator("mark").first).not_to_contain_text("😔")
    await expect(about).to_contain_text("You could begin:")
    await expect(about).to_contain_text("Only you see this.")
    await expect(ada.page.get_by_label(FIELD)).to_have_value(SHARP)
    assert await faults(ada.page) == []
    assert SHARP not in await ben.page.inner_text("body")


async def test_the_author_may_send_them_as_they_are(ada: Visitor, ben: Visitor, talking: None) -> None:
    await talk.write(ada, FIELD, SHARP, send="Say it")
    await ada.press("Send it as it is")

    await ben.sees(SHARP)
    assert "About your words" not in await ben.page.content()


async def test_other_words_go_out(ada: Visitor, ben: Visitor, talking: None) -> None:
    await talk.write(ada, FIELD, SHARP, send="Say it")
    await expect(ada.button("Send it as it is")).to_be_visible()
    await talk.write(ada, FIELD, "I felt alone on Sunday.", send="Say it")

    await ben.sees("I felt alone on Sunday.")


async def test_contempt_has_no_button_to_send_it(ada: Visitor, ben: Visitor, talking: None) -> None:
    await talk.write(ada, FIELD, "You are a lazy, pathetic pig.", send="Say it")

    await expect(ada.page.get_by_role("group", name="About your words")).to_be_visible()
    await expect(ada.button("Send it as it is")).to_have_count(0)


async def test_dark_words_come_with_help_and_may_be_kept(ada: Visitor, ben: Visitor, talking: None) -> None:
    await talk.write(ada, FIELD, "I want to kill myself, I cannot go on.", send="Say it")

    await ada.sees("You do not have to carry this alone.")
    for name in ("Pause", "Help", "Send it as it is"):
        await expect(ada.button(name)).to_be_enabled()
    await ada.press("Keep it to myself")
    await expect(ada.page.get_by_label(FIELD)).to_have_value("")
    await ada.sees("Nothing was sent.")
    assert "carry this alone" not in await ben.page.content()
