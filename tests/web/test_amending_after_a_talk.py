"""After something was not kept, on the page: from a private note to a plan and a fresh yes; and what was taken on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.accountability import records
from tests.builders import PairOfPeople, a_couple
from tests.builders import expect as expect_status
from tests.crossings.raising import Two
from tests.web.looking import faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from app.clock import MovableClock
    from tests.conftest import Server
    from tests.web.visitor import Visitor

TERMS = {"kind": "boundary", "category": "time", "text": "Phones rest at dinner."}


@pytest.fixture
async def two(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)


async def agreed(two: PairOfPeople, terms: Mapping[str, object]) -> str:
    path = f"/couples/{two.couple_id}/agreements"
    made = expect_status(await two.ada.post(path, {"terms": terms}), 201)["agreement"]
    expect_status(await two.ben.post(f"{path}/{made['id']}/assent", {"version": made["version"]}), 200)
    return f"#/c/{two.couple_id}/agreements/{made['id']}"


@pytest.mark.timeout(120)
async def test_a_note_is_raised_only_by_its_authors_own_act_and_both_views_stand(
    ada: Visitor, ben: Visitor, two: PairOfPeople
) -> None:
    await ada.be(two.ada.token, await agreed(two, TERMS))
    await ben.be(two.ben.token, f"#/c/{two.couple_id}")
    await ada.page.get_by_text("It was not kept", exact=True).click()
    await ada.fill("What happened?", "Friday, again.")
    await ada.press("Keep this note")
    await ada.title("A note of your own")
    await ada.pick("Yes")
    await ada.press("Keep my answer")

    await ada.page.get_by_text("Raise it with my partner").click()
    await ada.pick("A question")
    await ada.fill("What do you want to say?", "I was sad on Friday.")
    await ada.press("Send this")
    await ada.sees("Please ask something here, with a question mark.")
    await ada.fill("What do you want to say?", "What happened on Friday?")
    await ada.press("Send this")
    await ada.title("Raised between you")
    await expect(ada.page.get_by_role("heading", level=1)).to_be_focused()

    await ben.page.get_by_role("link", name="What you agreed on").first.click()
    await ben.sees("It was raised that this was not kept.")
    await ben.page.get_by_role("link", name="a note about an agreement").click()
    await ben.sees("What happened on Friday?")
    await expect(ben.page.get_by_text("Friday, again.")).to_have_count(0)
    await ben.page.get_by_text("How it was for you", exact=True).click()
    await ben.fill("How was it for you?", "You are a liar.")
    await ben.press("Say it")
    await expect(ben.page.get_by_role("group", name="About your words")).to_be_visible()
    await ben.fill("How was it for you?", "I was tired and forgot the time.")
    await ben.press("Say it")
    await ben.sees("I was tired and forgot the time.")
    assert await faults(ben.page) == []


@pytest.mark.timeout(120)
async def test_a_plan_of_both_leads_to_a_fresh_yes(ada: Visitor, ben: Visitor, two: PairOfPeople) -> None:
    agreement = (await agreed(two, TERMS)).rsplit("/", 1)[1]
    crossing = await Two(two, agreement, "").shared()
    for visitor, person in ((ada, two.ada), (ben, two.ben)):
        await visitor.be(person.token, f"#/c/{two.couple_id}/crossings/{crossing}")
        await visitor.title("Raised between you")
    await ben.page.get_by_text("Suggest a plan", exact=True).click()
    await ben.fill("What will be done?", "I put the phone in the hall at seven.")
    await ben.fill("What does it answer?", "That you sat there alone.")
    await ben.fill("By what day?", "2030-01-01")
    await ben.press("Suggest it")
    await ben.sees("You said yes to this plan.")
    assert await faults(ben.page) == []

    await ada.page.reload()
    await ada.press("Yes to this plan")
    await ada.press("It is done")
    await ada.sees("You said that it is done.")
    assert await faults(ada.page) == []
    await ben.page.reload()
    await ben.press("It is done")
    await ben.press("Yes again to the agreement")
    await ben.sees("You said yes again.")
    await ada.page.reload()
    await ada.press("Yes again to the agreement")

    await ada.sees("You both said yes again.")
    await ada.page.get_by_role("link", name="The agreement").click()
    await ada.sees("It counts now.")
    await expect(ada.page.get_by_text("It was raised that")).to_have_count(0)


@pytest.mark.timeout(120)
async def test_what_was_taken_on_is_told_of_answered_and_settled(
    ada: Visitor, ben: Visitor, two: PairOfPeople, server: Server, clock: MovableClock
) -> None:
    await records.recorded(server.resources, two, reply="not_ready")
    for visitor, person in ((ada, two.ada), (ben, two.ben)):
        await visitor.be(person.token, f"#/c/{two.couple_id}/taken-on")
        await visitor.title("Taken on")
    await ben.sees("No answer is needed now.")
    await ada.page.get_by_text("Change my answer").click()
    await ada.pick("I am not ready")
    await ada.fill("What is still needed? (optional)", "A walk.")
    await ada.press("This is my answer")
    await ada.sees("Words of what is still needed go with")
    await ada.pick("Partly; I still need something")
    await ada.press("This is my answer")
    await ada.sees("Your answer: Partly")
    assert await faults(ada.page) == []

    await ben.page.get_by_text("Say how it goes").click()
    await ben.fill("What happened?", "I wrote at seven.")
    await ben.fill("What comes next?", "I set an alarm.")
    await ben.fill("When will you say again how it goes? (optional)", "2020-01-01")
    await ben.press("Send it")
    await ben.sees("Please choose a day after today.")
    await ben.fill("When will you say again how it goes? (optional)", "")
    await ben.press("Send it")
    await ben.sees("Sent.")
    await ben.page.get_by_text("How it went so far").click()
    await ben.sees("I wrote at seven.")
    await ben.press("It is done")
    await ben.sees("Done.")
    assert await faults(ben.page) == []
