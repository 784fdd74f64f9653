"""What the screen of a talk does when things do not go straight: a reload, a pause, a strange text, leaving."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.async_api import expect

from tests.web import talk
from tests.web.looking import faults, tab_through
from tests.web.visitor import SMALL_PHONE

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.canary import Canary
    from tests.web.visitor import Visitor


@pytest.fixture
async def talking(ada: Visitor, ben: Visitor, client: httpx.AsyncClient) -> None:
    """A brief repair in which Ada has the floor."""
    await talk.begin(client, ada, ben, kind="brief-repair")
    await expect(ada.page.get_by_label("What do you want to say?")).to_be_visible()


async def test_a_reload_in_the_middle_brings_back_the_talk_and_what_was_being_written(
    ada: Visitor, ben: Visitor, talking: None
) -> None:
    await ada.fill("What do you want to say?", "I felt alone when")
    await ada.page.reload()

    await ada.title("One turn each")
    await ada.sees("The kitchen last night")
    await expect(ada.page.get_by_label("What do you want to say?")).to_have_value("I felt alone when")
    await talk.write(ada, "What do you want to say?", "I felt alone.", send="Say it")
    await ben.sees("I felt alone.")


async def test_a_pause_says_until_when_and_nobody_can_make_it_shorter(
    ada: Visitor, ben: Visitor, talking: None, clock: MovableClock
) -> None:
    await ben.press("Pause")

    for visitor in (ada, ben):
        await visitor.title("A pause")
        await expect(visitor.page.get_by_role("timer").first).to_contain_text("Nobody can make this shorter.")
        await expect(visitor.page.get_by_role("timer").first).to_contain_text("in 20 minutes")
        await expect(visitor.button("I am ready to go on")).to_be_disabled()
    # P-2: who called it is on no screen; both read the same.
    assert await said(ada) == await said(ben)

    clock.advance(timedelta(minutes=20))
    for visitor in (ada, ben):
        await visitor.page.reload()
        await visitor.page.get_by_text("How stirred up are you right now?").first.click()
        await talk.rate(visitor, 2)
    for visitor in (ada, ben):
        await expect(visitor.button("I am ready to go on")).to_be_enabled()
        await visitor.press("I am ready to go on")
    await ada.sees("You are back. Glad you are here.")
    await expect(ada.page.get_by_label("What do you want to say?")).to_be_visible()


async def said(visitor: Visitor) -> list[str]:
    last = await visitor.page.get_by_role("region", name="What was said").get_by_role("listitem").all_inner_texts()
    return last[-1:]


async def test_a_text_that_is_too_long_comes_back_with_a_plain_sentence(ada: Visitor, talking: None) -> None:
    words = "I felt alone. " * 60
    await ada.fill("What do you want to say?", words)
    await ada.press("Say it")

    await ada.sees("That is longer than one turn allows.")
    await expect(ada.page.get_by_label("What do you want to say?")).to_have_value(words)


async def test_what_looks_like_markup_is_shown_as_it_was_written(ada: Visitor, ben: Visitor, talking: None) -> None:
    words = "I felt <img src=x onerror=alert(1)> <b>alone</b>."
    await talk.write(ada, "What do you want to say?", words, send="Say it")

    await ben.sees(words)
    assert await ben.page.locator("main img, main b").count() == 0


async def test_what_is_new_is_said_through_the_live_region(ada: Visitor, ben: Visitor, talking: None) -> None:
    await talk.write(ada, "What do you want to say?", "I felt alone.", send="Say it")

    region = ben.page.get_by_role("status")
    await expect(region).to_contain_text("Ada: I felt alone.")
    await expect(region).to_contain_text("Your turn. Say back what you heard")


async def test_leaving_is_one_act_and_the_partner_reads_a_neutral_line(
    ada: Visitor, ben: Visitor, talking: None
) -> None:
    await ada.press("Leave")

    for visitor in (ada, ben):
        await visitor.title("The talk is over")
        await visitor.sees("The session ended here for today.")
    assert "left" not in (await ben.page.get_by_role("main").inner_text()).lower()


async def test_help_opens_at_once_and_looks_like_any_pause_to_the_partner(
    ada: Visitor, ben: Visitor, talking: None
) -> None:
    ada.keyboard_only = True
    await ada.press("Help")
    await expect(ada.button("Help for me")).to_be_focused()
    await ada.page.keyboard.press("Escape")
    await expect(ada.button("Help")).to_be_focused()
    await ada.press("Help")
    await ada.press("Help for me")

    await ben.title("A pause")
    assert "help" not in " ".join(await said(ben)).lower()


async def test_what_a_person_says_of_their_own_calm_is_marked_as_theirs_alone(
    ada: Visitor, ben: Visitor, talking: None
) -> None:
    await ada.page.get_by_text("How stirred up are you right now?").first.click()
    await talk.rate(ada, 6)

    await expect(ada.page.get_by_role("region", name="Only you see this")).to_contain_text("Your last number: 6 of 10.")
    assert "6 of 10" not in await ben.page.get_by_role("main").inner_text()


async def test_a_talk_aloud_is_a_row_of_taps(ada: Visitor, ben: Visitor, client: httpx.AsyncClient) -> None:
    await talk.begin(client, ada, ben, kind="brief-repair", medium="spoken")
    await ada.press("Say it")
    await expect(ben.button("Say back what you heard")).to_be_enabled(timeout=talk.GAP)
    await ben.press("Say back what you heard")
    await talk.choose(ada, "Yes, that is it")

    await ben.sees("Ada: yes, that is it.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_screen_of_a_talk_has_no_fault_that_a_script_can_find(
    ada: Visitor, ben: Visitor, talking: None, scheme: Literal["light", "dark"], canary: Canary
) -> None:
    for visitor in (ada, ben):
        await visitor.page.set_viewport_size(SMALL_PHONE)
        await visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = {"speaking": await faults(ada.page), "listening": await faults(ben.page)}
    assert await tab_through(ada.page) == []
    await talk.write(ada, "What do you want to say?", canary.said("I felt alone."), send="Say it")
    await ben.sees("Ada said")
    for fold in await ben.page.locator("main summary").all():
        await fold.click()
    found["reflecting"] = await faults(ben.page)
    assert await tab_through(ben.page) == []
    await ada.press("Help")
    found["help"] = await faults(ada.page)
    await ada.press("Pause")
    await ben.title("A pause")
    found["paused"] = await faults(ben.page)

    assert {place: list_ for place, list_ in found.items() if list_} == {}


async def test_help_before_the_talk_says_that_nobody_is_told_and_leaves_no_trace(ada: Visitor, ben: Visitor) -> None:
    await talk.ask_for(ada, ben, kind="Brief repair")
    await ada.press("Help")
    panel = ada.page.get_by_role("region", name="Help")
    await expect(panel).to_contain_text("nothing changes for your partner")
    await ada.press("Help for me")
    await expect(panel).to_contain_text("Nobody was told.")
    await ada.press("Close")
    await expect(ada.page.get_by_role("main").get_by_text("Nobody was told.")).not_to_be_visible()


async def test_who_waits_for_the_other_is_told_that_their_answer_went_through(ada: Visitor, ben: Visitor) -> None:
    await talk.ask_for(ada, ben, kind="Brief repair")
    await ada.press("I am here")
    now = ada.page.get_by_role("region", name="Now", exact=True)
    await expect(now).to_contain_text("You said that you are here. It begins when Ben says so too.")
    await ben.press("I am here")
    await talk.rate(ada, 7)
    await expect(now).to_contain_text("You said 7. Take a little time")
    await talk.rate(ada, 2)
    await expect(now).to_contain_text("You said 2. That is calm enough.")
    assert "You said" not in " ".join(await said(ben))
