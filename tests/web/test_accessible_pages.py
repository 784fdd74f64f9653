"""Every page outside a session, as a screen reader, a keyboard and a small phone meet it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from playwright.async_api import expect

from tests.web.looking import faults, tab_through
from tests.web.visitor import PASSWORD, SMALL_PHONE, pair

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.web.visitor import Visitor


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_page_has_a_fault_that_a_script_can_find(
    ada: Visitor, ben: Visitor, scheme: Literal["light", "dark"]
) -> None:
    await ada.page.set_viewport_size(SMALL_PHONE)
    await ada.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await ada.open()
    await ada.title("A talk that holds")
    found = {"welcome": await faults(ada.page)}
    await pair(ada, ben)
    found["couple"] = await faults(ada.page)
    await ada.page.get_by_role("link", name="Home").click()
    await ada.title("Your talks")
    found["home"] = await faults(ada.page)
    await ada.page.get_by_role("link", name="Me", exact=True).click()
    await ada.title("Me")
    for fold in await ada.page.locator("summary").all():
        await fold.click()
    found["me"] = await faults(ada.page)

    assert {place: list_ for place, list_ in found.items() if list_} == {}


async def test_text_at_four_times_the_size_still_fits(ada: Visitor) -> None:
    # WCAG 1.4.10: 320 CSS pixels is a desktop page at 400 %.
    await ada.page.set_viewport_size({"width": 320, "height": 640})
    await ada.register()

    assert await faults(ada.page) == []


async def test_the_keyboard_alone_registers_a_person_and_always_shows_where_it_is(ada: Visitor) -> None:
    await ada.open()
    await ada.title("A talk that holds")
    assert await tab_through(ada.page) == []

    await ada.page.get_by_label("Your first name").focus()
    for text in ("Ada", "ada@example.org", PASSWORD):
        await ada.page.keyboard.type(text)
        await ada.page.keyboard.press("Tab")
    await ada.page.keyboard.press("Enter")

    await ada.title("Your talks")
    await expect(ada.page.get_by_role("heading", level=1)).to_be_focused()
    assert await tab_through(ada.page) == []


async def test_the_first_tab_offers_to_skip_to_the_content(ada: Visitor) -> None:
    await ada.register()
    await ada.page.reload()
    await ada.title("Your talks")
    await ada.page.keyboard.press("Tab")
    await expect(ada.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await ada.page.keyboard.press("Enter")

    await expect(ada.page.get_by_role("main")).to_be_focused()
    await ada.title("Your talks")


BAD_PAGE = """<h1>One</h1><h1>Two</h1><h3>Three</h3><input><button></button>
<p style="color: #bbb; background: #fff">Pale</p><p id="same">a</p><p id="same">b</p>"""


async def test_the_check_itself_finds_what_is_wrong(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content(BAD_PAGE)
    found = " ".join(await faults(page))
    await page.close()

    for fault in ("2 first headings", "no language", "no main", "no live region", "level", "name", "pale", "#same"):
        assert fault in found, fault
