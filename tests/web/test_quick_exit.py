"""Leaving the page at once (assurance 6.5): by the button, or by Shift three times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Route

    from tests.web.visitor import Visitor

NEUTRAL = "https://www.bbc.com/weather"


@pytest.fixture
async def weather(ada: Visitor) -> None:
    """Stands in for the neutral place: nothing may really leave this machine."""

    async def answer(route: Route) -> None:
        await route.fulfill(status=200, content_type="text/html", body="<title>Weather</title>")

    await ada.page.context.route(f"{NEUTRAL}**", answer)
    ada.allowed.add("www.bbc.com")


async def test_the_button_leaves_at_once_and_ends_the_login(ada: Visitor, weather: None) -> None:
    await ada.register()
    token = await ada.page.evaluate("sessionStorage.getItem('rejoin.token')")
    await ada.press("Exit page")
    await ada.page.wait_for_url(NEUTRAL)

    await ada.open()
    await ada.title("A talk that holds")
    answer = await ada.page.request.get(f"{ada.url}/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status == 401


async def test_three_times_shift_leaves_too(ada: Visitor, weather: None) -> None:
    await ada.register()
    for _ in range(3):
        await ada.page.keyboard.press("Shift")

    await ada.page.wait_for_url(NEUTRAL)


async def test_capital_letters_do_not_throw_anyone_out(ada: Visitor, weather: None) -> None:
    await ada.register()
    field = ada.page.get_by_label("Code from your partner")
    await field.focus()
    for letter in "ABCDE":
        await ada.page.keyboard.press(f"Shift+{letter}")

    assert await field.input_value() == "ABCDE"
