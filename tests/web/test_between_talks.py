"""Life between talks, on the page: today, one's own pages, the weekly check-in, agreements."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.builders import PairOfPeople, a_couple
from tests.builders import expect as expect_status
from tests.web.looking import faults

if TYPE_CHECKING:
    import httpx

    from tests.web.visitor import Visitor


@pytest.fixture
async def two(ada: Visitor, ben: Visitor, client: httpx.AsyncClient) -> PairOfPeople:
    """Both have their phone in hand, on the couple's page."""
    two = await a_couple(client)
    await ada.be(two.ada.token, f"#/c/{two.couple_id}")
    await ben.be(two.ben.token, f"#/c/{two.couple_id}")
    return two


async def go(visitor: Visitor, link: str, title: str) -> None:
    await visitor.page.get_by_role("link", name=link).first.click()
    await visitor.title(title)


async def test_an_own_page_is_written_read_and_deleted(ada: Visitor, two: PairOfPeople) -> None:
    await go(ada, "Today", "Today")
    await ada.sees("Nothing is waiting for you.")
    await go(ada, "Your own pages", "Your own pages")
    await ada.fill("What is on your mind?", "I went quiet again.")
    await ada.page.get_by_role("region", name="Journal").get_by_role("button", name="Keep it").click()
    await ada.sees("I went quiet again.")
    assert await faults(ada.page) == []

    await ada.page.get_by_text("Change or delete it").click()
    await ada.press("Delete it for good")
    await expect(ada.page.get_by_text("I went quiet again.")).to_have_count(0)


async def test_a_week_that_both_answered_is_shown_to_both_and_not_before(
    ada: Visitor, ben: Visitor, two: PairOfPeople
) -> None:
    for visitor in (ada, ben):
        await go(visitor, "Weekly check-in", "Weekly check-in")
    await ada.fill("How we are (optional)", "Better than last week.")
    await ada.press("Give my answer")
    await ada.sees("You gave your answer.")
    await ben.page.reload()
    await ben.title("Weekly check-in")
    await expect(ben.page.get_by_text("Better than last week.")).to_have_count(0)
    await ben.fill("A hope (optional)", "A calm Sunday.")
    await ben.press("Give my answer")

    await ben.sees("Better than last week.")
    await ada.page.reload()
    await ada.sees("A calm Sunday.")
    assert await faults(ada.page) == []


async def test_a_promise_counts_once_both_said_yes_to_its_words(ada: Visitor, ben: Visitor, two: PairOfPeople) -> None:
    await go(ada, "What you agreed on", "What you agreed on")
    await ada.page.get_by_text("Propose something").click()
    await ada.page.get_by_label("What kind is it?").select_option("commitment")
    await ada.press("Go on")
    await ada.fill("What do you suggest?", "I cook on Tuesdays.")
    await ada.pick("Me")
    await ada.press("Propose it")
    await ada.sees("Not both of you have said yes to it.")
    await go(ben, "What you agreed on", "What you agreed on")
    await go(ben, "Look at it", "Promise, Ada's")
    await ben.press("Yes to these words")

    await ben.sees("It counts now.")
    assert await faults(ben.page) == []


async def test_a_note_about_what_was_not_kept_stays_with_its_author(
    ada: Visitor, ben: Visitor, two: PairOfPeople
) -> None:
    proposed = {"kind": "boundary", "category": "time", "text": "Phones rest at dinner."}
    answer = await two.ada.post(f"/couples/{two.couple_id}/agreements", {"terms": proposed})
    agreement = answer.json()["agreement"]
    await two.ben.post(
        f"/couples/{two.couple_id}/agreements/{agreement['id']}/assent", {"version": agreement["version"]}
    )
    await ada.open(f"#/c/{two.couple_id}/agreements/{agreement['id']}")
    await ada.sees("It counts now.")
    await ada.page.get_by_text("It was not kept").click()
    await ada.fill("What happened?", "Friday, again.")
    await ada.press("Keep this note")
    await ada.title("A note of your own")
    await ada.sees("Friday, again.")
    assert await faults(ada.page) == []

    await go(ben, "What you agreed on", "What you agreed on")
    await ben.sees("Phones rest at dinner.")
    await expect(ben.page.get_by_text("Friday, again.")).to_have_count(0)


