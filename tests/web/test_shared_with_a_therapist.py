"""Working with a couple on the page: what they share is read, a talk and practice are suggested."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from app.clock import MovableClock
from tests.builders import PairOfPeople, Person, a_couple, log_in
from tests.builders import expect as expect_status
from tests.caseload.planting import Planting
from tests.therapists.linking import a_therapist, again, linked, withdraws
from tests.web.looking import faults
from tests.web.visitor import visit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx
    from playwright.async_api import Browser

    from tests.conftest import Server
    from tests.web.visitor import Visitor

BOUNDARY = {"kind": "boundary", "category": "time", "text": "Phones rest at dinner."}


@pytest.fixture
async def two(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)


@pytest.fixture
async def maria(server: Server, client: httpx.AsyncClient) -> Person:
    return await a_therapist(server.resources, client)


@pytest.fixture
async def link(server: Server, two: PairOfPeople, maria: Person) -> str:
    return await linked(server.resources, two, maria)


@pytest.fixture
async def desk(browser: Browser, server: Server, two: PairOfPeople, maria: Person, link: str) -> AsyncIterator[Visitor]:
    """The therapist's own screen, at the couple."""
    assert link
    visitor = await visit(browser, server.url, name="Maria")
    await visitor.be(maria.token, f"#/p/couples/{two.couple_id}")
    await visitor.title("Ada and Ben")
    yield visitor
    await visitor.page.context.close()
    assert visitor.complaints == []


async def test_what_both_share_is_read_and_both_see_that_it_was(
    ada: Visitor, desk: Visitor, two: PairOfPeople, link: str
) -> None:
    path = f"/couples/{two.couple_id}/agreements"
    made = expect_status(await two.ada.post(path, {"terms": BOUNDARY}), 201)["agreement"]
    expect_status(await two.ben.post(f"{path}/{made['id']}/assent", {"version": made["version"]}), 200)
    for place in ("Talks", "Taken on", "Weekly check-ins", "How promises go"):
        await desk.page.get_by_role("link", name=place).click()
        await desk.title(place)
        await desk.sees("Nothing since they share it.")
        await desk.page.get_by_role("link", name="Back to the couple").click()
        await desk.title("Ada and Ben")
    await desk.page.get_by_role("link", name="Agreements").click()
    await desk.sees("Phones rest at dinner.")
    assert await faults(desk.page) == []

    await ada.be(two.ada.token, f"#/c/{two.couple_id}/therapists")
    await ada.page.get_by_text("What was read", exact=True).click()
    await ada.sees("Maria Lopez read the list of agreements.")
    await withdraws(two.ben, two, link)
    await desk.page.reload()
    await desk.title("Not here")


async def test_a_suggested_talk_begins_only_when_both_said_yes(
    ada: Visitor, ben: Visitor, desk: Visitor, two: PairOfPeople, maria: Person
) -> None:
    template = expect_status(await maria.post("/me/templates", {"from_slug": "brief-repair"}), 201)["template"]
    path = f"/me/templates/{template['id']}"
    content = {**template["content"], "title": "Our small repair"}
    expect_status(await maria.request("PUT", path, {"revision": 1, "content": content}), 200)
    for step in ("rehearse", "publish"):
        expect_status(await maria.post(f"{path}/{step}"), 200)
    await desk.page.reload()
    await desk.page.get_by_label("Which kind of talk?").select_option(label="Our small repair (your own)")
    await desk.press("Suggest it")
    await desk.sees("You hear of it once both said yes.")
    assert await faults(desk.page) == []

    for visitor, person in ((ada, two.ada), (ben, two.ben)):
        await visitor.be(person.token, f"#/c/{two.couple_id}/therapists")
        await visitor.page.get_by_text("Read it first").click()
        await visitor.sees("Which moment do you want to mend?")
        assert await faults(visitor.page) == []
    await ada.press("Yes, I would like to: Our small repair")
    await ada.sees("You can begin it once you both have.")
    await ben.press("No: Our small repair")
    await ben.sees("You said no. Nobody is told.")
    await desk.page.reload()
    await desk.sees("You hear of it once both said yes.")
    await ben.press("Yes, I would like to: Our small repair")
    await ben.sees("You both said yes.")
    await ben.open(f"#/c/{two.couple_id}")
    await ben.page.get_by_label("Our small repair").check()
    await desk.page.reload()
    await desk.sees("They can begin it.")


async def test_practice_is_told_only_by_who_did_it(ada: Visitor, desk: Visitor, two: PairOfPeople) -> None:
    await desk.fill("What is there to practise?", "Take ten minutes for a walk.")
    await desk.fill("By which day?", (datetime.now(UTC).date() + timedelta(days=5)).isoformat())
    await desk.press("Give it to them")
    await desk.sees("For both, by")
    await ada.be(two.ada.token, f"#/c/{two.couple_id}/therapists")
    await ada.press("I take it on")
    await ada.page.get_by_text("How did it go?", exact=True).first.click()
    await ada.pick("Done")
    await ada.fill("Your own words about it (optional)", "We came back laughing.")
    assert await faults(ada.page) == []
    await ada.press("Keep it")
    await ada.sees("You said: done.")
    await desk.page.reload()
    await desk.title("Ada and Ben")
    await expect(desk.page.get_by_text("Wanted you to know")).to_have_count(0)
    await ada.page.get_by_text("Say it differently").click()
    await ada.page.get_by_label("Let the therapist see that I have done it").check()
    await ada.press("Keep it")
    await ada.sees("The therapist can see that you have done it.")

    await desk.page.reload()
    await desk.sees("Wanted you to know that it is done: Ada.")
    await expect(desk.page.get_by_text("We came back laughing.")).to_have_count(0)


class TestWithOneOfEverything:
    """All shelves with something on them, on the clock on which it was planted."""

    @pytest.fixture
    def clock(self) -> MovableClock:
        return MovableClock(datetime(2026, 11, 15, 9, tzinfo=UTC))

    @pytest.mark.timeout(240)
    async def test_every_shelf_is_drawn_whole_and_without_a_fault(
        self, desk: Visitor, server: Server, clock: MovableClock, two: PairOfPeople, maria: Person
    ) -> None:
        # A Wednesday: nobody reads a week that had begun before both said yes, and no login lasts so long in silence.
        clock.advance(timedelta(days=3))
        await desk.be((await again(maria)).token, "#/p")
        pair = PairOfPeople(two.couple_id, await log_in(two.ada), await log_in(two.ben))
        planting = Planting(server, clock, pair)
        await planting.everything()
        await desk.page.set_viewport_size({"width": 320, "height": 640})
        found, read = {}, ""
        for place in ("", "/talks", "/agreements", "/taken-on", "/check-ins", "/promises"):
            await desk.open(f"#/p/couples/{two.couple_id}{place}")
            await expect(desk.page.get_by_role("main").get_by_role("listitem").first).to_be_visible()
            await desk.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
            if place == "/talks":
                await expect(desk.page.locator(".line.words").last).to_be_visible()
            read += await desk.page.get_by_role("main").inner_text()
            found[place] = await faults(desk.page)

        assert {place: list_ for place, list_ in found.items() if list_} == {}
        told = ("transcripts", "agreements", "check_ins", "keeping")
        assert [one for one in planting.words.missing(told, read) if "purpose" not in one] == []
        assert planting.words.found(read, but_for=(*told, "accountability")) == []
