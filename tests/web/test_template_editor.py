"""Templates on the page: from a built-in to a published version, with findings on the way, and no words lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.builders import Person
from tests.builders import expect as expect_status
from tests.therapists.linking import a_therapist
from tests.web.looking import faults, tab_through
from tests.web.visitor import visit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import httpx
    from playwright.async_api import Browser, Locator

    from tests.conftest import Server
    from tests.web.visitor import Visitor


@pytest.fixture
async def maria(server: Server, client: httpx.AsyncClient) -> Person:
    return await a_therapist(server.resources, client)


@pytest.fixture
async def desk(browser: Browser, server: Server, maria: Person) -> AsyncIterator[Visitor]:
    """The therapist's own screen."""
    visitor = await visit(browser, server.url, name="Maria")
    await visitor.be(maria.token, "#/p/templates")
    await visitor.title("Templates")
    yield visitor
    await visitor.page.context.close()
    assert visitor.complaints == []


async def a_copy(maria: Person, slug: str = "calm-start-talk") -> str:
    return str(expect_status(await maria.post("/me/templates", {"from_slug": slug}), 201)["template"]["id"])


def fold(place: Locator, name: str) -> Locator:
    return place.locator("summary").get_by_text(name, exact=True)


def step(desk: Visitor, number: int) -> Locator:
    return desk.page.locator(".step-card").nth(number - 1)


@pytest.mark.timeout(120)
async def test_a_template_is_written_rehearsed_and_published_by_keyboard_alone(desk: Visitor) -> None:
    desk.keyboard_only = True
    await desk.act_on(fold(desk.page.locator("main"), "Calm start talk, 50 minutes"))
    await desk.press("Make a copy of my own: Calm start talk")
    await desk.title("Calm start talk")
    await desk.sees("Nothing to change.")

    # Another order: the focus stays on the button, and the new place is said.
    down = step(desk, 3).get_by_role("button", name="Move down")
    await desk.act_on(down)
    moved = step(desk, 4).get_by_role("button", name="Move down: step 4, A kind word first")
    await expect(moved).to_be_focused()
    await expect(desk.page.locator("#announcer")).to_contain_text("A kind word first is now step 4 of 6.")
    await desk.page.keyboard.press("Enter")
    await desk.sees("5. A kind word first")
    await desk.act_on(step(desk, 4).get_by_role("button", name="Remove: step 4, Look for a way forward"))
    await expect(desk.button("Put it back")).to_be_focused()
    await desk.page.keyboard.press("Enter")
    await desk.sees("4. Look for a way forward")

    # A finding stands beside the words that it names, and the list leads there.
    prompt = step(desk, 4).get_by_label("What the page says to them")
    await expect(prompt).to_be_visible()
    await desk.reach(prompt)
    await desk.page.keyboard.press("Control+A")
    await desk.page.keyboard.insert_text("Give your partner the password of your phone.")
    await desk.sees("One thing to change.")
    await expect(step(desk, 4).get_by_text("does not ask for passwords")).to_be_visible()
    await desk.act_on(desk.page.get_by_role("region", name="What to change").get_by_role("link").first)
    await expect(prompt).to_be_focused()
    await desk.page.keyboard.press("Control+A")
    await desk.page.keyboard.insert_text("What is one small thing that would help you both?")
    await desk.sees("Nothing to change.")
    await desk.sees("Not saved yet.")
    await desk.press("Save")
    await desk.sees("Saved. A draft. Only you see it.")
    assert await faults(desk.page) == []

    await desk.press("Rehearse with every kind of partner")
    await desk.sees("rehearsals came to an end.")
    await desk.press("Publish this version")
    await desk.sees("Published. Couples that you suggest it to can use it.")
    await desk.act_on(fold(desk.page.locator("main"), "Versions"))
    await desk.sees("Version 1")
    await desk.act_on(desk.page.get_by_role("link", name="See it played"))
    await desk.title("Rehearsal")


async def test_a_rehearsal_is_gone_through_on_two_phones(desk: Visitor, maria: Person) -> None:
    template = await a_copy(maria)
    await desk.open(f"#/p/templates/{template}/rehearsal")
    phones = desk.page.get_by_role("figure")
    await expect(phones).to_have_count(2)
    slider = desk.page.get_by_label("Moment of the talk")
    await expect(slider).to_have_attribute("aria-valuetext", "0 s after the start: Before the talk")
    # Nothing moves by itself for somebody who asked for that.
    await expect(desk.button("Let it run")).to_have_count(0)
    await slider.focus()
    for _ in range(10):
        await desk.page.keyboard.press("ArrowRight")
    await expect(slider).to_have_value("10")
    await expect(phones.first).to_contain_text("They can")
    await desk.press("Next")
    await expect(slider).to_have_value("11")
    assert await faults(desk.page) == []

    await desk.page.get_by_label("The second partner").select_option("leaves")
    await desk.press("Play it")
    await desk.sees("Calm and leaves")
    await desk.page.get_by_label("Moment of the talk").focus()
    await desk.page.keyboard.press("End")
    await expect(desk.button("Next")).to_have_attribute("aria-disabled", "true")