async def test_a_rest_from_prompts_is_begun_and_ended(ada: Visitor, two: PairOfPeople) -> None:
    await go(ada, "Today", "Today")
    await ada.page.get_by_text("A rest from prompts").click()
    await ada.pick("Everything")
    await ada.press("Rest from prompts")
    await ada.press("Take it up again")

    await expect(ada.page.get_by_role("button", name="Take it up again")).to_have_count(0)


async def test_a_kind_word_is_kept_and_then_shown(ada: Visitor, ben: Visitor, two: PairOfPeople) -> None:
    await go(ada, "Kind words and plans", "Kind words and plans")
    await ada.fill("What are you thankful for?", "You came home early.")
    await ada.page.get_by_role("region", name="Kind words").get_by_role("button", name="Keep it").click()
    await ada.page.get_by_text("Your own list").click()
    await ada.sees("You came home early.")
    await go(ben, "Kind words and plans", "Kind words and plans")
    await expect(ben.page.get_by_text("You came home early.")).to_have_count(0)
    await ada.press("Show it to my partner")
    await ben.page.reload()

    await ben.sees("You came home early.")
    assert await faults(ben.page) == []


async def test_a_goal_is_wanted_by_both_and_a_step_is_taken_on(ada: Visitor, ben: Visitor, two: PairOfPeople) -> None:
    await go(ada, "Kind words and plans", "Kind words and plans")
    await ada.page.get_by_text("Propose a goal").click()
    await ada.fill("What might you both want?", "Walk together twice a week.")
    await ada.press("Propose it")
    await ada.sees("Not both of you have said yes to it.")
    await go(ben, "Kind words and plans", "Kind words and plans")
    await ben.press("Yes to these words")
    await ben.sees("You both want this.")
    await ben.page.get_by_text("Steps", exact=True).click()
    await ben.fill("One small step", "Look for a path.")
    await ben.press("Add it")
    await ben.press("I take it on")

    await ben.sees("You took it on.")
    assert await faults(ben.page) == []


async def test_each_says_of_their_own_promise_how_it_went(ada: Visitor, ben: Visitor, two: PairOfPeople) -> None:
    terms = {
        "kind": "commitment",
        "text": "I cook on Tuesdays.",
        "owner": "me",
        "schedule": {"rrule": "FREQ=DAILY", "starts_on": datetime.now(UTC).date().isoformat(), "timezone": "UTC"},
    }
    path = f"/couples/{two.couple_id}/agreements"
    made = expect_status(await two.ada.post(path, {"terms": terms}), 201)["agreement"]
    expect_status(await two.ben.post(f"{path}/{made['id']}/assent", {"version": made["version"]}), 200)
    await ada.open(f"#/c/{two.couple_id}/agreements/{made['id']}")
    await ada.page.get_by_text("How did it go?").first.click()
    await ada.pick("Kept")
    await ada.page.get_by_role("region", name="How it goes").get_by_role("button", name="Keep it").first.click()
    await ada.sees("You said: kept.")
    assert await faults(ada.page) == []
    await ben.open(f"#/c/{two.couple_id}/agreements/{made['id']}")

    await ben.sees("Your partner said: kept.")
    await expect(ben.page.get_by_text("How did it go?")).to_have_count(0)


async def test_the_last_weeks_are_a_picture_and_the_same_in_words(ada: Visitor, two: PairOfPeople) -> None:
    await go(ada, "Looking back", "Looking back")
    await ada.sees("Talks that you finished: 0")
    pictures = ada.page.locator("img.picture")
    await expect(pictures).to_have_count(2)
    for picture in await pictures.all():
        await expect(picture).to_be_visible()
        assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert await faults(ada.page) == []
