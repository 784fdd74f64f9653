"""A week's answer that comes back, and the small acts around promises: what the coach says stands beside the words."""

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

BLAME = "You always ruin everything and it is all your fault."


@pytest.fixture
async def two(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)


async def test_what_the_coach_says_of_a_week_stands_beside_its_words(ada: Visitor, two: PairOfPeople) -> None:
    await ada.be(two.ada.token, f"#/c/{two.couple_id}/week")
    await ada.title("Weekly check-in")
    await ada.fill("One thing that is hard (optional)", BLAME)
    await ada.press("Give my answer")
    await ada.sees("Please fill this in.")
    await ada.fill("One request about it (optional)", "Could we walk on Thursday?")
    await ada.press("Give my answer")
    about = ada.page.get_by_role("group", name="About your words")
    await expect(about.locator("mark").first).to_be_visible()
    assert await about.locator("mark").first.inner_text() in BLAME
    assert await faults(ada.page) == []
    await ada.press("Send it as it is")
    await ada.sees("You gave your answer.")

    await ada.press("Take it back")
    # What was written is still there to be changed.
    await expect(ada.page.get_by_label("One thing that is hard (optional)")).to_have_value(BLAME)
    await expect(ada.page.get_by_label("One request about it (optional)")).to_have_value("Could we walk on Thursday?")


async def test_one_that_both_excuse_need_not_count_and_a_kind_note_is_only_ever_kind(
    ada: Visitor, ben: Visitor, two: PairOfPeople
) -> None:
    day = datetime.now(UTC).date().isoformat()
    schedule = {"rrule": "FREQ=DAILY", "starts_on": day, "timezone": "UTC"}
    terms = {"kind": "commitment", "text": "I cook.", "owner": "me", "schedule": schedule}
    path = f"/couples/{two.couple_id}/agreements"
    made = expect_status(await two.ada.post(path, {"terms": terms}), 201)["agreement"]
    expect_status(await two.ben.post(f"{path}/{made['id']}/assent", {"version": made["version"]}), 200)
    for visitor, person in ((ada, two.ada), (ben, two.ben)):
        await visitor.be(person.token, f"#/c/{two.couple_id}/agreements/{made['id']}")
        await visitor.title("Promise, " + ("yours" if visitor is ada else "Ada's"))
    await ben.page.get_by_text("I noticed", exact=True).first.click()
    await ben.fill("Something kind, if you like", "The soup was good.")
    await ben.press("Say that I noticed")
    await ben.sees("You noticed.")
    await ben.page.get_by_role("button", name="This one need not count").first.click()
    await expect(ben.button("It should count after all")).to_have_count(1)
    await ada.page.reload()
    await ada.sees("The soup was good.")
    await ada.page.get_by_role("button", name="This one need not count").first.click()

    await ada.sees("You both said that this one need not count.")
    assert await faults(ada.page) == []
