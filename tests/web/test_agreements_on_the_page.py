"""Agreements on the page: drafts, personal limits, weighing, other words, reviews, changes of life, days of rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.builders import PairOfPeople, a_couple
from tests.builders import expect as expect_status
from tests.web.looking import faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from tests.web.visitor import Visitor

BOUNDARY = {"kind": "boundary", "category": "time", "text": "Phones rest at dinner."}
TODAY = datetime.now(UTC).date()


@pytest.fixture
async def two(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)


async def proposed(two: PairOfPeople, terms: Mapping[str, object]) -> str:
    path = f"/couples/{two.couple_id}/agreements"
    return str(expect_status(await two.ada.post(path, {"terms": terms}), 201)["agreement"]["id"])


async def agreed(two: PairOfPeople, terms: Mapping[str, object]) -> str:
    made = await proposed(two, terms)
    path = f"/couples/{two.couple_id}/agreements/{made}"
    version = expect_status(await two.ben.get(path), 200)["agreement"]["version"]
    expect_status(await two.ben.post(f"{path}/assent", {"version": version}), 200)
    return made


async def begin(visitor: Visitor, two: PairOfPeople, kind: str) -> None:
    await visitor.be(two.ada.token, f"#/c/{two.couple_id}/agreements")
    await visitor.title("What you agreed on")
    await visitor.page.get_by_text("Propose something").click()
    await visitor.page.get_by_label("What kind is it?").select_option(kind)
    await visitor.press("Go on")


async def test_a_draft_is_nobodys_business_until_it_is_offered(ada: Visitor, ben: Visitor, two: PairOfPeople) -> None:
    await begin(ada, two, "base_agreement")
    await ada.page.get_by_label("Only a draft for now").check()
    await ada.press("Propose it")
    await ada.sees("It says nothing yet. One line is enough.")
    await ada.fill("What is fine between us", "Asking for a pause.\nSaying no.")
    await ada.press("Propose it")
    await ada.title("Safety and honesty, for both")
    await ada.sees("A draft. Only you see it.")
    await ben.be(two.ben.token, f"#/c/{two.couple_id}/agreements")
    await ben.sees("Nothing yet.")

    await ada.press("Propose it to my partner")
    await ada.sees("You said yes to these words.")
    await ben.page.reload()
    await ben.page.get_by_role("link", name="Look at it").click()
    await ben.sees("Saying no.")
    assert await faults(ben.page) == []


async def test_a_limit_of_ones_own_counts_at_once_and_is_shown_only_by_its_owner(
    ada: Visitor, ben: Visitor, two: PairOfPeople
) -> None:
    await begin(ada, two, "boundary")
    await ada.fill("What is the limit?", "I read alone after ten.")
    await ada.pick("My own limit")
    await ada.page.get_by_label("What is it about?").select_option("time")
    await ada.fill("What will you do yourself? (optional)", "I go to the small room.")
    await ada.press("Keep it")
    await ada.title("A limit of your own")
    await ada.sees("It counts now.")
    await ada.sees("I go to the small room.")
    await ben.be(two.ben.token, f"#/c/{two.couple_id}/agreements")
    await ben.sees("Nothing yet.")

    await ada.press("Show it to my partner")
    await ben.page.reload()
    await ben.sees("A limit of Ada's own")
    await ben.page.get_by_role("link", name="Look at it").click()
    await ben.title("A limit of Ada's own")
    await expect(ben.page.get_by_text("End it")).to_have_count(0)
    await expect(ben.page.get_by_text("It was not kept")).to_have_count(0)
    assert await faults(ben.page) == []


async def test_who_finds_it_hard_to_keep_is_asked_once_more_and_then_it_is_theirs_to_say(
    ben: Visitor, two: PairOfPeople
) -> None:
    made = await proposed(two, BOUNDARY)
    await ben.be(two.ben.token, f"#/c/{two.couple_id}/agreements/{made}")
    await ben.page.get_by_text("Think about it first, for yourself").click()
    await ben.pick("9", of="Is it fair to me?")
    await ben.pick("2", of="Can I keep it?")
    await ben.press("Keep it for myself")
    await ben.sees("Nobody else is told.")
    await ben.press("Yes to these words")
    await ben.press("Yes, even so")

    await ben.sees("It counts now.")
    await expect(ben.page.get_by_role("heading", level=1)).to_be_focused()


async def test_other_words_begin_with_those_that_count(ada: Visitor, ben: Visitor, two: PairOfPeople) -> None:
    made = await agreed(two, BOUNDARY)
    await ada.be(two.ada.token, f"#/c/{two.couple_id}/agreements/{made}")
    await ada.page.get_by_text("Suggest other words").click()
    field = ada.page.get_by_label("What is the limit?")
    await expect(field).to_have_value("Phones rest at dinner.")
    await field.fill("Phones rest at dinner and after nine.")
    await ada.press("Suggest these words")
    await ada.sees("Newer words")
    await ada.press("Yes to these words")
    await ada.sees("You said yes to these words.")
    await ben.be(two.ben.token, f"#/c/{two.couple_id}/agreements/{made}")
    await ben.press("Yes to these words")
    await expect(ben.page.get_by_role("heading", name="Newer words")).to_have_count(0)
    await ben.sees("Phones rest at dinner and after nine.")

    await ben.page.get_by_text("Every version").click()
    await ben.sees("Phones rest at dinner.")
    assert await faults(ben.page) == []


async def test_after_a_change_of_life_it_is_looked_at_and_the_two_need_not_agree(
    ada: Visitor, ben: Visitor, two: PairOfPeople
) -> None:
    made = await agreed(two, BOUNDARY)
    await ada.be(two.ada.token, f"#/c/{two.couple_id}/agreements")
    await ada.page.get_by_text("Something changed in our life").click()
    await ada.page.get_by_label("What changed?").select_option("move")
    await ada.fill("A note for both of you (optional)", "Boxes everywhere.")
    await ada.press("Write it down")
    await ada.sees("To be looked at again because of it: 1.")
    await ada.sees("It counts. It is time to look at it again.")
    for visitor, person, answer in ((ada, two.ada, "Keep it as it is"), (ben, two.ben, "Change something")):
        await visitor.be(person.token, f"#/c/{two.couple_id}/agreements/{made}")
        await visitor.pick(answer)
        await visitor.press("This is my answer")

    await ben.sees("you saw it in different ways. A talk may help. ")
    await ben.sees("You: change something")
    assert await faults(ben.page) == []


async def test_a_habit_rests_for_some_days_and_is_taken_up_again(ada: Visitor, two: PairOfPeople) -> None:
    schedule = {"rrule": "FREQ=DAILY", "starts_on": TODAY.isoformat(), "at": "20:00", "timezone": "Europe/Helsinki"}
    made = await agreed(two, {"kind": "ritual", "text": "Tea together.", "schedule": schedule})
    await ada.be(two.ada.token, f"#/c/{two.couple_id}/agreements/{made}")
    await ada.title("Habit, for both")
    await ada.sees("Every day, 20:00, from")
    await ada.page.get_by_text("Let it rest for some days").click()
    await ada.fill("From this day", (TODAY + timedelta(days=3)).isoformat())
    await ada.fill("To this day", (TODAY + timedelta(days=1)).isoformat())
    await ada.press("Let it rest")
    await ada.sees("This day or time does not fit. Please choose another.")
    await ada.fill("To this day", (TODAY + timedelta(days=5)).isoformat())
    await ada.press("Let it rest")
    await ada.sees("It rests on these days")
    assert await faults(ada.page) == []

    await ada.press("Take it up again")
    await expect(ada.page.get_by_text("It rests on these days")).to_have_count(0)


async def test_a_fourth_promise_of_ones_own_waits_until_one_has_ended(ada: Visitor, two: PairOfPeople) -> None:
    for number in range(3):
        await agreed(two, {"kind": "commitment", "text": f"I cook on day {number}.", "owner": "me"})
    await begin(ada, two, "commitment")
    await ada.fill("What do you suggest?", "I also iron.")
    await ada.pick("Me")
    await ada.press("Propose it")

    await ada.sees("There are as many as there can be at a time.")


async def test_words_that_cannot_go_to_the_other_come_back_with_a_reason(ada: Visitor, two: PairOfPeople) -> None:
    await begin(ada, two, "commitment")
    await ada.fill("What do you suggest?", "I will kill you if you are late.")
    await ada.pick("Me")
    await ada.press("Propose it")
    await ada.sees("This can't go to your partner with these words.")

    assert await faults(ada.page) == []
