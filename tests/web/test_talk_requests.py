"""Asking for a talk, and every way to answer, as the two see it (S-7, S-8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.builders import a_couple

if TYPE_CHECKING:
    import httpx

    from tests.web.visitor import Visitor


@pytest.fixture
async def asked(ada: Visitor, ben: Visitor, client: httpx.AsyncClient) -> None:
    """Ada has asked for a talk; both look at their page."""
    two = await a_couple(client)
    for visitor, person in ((ada, two.ada), (ben, two.ben)):
        await visitor.be(person.token, f"#/c/{two.couple_id}")
    await ada.pick("Brief repair, 15 minutes")
    await ada.pick("In writing, on two devices")
    await ada.fill("What is it about? (optional)", "The kitchen")
    await ada.press("Ask for this talk")
    await ada.sees("You asked for a talk. There is no answer yet.")
    await ben.sees("Ada would like to talk.")
    await expect(ben.page.get_by_text("The kitchen", exact=True)).to_be_visible()


async def test_a_no_is_not_to_be_seen_by_the_one_who_asked(ada: Visitor, ben: Visitor, asked: None) -> None:
    before = await ada.page.get_by_role("region", name="Talks").inner_text()
    await ben.press("Not this time")
    await expect(ben.page.get_by_text("Ada would like to talk.")).to_have_count(0)
    await ada.page.reload()
    await ada.sees("There is no answer yet.")

    assert await ada.page.get_by_role("region", name="Talks").inner_text() == before


async def test_another_time_can_be_offered_and_accepted(ada: Visitor, ben: Visitor, asked: None) -> None:
    await ben.page.get_by_text("Offer another time").click()
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT18:00")
    await ben.page.get_by_label("Another time").fill(tomorrow)
    await ben.press("Offer this time")
    await ben.sees("You offered Ada another time.")
    await ada.sees("Another time was offered.")
    await ada.press("Yes, that time works")

    await ada.title("Before the talk")
    await ada.sees("Opens at")


async def test_an_answer_to_a_wish_brings_both_into_the_talk(ada: Visitor, ben: Visitor, asked: None) -> None:
    await ben.press("Yes, let's talk")
    await ada.page.get_by_role("link", name="Go to the talk").click()

    for visitor in (ada, ben):
        await visitor.title("Before the talk")
    await ada.sees("Ben is here")
