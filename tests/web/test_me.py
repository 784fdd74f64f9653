"""One's own page: the calendar address, mails, and a copy of one's own data."""

from __future__ import annotations

import json
import re
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.builders import PASSWORD, PairOfPeople, a_couple
from tests.builders import expect as expect_status
from tests.waiting import until
from tests.web.looking import faults

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Server
    from tests.web.visitor import Visitor


@pytest.fixture
async def two(ada: Visitor, client: httpx.AsyncClient) -> PairOfPeople:
    two = await a_couple(client)
    await ada.be(two.ada.token, "#/m")
    await ada.title("Me")
    return two


async def test_a_calendar_address_is_shown_once_and_taken_back(
    ada: Visitor, two: PairOfPeople, client: httpx.AsyncClient
) -> None:
    await ada.page.get_by_text("Your calendar", exact=True).click()
    await ada.press("Get a calendar address")
    shown = ada.page.get_by_role("status", name="Your calendar address")
    await expect(shown).to_be_focused()
    address = await shown.inner_text()
    feed = "/v1/calendar/" + address.rsplit("/", 1)[1]
    assert (await client.get(feed)).status_code == 200
    assert await faults(ada.page) == []

    await ada.page.reload()
    await ada.page.get_by_text("Your calendar", exact=True).click()
    await ada.sees("It was shown once, and cannot be shown again.")
    await ada.press("Take the address back")
    await expect(ada.button("Take the address back")).to_have_count(0)
    assert (await client.get(feed)).status_code == 404


async def test_mails_are_off_until_the_number_from_the_mailbox_was_typed(
    ada: Visitor, two: PairOfPeople, server: Server
) -> None:
    mailbox = server.resources.settings.data_dir / "mail"
    await ada.page.get_by_text("Mails", exact=True).click()
    await ada.sees("Off. No mail comes.")
    await ada.page.get_by_label("An agreement to look at again").check()
    await ada.page.get_by_label("At what hour?").select_option("22")
    await ada.press("Send me mails")
    await ada.sees("This hour is in your quiet time. Choose another one.")
    await ada.page.get_by_label("At what hour?").select_option("9")
    await ada.press("Send me mails")
    await ada.sees("A number is on its way to your mailbox.")
    await ada.fill("The number from the mail", "12")
    await ada.press("This is the number")
    await ada.sees("This does not have the right form.")
    assert await faults(ada.page) == []

    await until(lambda: len(numbers(mailbox)) == 1)
    await ada.fill("The number from the mail", numbers(mailbox)[0])
    await ada.press("This is the number")
    await ada.sees("On.")
    await ada.press("No mails any more")
    await ada.sees("Off. No mail comes.")


async def test_a_copy_with_the_private_part_needs_the_password(ada: Visitor, two: PairOfPeople) -> None:
    expect_status(await two.ada.post("/me/journal", {"text": "Only for me."}), 201)
    await ada.page.get_by_text("Take your data with you").click()
    await ada.page.get_by_label("With my own pages, notes and numbers").check()
    await ada.press("Save the file")
    await ada.sees("Please type your password once more.")
    await ada.fill("Your password (optional)", PASSWORD)
    async with ada.page.expect_download() as coming:
        await ada.press("Save the file")
    saved = await coming.value

    assert re.fullmatch(r"data-\d{4}-\d\d-\d\d\.json", saved.suggested_filename)
    assert "Only for me." in json.dumps(json.loads(Path(await saved.path()).read_bytes()))
    assert await faults(ada.page) == []


async def test_logging_out_takes_unsent_words_with_it(ada: Visitor, two: PairOfPeople) -> None:
    await ada.open("#/j")
    await ada.fill("What is on your mind?", "Half a thought.")
    await ada.page.get_by_role("link", name="Me", exact=True).click()
    assert "Half a thought." in await ada.page.evaluate("JSON.stringify(sessionStorage)")
    await ada.press("Log out")
    await ada.title("A talk that holds")

    assert await ada.page.evaluate("sessionStorage.length + localStorage.length") == 0


def numbers(mailbox: Path) -> list[str]:
    mails = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in sorted(mailbox.glob("*.eml"))]
    return [found.group() for mail in mails if (found := re.search(r"\b\d{6}\b", mail.get_content()))]
