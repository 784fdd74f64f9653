"""Every page between talks, with something on it: by keyboard, in both schemes, at 400 %, and after it is over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.async_api import expect

from tests.accountability import records
from tests.builders import PairOfPeople, a_couple, begin_couple, register
from tests.builders import expect as expect_status
from tests.crossings.raising import Two
from tests.web.looking import faults, tab_through

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from tests.conftest import Server
    from tests.web.visitor import Visitor

TODAY = datetime.now(UTC).date().isoformat()
OF_COUPLE = ("agreements", "taken-on", "week", "kind", "progress", "therapists")
PLACES = ("c", "t", "j", "m", "c/{}", *(f"c/{{}}/{place}" for place in OF_COUPLE))


@pytest.fixture
async def two(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)


@pytest.fixture
async def full(two: PairOfPeople, server: Server) -> list[str]:
    """A life between talks: one of everything. Returned are the places that show it to Ada."""
    path, ada = f"/couples/{two.couple_id}", two.ada
    agreements = [await agreed(two, terms) for terms in (BOUNDARY, HABIT, BASE, SIGN)]
    own = expect_status(await ada.post(f"{path}/agreements", {"terms": {**BOUNDARY, "scope": "personal"}}), 201)
    crossings = Two(two, agreements[0], "")
    raised, (planned, _) = (await crossings.report())["id"], await crossings.planned()
    await records.recorded(server.resources, two, accountable_id=ada.account_id, hurt_id=two.ben.account_id)
    for where, body in WRITTEN.items():
        expect_status(await ada.post(where.format(path), body), 201)
    expect_status(await ada.post(f"{path}/life-events", {"kind": "move", "note": "Boxes everywhere."}), 201)
    ids = [*agreements, own["agreement"]["id"]]
    return [place.format(two.couple_id) for place in PLACES] + [
        *(f"c/{two.couple_id}/agreements/{one}" for one in ids),
        *(f"c/{two.couple_id}/crossings/{one}" for one in (raised, planned)),
    ]


BOUNDARY = {"kind": "boundary", "category": "time", "text": "Phones rest at dinner."}
HABIT = {
    "kind": "ritual",
    "text": "Tea together.",
    "schedule": {"rrule": "FREQ=DAILY", "starts_on": TODAY, "at": "00:00", "timezone": "UTC", "minutes": 30},
}
BASE = {"kind": "base_agreement", "acceptable": ["Asking for a pause."], "not_acceptable": ["Shouting."]}
SIGN = {"kind": "benchmark", "text": "We talk early.", "observable_sign": "A list on Sunday.", "cadence": "monthly"}
WRITTEN = {
    "/me/journal": {"text": "I went quiet again.", "about": "now", "tags": ["quiet"]},
    "/me/looking-ahead": {"expected": "A hard evening.", "look_on": TODAY},
    "/me/notes": {"kind": "care", "text": "A walk."},
    "{}/appreciations": {"text": "You came home early.", "share": True},
    "{}/small-wins": {"text": "We laughed."},
    "{}/goals": {"text": "Walk twice a week."},
}


async def agreed(two: PairOfPeople, terms: Mapping[str, object]) -> str:
    path = f"/couples/{two.couple_id}/agreements"
    made = expect_status(await two.ada.post(path, {"terms": terms}), 201)["agreement"]
    expect_status(await two.ben.post(f"{path}/{made['id']}/assent", {"version": made["version"]}), 200)
    return str(made["id"])


async def opened(visitor: Visitor, place: str) -> None:
    """Show a place with every fold open."""
    await visitor.open(f"#/{place}")
    await visitor.page.reload()
    await expect(visitor.page.locator("h1")).to_have_count(1)
    await visitor.page.wait_for_load_state("networkidle")
    await visitor.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    await visitor.page.wait_for_load_state("networkidle")
    await expect(visitor.page.get_by_role("heading", name="Not here")).to_have_count(0)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_page_between_talks_has_a_fault_even_at_four_times_the_size(
    ada: Visitor, two: PairOfPeople, full: list[str], scheme: Literal["light", "dark"]
) -> None:
    await ada.page.set_viewport_size({"width": 320, "height": 640})
    await ada.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await ada.be(two.ada.token, "#/c")
    found = {}
    for place in full:
        await opened(ada, place)
        found[place] = await faults(ada.page)

    assert {place: list_ for place, list_ in found.items() if list_} == {}


@pytest.mark.timeout(240)
async def test_the_tab_key_always_shows_where_it_is(ada: Visitor, two: PairOfPeople, full: list[str]) -> None:
    await ada.be(two.ada.token, "#/c")
    found = {}
    for place in full:
        await opened(ada, place)
        found[place] = await tab_through(ada.page)

    assert {place: list_ for place, list_ in found.items() if list_} == {}


@pytest.mark.timeout(120)
async def test_what_two_people_had_can_be_read_afterwards_and_nothing_written(
    ada: Visitor, two: PairOfPeople, full: list[str]
) -> None:
    expect_status(await two.ben.post(f"/couples/{two.couple_id}/leave"), 204)
    await ada.be(two.ada.token, f"#/o/{two.couple_id}")
    await ada.title("What you had together")
    await opened(ada, f"o/{two.couple_id}")
    for words in ("Phones rest at dinner.", "What happened on Friday?", "You came home early.", "We laughed."):
        await ada.sees(words)
    await ada.sees("I am sorry that I left you waiting.")

    await expect(ada.page.get_by_role("main").locator("button, input, textarea, select")).to_have_count(0)
    assert await faults(ada.page) == []


async def test_somebody_who_waits_for_a_partner_finds_no_way_that_leads_nowhere(
    ada: Visitor, client: httpx.AsyncClient
) -> None:
    alone = await register(client, "Ada")
    couple_id, _ = await begin_couple(alone)
    await ada.be(alone.token, f"#/c/{couple_id}")
    await ada.title("Waiting for your partner")
    await expect(ada.page.get_by_role("navigation", name="Between talks")).to_have_count(0)
    for link in await ada.page.get_by_role("main").get_by_role("link").all():
        assert await link.get_attribute("href") == "#/c"

    await ada.open("#/t")
    await ada.sees("Nothing is waiting for you.")
