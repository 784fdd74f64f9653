"""The page on a bad line: no socket at all, a socket that dies at the wrong moment, a second window."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.async_api import expect

from tests.web import talk

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.async_api import WebSocketRoute

    from tests.web.visitor import Visitor

FLOOR = "What do you want to say?"


async def test_without_any_socket_the_talk_goes_on_more_slowly(
    ada: Visitor, ben: Visitor, client: httpx.AsyncClient
) -> None:
    await ada.page.route_web_socket("**/v1/live", refuse)
    await talk.begin(client, ada, ben, kind="brief-repair")
    await ada.sees("Slow connection. Everything still works.")
    await talk.write(ada, FLOOR, "I felt alone.", send="Say it")
    await ben.sees("I felt alone.")
    await talk.write(ben, "What I heard you say", "You felt alone.", send="Say back what you heard")

    await ada.sees("You felt alone.")
    await talk.choose(ada, "Yes, that is it")
    await ben.sees("Ada: yes, that is it.")


async def refuse(route: WebSocketRoute) -> None:
    await route.close()


async def test_words_sent_into_a_line_that_breaks_arrive_once(
    ada: Visitor, ben: Visitor, client: httpx.AsyncClient
) -> None:
    refs: list[str] = []
    closing: list[asyncio.Task[None]] = []
    await ada.page.route_web_socket("**/v1/live", swallow_first_reply(refs, closing))
    await talk.begin(client, ada, ben, kind="brief-repair")
    await talk.write(ada, FLOOR, "I felt alone.", send="Say it")

    await ben.sees("I felt alone.")
    await ada.sees("Ben's turn")
    await expect(ada.page.get_by_label(FLOOR)).to_have_count(0)
    words = ben.page.get_by_role("region", name="What was said").get_by_text("I felt alone.")
    await expect(words).to_have_count(1)
    assert len(refs) == 2
    assert refs[0] == refs[1]
    await asyncio.gather(*closing)


def swallow_first_reply(refs: list[str], closing: list[asyncio.Task[None]]) -> Callable[[WebSocketRoute], None]:
    """The server has taken the command, but its answer is lost and the line breaks."""

    def connect(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        dead: list[bool] = []

        def up(message: str | bytes) -> None:
            frame = json.loads(message)
            if frame["type"] == "command":
                refs.append(frame["ref"])
                dead.append(len(refs) == 1)
            server.send(message)

        def down(message: str | bytes) -> None:
            if any(dead):
                if json.loads(message)["type"] == "reply":
                    closing.append(asyncio.create_task(route.close()))
                return
            route.send(message)

        route.on_message(up)
        server.on_message(down)

    return connect


async def test_two_windows_of_one_person_show_the_same(ada: Visitor, ben: Visitor, client: httpx.AsyncClient) -> None:
    await talk.begin(client, ada, ben, kind="brief-repair")
    await expect(ada.page.get_by_label(FLOOR)).to_be_visible()
    second = await ada.page.context.new_page()
    token = await ada.page.evaluate("sessionStorage.getItem('rejoin.token')")
    place = ada.page.url.split("#")[1]
    await second.goto(f"{ada.url}/static/icon.svg")
    await second.evaluate("token => sessionStorage.setItem('rejoin.token', token)", token)
    await second.goto(f"{ada.url}/#{place}")
    await expect(second.get_by_label(FLOOR)).to_be_visible()
    await second.get_by_label(FLOOR).fill("I felt alone.")
    await second.get_by_role("button", name="Say it", exact=True).click()

    await ben.sees("I felt alone.")
    # Both windows may stay, as long as neither shows what is no longer so.
    await ada.sees("I felt alone.")


@pytest.mark.parametrize("place", ["#/s/0199c0de-0000-7000-8000-000000000000", "#/c/nobody"])
async def test_a_place_that_is_not_yours_says_so_and_leads_back(ada: Visitor, place: str) -> None:
    await ada.register()
    await ada.open(place)
    await ada.page.get_by_role("link", name="Back").click()

    await ada.title("Your talks")
