"""A therapist in a talk, on three screens: asked for and said yes to in the lobby, seen by both, out when one wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.builders import a_couple
from tests.live import ask_and_accept
from tests.therapists.linking import a_therapist, linked
from tests.web import talk
from tests.web.looking import faults
from tests.web.visitor import visit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx
    from playwright.async_api import Browser

    from tests.conftest import Server
    from tests.web.visitor import Visitor


@pytest.fixture
async def desk(browser: Browser, server: Server) -> AsyncIterator[Visitor]:
    """The therapist's own screen."""
    visitor = await visit(browser, server.url, name="Maria")
    yield visitor
    await visitor.page.context.close()
    assert visitor.complaints == []


@pytest.fixture
async def lobby(ada: Visitor, ben: Visitor, desk: Visitor, server: Server, client: httpx.AsyncClient) -> None:
    """Both are before a talk, and the therapist looks at the couple."""
    two = await a_couple(client)
    maria = await a_therapist(server.resources, client)
    await linked(server.resources, two, maria)
    session_id = await ask_and_accept(two)
    for visitor, person in ((ada, two.ada), (ben, two.ben)):
        await visitor.be(person.token, f"#/s/{session_id}")
        await visitor.title("Before the talk")
    await desk.be(maria.token, f"#/p/couples/{two.couple_id}")
    await desk.title("Ada and Ben")


async def test_both_let_a_therapist_in_accept_a_step_and_one_ends_it_alone(
    ada: Visitor, ben: Visitor, desk: Visitor, lobby: None
) -> None:
    await desk.press("Ask to be there")
    for visitor in (ada, ben):
        await visitor.sees("Maria Lopez asks to be in this talk")
        await visitor.press("Yes, for this talk")
    await desk.press("Look again")
    await desk.page.get_by_role("link", name="Be there").click()
    await desk.sees("Both see that you are here.")
    for visitor in (ada, ben):
        await expect(visitor.page.locator(".watcher")).to_contain_text("Maria Lopez is here as a therapist")
        assert await faults(visitor.page) == []
    assert await faults(desk.page) == []

    await talk.arrive_calm(ada, ben)
    await talk.agree_on_purpose(ada, ben, "How we share the evenings at home")
    await desk.title("A kind word first")
    await desk.press("Suggest the next step")
    for visitor in (ada, ben):
        await visitor.sees("It goes on only if you both say yes.")
        await visitor.press("Yes, go on to the next step")
    await desk.title("Hear each other")

    await ben.press("Take my yes back")
    await desk.sees("Sharing changed.")
    await desk.title("Not open")
    for visitor in (ada, ben):
        await expect(visitor.page.locator(".watcher")).to_have_count(0)
