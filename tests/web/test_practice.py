"""A therapist and a couple on the page: an invitation, two consents, what changes when one is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.builders import PairOfPeople, Person, a_couple, register
from tests.therapists.linking import a_therapist, handle_of, linked, operators_code
from tests.web.looking import faults
from tests.web.visitor import visit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx
    from playwright.async_api import Browser

    from tests.conftest import Server
    from tests.web.visitor import Visitor


@pytest.fixture
async def two(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)


@pytest.fixture
async def maria(server: Server, client: httpx.AsyncClient) -> Person:
    return await a_therapist(server.resources, client)


@pytest.fixture
async def desk(browser: Browser, server: Server, maria: Person) -> AsyncIterator[Visitor]:
    """The therapist's own screen."""
    visitor = await visit(browser, server.url, name="Maria")
    await visitor.be(maria.token, "#/p")
    yield visitor
    await visitor.page.context.close()
    assert visitor.complaints == []


async def test_a_code_from_the_operator_opens_the_place_of_a_therapist(
    ada: Visitor, server: Server, client: httpx.AsyncClient
) -> None:
    person = await register(client, "Ada")
    code = await operators_code(server.resources)
    await ada.be(person.token, "#/m")
    await expect(ada.page.get_by_role("link", name="Practice")).to_have_count(0)
    await ada.page.get_by_role("link", name="Work as a therapist").click()
    await ada.fill("Your code from the operator", "AAAA-BBBB")
    await ada.fill("Your name as a therapist", "Ada Berg")
    await ada.fill("How do you work?", "I listen to both.")
    await ada.pick("No secrets between the two")
    await ada.press("Open my profile")
    await ada.sees("This code does not work.")
    assert await faults(ada.page) == []

    await ada.fill("Your code from the operator", code)
    await ada.press("Open my profile")
    await ada.sees("Couples find you by this handle:")
    await ada.sees("Not verified by this service.")
    await expect(ada.page.get_by_role("link", name="Practice")).to_be_visible()
    assert await faults(ada.page) == []


async def test_both_let_a_therapist_in_and_either_ends_it_alone(
    ada: Visitor, ben: Visitor, desk: Visitor, two: PairOfPeople, maria: Person
) -> None:
    place = f"#/c/{two.couple_id}/therapists"
    await ada.be(two.ada.token, place)
    await ada.page.get_by_text("Invite a therapist").click()
    await ada.fill("The handle that the therapist gave you", await handle_of(maria))
    await ada.press("Look at the profile")
    await ada.sees("Not verified by this service.")
    await ada.sees("Keeps no secrets between the two of you: what one of you says alone may be raised with both.")
    await ada.press("Invite, and say yes to what I ticked")
    await ada.sees("Tick at least one thing that may be seen.")
    for scope in ("Your talks, from now on", "What you agreed on"):
        await ada.page.get_by_label(scope).check()
    assert await faults(ada.page) == []
    await ada.press("Invite, and say yes to what I ticked")
    await ada.sees("The invitation is open.")
    await desk.sees("No couple has invited you yet.")

    await ben.be(two.ben.token, place)
    await ben.page.get_by_text("Read it, and say yes or leave it").click()
    await expect(ben.page.get_by_label("What you agreed on")).to_be_checked()
    await ben.page.get_by_label("Your talks, from now on").uncheck()
    await ben.press("Yes to what I ticked")
    await ben.sees("Your own yes: What you agreed on.")
    assert await faults(ben.page) == []

    await desk.page.reload()
    await desk.page.get_by_role("link", name="Read the invitation").click()
    await desk.press("Begin to work with them")
    await desk.title("Ada and Ben")
    shared = desk.page.get_by_role("region", name="What they share now")
    await expect(shared.get_by_role("listitem")).to_have_count(1)
    await expect(shared).to_contain_text("Agreements")
    assert await faults(desk.page) == []

    await ada.page.reload()
    await ada.sees("Can see now: What you agreed on")
    await ada.page.get_by_text("Take your yes back", exact=True).click()
    await ada.press("Take my yes back now")
    await ada.sees("This has ended. Nothing is shared.")
    await ben.page.reload()
    await ben.sees("Sharing has changed.")
    await desk.open("#/p")
    await desk.page.reload()
    await expect(desk.page.get_by_text("Ada and Ben")).to_have_count(0)
    await desk.sees("This has ended.")


async def test_notes_are_a_therapists_own_and_stay_when_the_work_has_ended(
    desk: Visitor, two: PairOfPeople, maria: Person, server: Server
) -> None:
    await linked(server.resources, two, maria)
    await desk.open(f"#/p/couples/{two.couple_id}")
    await desk.title("Ada and Ben")
    await desk.fill("A note for yourself", "Sunday seems to be the hard day.")
    await desk.press("Keep the note")
    await desk.sees("Sunday seems to be the hard day.")
    assert await faults(desk.page) == []
    await desk.page.get_by_text("End the work with them", exact=True).click()
    await desk.press("End it now")
    await desk.title("Practice")
    await desk.page.get_by_role("link", name="Your notes").click()
    await desk.sees("Sunday seems to be the hard day.")

    await desk.page.get_by_text("Change or delete it").click()
    await desk.press("Delete it for good")
    await desk.sees("No notes yet.")
