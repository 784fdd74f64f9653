"""An accountability on the page: each part sees what is theirs to do, a plan has a form, and no answer is owed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.web import talk
from tests.web.looking import faults
from tests.web.visitor import pair

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.canary import Canary
    from tests.web.visitor import Visitor

OWNED, SORRY = "I did not call you that night.", "I am sorry that I left you waiting. It left you alone."
SIGN, ACT = "it gets later than seven", "I will call from the car"


@pytest.fixture
async def telling(ada: Visitor, ben: Visitor, client: httpx.AsyncClient) -> None:
    """Ada is hurt, Ben is the accountable one, and Ada is about to tell."""
    hurt, accountable, session_id = await talk.begin(client, ada, ben, kind="accountability", role="hurt")
    for person in (hurt, accountable):
        await talk.command(person, session_id, "appreciate", text="Thank you for coming.")
    for visitor in (ada, ben):
        await visitor.title("Tell, hear, own, mend")


async def heard(ada: Visitor, ben: Visitor, said: str) -> None:
    await talk.write(ada, "What was it like for you?", said, send="Say what it did to you")
    await ben.sees(said)
    await talk.write(ben, "What I heard you say", "You were alone.", send="Say back what you heard")
    await talk.choose(ada, "Yes, that is it")


@pytest.mark.timeout(180)
async def test_two_people_go_from_an_impact_to_an_answer(
    ada: Visitor, ben: Visitor, telling: None, clock: MovableClock, canary: Canary
) -> None:
    ben.keyboard_only = True
    await expect(ben.page.get_by_label("What did you do?")).to_have_count(0)
    await heard(ada, ben, canary.said("I lay awake and felt alone."))

    # Ada may tell more, and is not asked to: it is Ben's turn now.
    await ada.sees("Ben's turn")
    await talk.write(ben, "What did you do?", OWNED, send="Say what you did")
    await ada.sees(OWNED)
    await talk.write(ben, "What do you want to say?", SORRY, send="Say that you are sorry")
    await ada.sees(SORRY)

    await ben.fill("If I notice this", SIGN)
    await ben.press("Plan what you will do differently")
    # A step that was only begun is not sent: what it lacks is said beside it.
    await expect(ben.page.get_by_text("Please fill this in.").first).to_be_visible()
    await ben.fill("Then I will do this", ACT)
    await ben.page.get_by_label("What kind of step is it?").select_option("schedule_change")
    await ben.page.get_by_label("When will you look at it again?").fill(
        (clock.now() + timedelta(days=14)).date().isoformat()
    )
    assert await faults(ben.page) == []
    await ben.press("Plan what you will do differently")
    await ada.sees(f"If {SIGN}, then {ACT}")
    await ben.sees("No answer is needed now")

    assert await faults(ada.page) == []
    await talk_answer(ada, "I am not ready")
    await ben.sees("Ada is not ready to answer. No answer is needed now.")
    for visitor in (ada, ben):
        await visitor.title("A short rest")


async def talk_answer(ada: Visitor, reply: str) -> None:
    await ada.pick(reply, of="How does it sit with you?")
    await ada.press("Answer the apology")


async def test_a_second_step_can_be_added_and_one_left_empty_is_not_sent(
    ada: Visitor, ben: Visitor, telling: None, clock: MovableClock
) -> None:
    await heard(ada, ben, "I lay awake and felt alone.")
    await talk.write(ben, "What did you do?", OWNED, send="Say what you did")
    await talk.write(ben, "What do you want to say?", SORRY, send="Say that you are sorry")
    await ben.press("Add another")
    await ben.press("Add another")
    first, second, third = (ben.page.get_by_role("group", name=f"Step {number}") for number in (1, 2, 3))
    await expect(third).to_be_visible()
    day = (clock.now() + timedelta(days=14)).date().isoformat()
    for group, sign in ((first, SIGN), (second, "I am tired")):
        await group.get_by_label("If I notice this").fill(sign)
        await group.get_by_label("Then I will do this").fill(ACT)
        await group.get_by_label("What kind of step is it?").select_option("skill")
        await group.get_by_label("When will you look at it again?").fill(day)
    # A day that has passed comes back beside the field of that step.
    await second.get_by_label("When will you look at it again?").fill("2020-01-01")
    await ben.press("Plan what you will do differently")
    await ben.sees("a day that it does not take")
    await second.get_by_label("When will you look at it again?").fill(day)
    await ben.press("Plan what you will do differently")
    await ada.sees(f"If {SIGN}, then {ACT} · If I am tired, then {ACT}")


async def test_the_page_asks_for_a_part_only_where_there_is_one(ada: Visitor, ben: Visitor) -> None:
    await pair(ada, ben)
    await ada.page.get_by_label("Brief repair").check()
    await expect(ada.page.get_by_text("Which part is yours?")).to_be_hidden()
    await ada.page.get_by_label("Owning a hurt").check()
    await expect(ada.page.get_by_text("Which part is yours?")).to_be_visible()
    await ada.page.get_by_label("I was hurt").check()
    await ada.page.get_by_label("In writing").check()
    await ada.press("Ask for this talk")
    await ben.sees("Your part: you own what you did.")
    await ben.press("Yes, let's talk")
    await ada.page.get_by_role("link", name="Go to the talk").click()
    for visitor in (ada, ben):
        await visitor.title("Before the talk")
        assert await faults(visitor.page) == []
