"""From nothing to a couple, by two people who have only the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.async_api import expect

from tests.agreements.reaching import recorded
from tests.builders import expect as expect_status
from tests.live import a_session, to_speaking
from tests.web.looking import faults
from tests.web.visitor import PASSWORD, pair

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Server
    from tests.web.visitor import Visitor


async def test_two_people_register_and_connect_by_a_code(ada: Visitor, ben: Visitor) -> None:
    await pair(ada, ben)

    await expect(ada.page).to_have_title("Rejoin")


async def test_before_joining_a_person_reads_what_becomes_shared(ada: Visitor, ben: Visitor) -> None:
    await ada.register()
    await ben.register()
    code = await ada.invite()

    await ben.page.get_by_label("Code from your partner").fill(code)
    await ben.press("Look at it first")

    await expect(ben.page.get_by_role("heading", name="Connect with Ada?")).to_be_focused()
    await ben.sees("What stays yours alone")


async def test_a_refused_form_keeps_what_was_typed_and_says_why_in_plain_words(ada: Visitor) -> None:
    await ada.open()
    await ada.page.get_by_label("Your first name").fill("Ada")
    await ada.page.get_by_label("Email").fill("ada at example")
    await ada.page.get_by_label("Password").fill(PASSWORD)
    await ada.press("Create my account")

    await ada.sees("This does not look like an email address.")
    await expect(ada.page.get_by_label("Email")).to_be_focused()
    await expect(ada.page.get_by_label("Email")).to_have_attribute("aria-invalid", "true")
    await expect(ada.page.get_by_label("Your first name")).to_have_value("Ada")


async def test_a_wrong_password_is_an_answer_and_not_a_way_out(ada: Visitor) -> None:
    await ada.register()
    await ada.page.get_by_role("link", name="Me", exact=True).click()
    await ada.press("Log out")
    await ada.press("I have an account")
    await ada.page.get_by_label("Email").fill("ada@example.org")
    await ada.page.get_by_label("Password").fill("not the right words")
    await ada.press("Log in")

    await ada.sees("That email and password don't fit together.")
    await ada.page.get_by_label("Password").fill(PASSWORD)
    await ada.press("Log in")
    await ada.title("Your talks")


async def test_a_person_changes_their_pace_and_ends_their_account(ada: Visitor) -> None:
    await ada.register()
    await ada.page.get_by_role("link", name="Me", exact=True).click()
    await ada.page.get_by_text("Pace", exact=True).click()
    await ada.page.get_by_label("How much time do you want for a turn?").select_option(label="No time limits for me")
    await ada.press("Save the pace")
    await expect(ada.page.get_by_role("status")).to_have_text("Saved.")

    await ada.page.get_by_text("Delete the account", exact=True).click()
    await ada.page.get_by_label("Your password", exact=True).fill(PASSWORD)
    await ada.press("Delete my account for good")
    await ada.title("A talk that holds")


async def test_disconnecting_works_at_once_and_alone(ada: Visitor, ben: Visitor) -> None:
    await pair(ada, ben)
    await ada.page.get_by_text("Stop being connected").click()
    await ada.press("Disconnect")

    await ada.title("Your talks")
    await ada.sees("You are not connected with anyone yet.")


async def test_what_both_said_and_signed_can_be_read_when_they_are_not_connected_any_more(
    ada: Visitor, server: Server, client: httpx.AsyncClient
) -> None:
    async with a_session(server, client) as talk:
        await to_speaking(talk)
        await talk.ada.did("speak", text="I felt alone on Sunday.")
        await talk.settled()
    signed = await recorded(server.resources, talk.two)
    expect_status(await talk.two.ben.post(f"/couples/{talk.two.couple_id}/leave"), 204)

    await ada.be(talk.two.ada.token, "#/c")
    await ada.page.get_by_text("Not connected any more").click()
    await ada.page.get_by_role("link", name="A former partner").click()
    await ada.title("What you had together")
    await ada.page.get_by_text("What you agreed on").click()
    await ada.sees(signed.text)
    await ada.page.locator("details.fold > summary").first.click()
    await ada.sees("I felt alone on Sunday.")
    assert "Ben" not in await ada.page.get_by_role("main").inner_text()
    assert await faults(ada.page) == []