async def test_what_two_windows_write_is_never_lost(
    desk: Visitor, maria: Person, browser: Browser, server: Server
) -> None:
    template = await a_copy(maria, "brief-repair")
    place = f"#/p/templates/{template}"
    other = await visit(browser, server.url, name="Maria")
    await other.be(maria.token, place)
    await other.title("Brief repair")
    await desk.open(place)
    await desk.title("Brief repair")
    await desk.page.get_by_label("Name", exact=True).fill("A small repair")
    await desk.press("Save")
    await desk.sees("Saved.")
    await other.page.get_by_label("Name", exact=True).fill("Mending")
    await other.press("Save")
    await other.sees("Your words are still here.")
    assert await faults(other.page) == []

    # What was not saved is there again after the page was loaded anew.
    await other.page.reload()
    await other.title("Mending")
    await other.sees("What you typed before is here again.")
    await other.press("Save")
    await other.press("Keep mine as a new template")
    await other.sees("Saved. A draft. Only you see it.")
    titles = {each["title"] for each in expect_status(await maria.get("/me/templates"), 200)["data"]}
    assert titles == {"A small repair", "Mending"}

    await other.open(place)
    await other.title("A small repair")
    await desk.page.get_by_label("Name", exact=True).fill("A repair")
    await desk.press("Save")
    await desk.sees("Saved. A draft.")
    await other.page.get_by_label("Name", exact=True).fill("Our repair")
    await other.press("Save")
    await other.press("Save mine over it")
    await other.sees("Saved. A draft.")
    kept = expect_status(await maria.get(f"/me/templates/{template}"), 200)["template"]
    assert kept["content"]["title"] == "Our repair"
    await other.page.context.close()
    assert other.complaints == []


async def test_a_step_is_dragged_to_another_place(desk: Visitor, maria: Person) -> None:
    await desk.open(f"#/p/templates/{await a_copy(maria)}")
    await desk.title("Calm start talk")
    handle, target = step(desk, 3).locator(".handle"), step(desk, 5)
    await handle.scroll_into_view_if_needed()
    start, end = await handle.bounding_box(), await target.bounding_box()
    assert start
    assert end
    await desk.page.mouse.move(start["x"] + 5, start["y"] + 5)
    await desk.page.mouse.down()
    await desk.page.mouse.move(end["x"] + 5, end["y"] + 20, steps=5)
    await desk.page.mouse.up()

    await desk.sees("5. A kind word first")
    await desk.sees("Not saved yet.")


async def test_a_file_is_taken_along_and_taken_in(desk: Visitor, maria: Person, tmp_path: Path) -> None:
    await desk.open(f"#/p/templates/{await a_copy(maria)}")
    await desk.title("Calm start talk")
    await fold(desk.page.locator("main"), "A file of it").click()
    async with desk.page.expect_download() as begun:
        await desk.press("Save the file")
    file = tmp_path / "one.toml"
    await (await begun.value).save_as(file)
    file.write_text(file.read_text().replace("Calm start talk", "From a file"))
    await desk.open("#/p/templates")
    await fold(desk.page.locator("main"), "Take in a file").click()
    await desk.page.get_by_label("A template as a text file").set_input_files(file)
    await desk.press("Take it in")

    await desk.title("From a file")
    await desk.sees("Nothing to change.")


@pytest.mark.timeout(240)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_page_of_a_therapist_has_a_fault_even_at_four_times_the_size(
    desk: Visitor, maria: Person, scheme: str
) -> None:
    template = await a_copy(maria)
    found = {}
    await desk.page.set_viewport_size({"width": 320, "height": 640})
    await desk.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    for place in ("p", "p/notes", "p/templates", f"p/templates/{template}", f"p/templates/{template}/rehearsal"):
        await desk.open(f"#/{place}")
        await desk.page.reload()
        await expect(desk.page.locator("h1")).to_have_count(1)
        await desk.page.wait_for_load_state("networkidle")
        await desk.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        await desk.page.wait_for_load_state("networkidle")
        await expect(desk.page.get_by_role("heading", name="Not here")).to_have_count(0)
        found[place] = [*await faults(desk.page), *await tab_through(desk.page, most=90)]

    assert {place: list_ for place, list_ in found.items() if list_} == {}
