"""Practice between talks: taken on by each alone, reported in words of one's own, told only by one's own word."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.assignments.suggesting import WALK, WENT, Three
from tests.builders import a_couple, code_of, expect, log_in
from tests.live import still_clock
from tests.therapists.linking import a_therapist, a_yes, handle_of

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from app.resources import Resources
    from tests.canary import Canary

CONFIDENTIAL = "individual_confidential"


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


async def test_each_takes_it_on_and_reports_for_themselves_alone(three: Three, canary: Canary) -> None:
    canary.said(WALK)
    canary.said(WENT)
    practice = (await three.gives())["id"]
    for person in (three.ada, three.ben):
        seen = await three.practice(person, practice)
        assert (seen["text"], seen["whose"], seen["yours"], seen["taken_on"]) == (WALK, "both", True, None)
    before = await three.practice(three.ben, practice)
    assert (await three.takes(three.ada, practice))["taken_on"] is True
    reported = await three.reports(three.ada, practice, words=WENT)
    assert (reported["outcome"], reported["words"], reported["therapist_told"]) == ("done", WENT, False)
    assert await three.practice(three.ben, practice) == before
    [given] = await three.given()
    assert (given["done_by"], WENT in str(given)) == ([], False)


async def test_the_therapist_sees_done_when_that_person_says_so_and_never_the_words(three: Three) -> None:
    practice = (await three.gives())["id"]
    for person in (three.ada, three.ben):
        await three.takes(person, practice)
        await three.reports(person, practice, words=WENT, tell_therapist=person is three.ben)
    [given] = await three.given()
    assert (given["done_by"], WENT in str(given)) == ([three.ben.account_id], False)
    await three.reports(three.ben, practice, outcome="not_now", tell_therapist=True)
    assert [one["done_by"] for one in await three.given()] == [[]]


async def test_a_report_is_taken_back_with_its_words(three: Three) -> None:
    practice = (await three.gives())["id"]
    await three.takes(three.ada, practice)
    await three.reports(three.ada, practice, words=WENT, tell_therapist=True)
    assert (
        code_of(await three.ada.request("PUT", f"{three.home}/practices/{practice}/answer", {"yes": False}))
        == "not_now"
    )
    for _ in range(2):
        expect(await three.ada.delete(f"{three.home}/practices/{practice}/report"), 204)
    seen = await three.practice(three.ada, practice)
    assert (seen["taken_on"], seen["outcome"], seen["words"], seen["therapist_told"]) == (True, None, None, False)
    assert [one["done_by"] for one in await three.given()] == [[]]


async def test_nothing_is_reported_before_it_is_taken_on(three: Three) -> None:
    practice = (await three.gives())["id"]
    assert code_of(await three.reporting(three.ada, practice)) == "locked"
    await three.takes(three.ada, practice, yes=False)
    assert code_of(await three.reporting(three.ada, practice)) == "locked"


async def test_what_is_for_one_is_read_by_both_when_the_therapist_keeps_no_secrets(three: Three) -> None:
    made = await three.gives(whose="one", person=three.ada.account_id)
    assert made["shown_to_both"] is True
    seen = await three.practice(three.ben, made["id"])
    assert (seen["text"], seen["whose"], seen["yours"]) == (WALK, "one", False)
    refused = await three.ben.request("PUT", f"{three.home}/practices/{made['id']}/answer", {"yes": True})
    assert code_of(refused) == "not_now"
    assert (await three.takes(three.ada, made["id"]))["yours"] is True


async def test_what_is_for_one_is_theirs_alone_when_the_therapist_keeps_confidences(
    resources: Resources, client: httpx.AsyncClient
) -> None:
    three = await confiding(resources, client)
    made = await three.gives(whose="one", person=three.ada.account_id)
    assert made["shown_to_both"] is False
    assert (await three.practice(three.ada, made["id"]))["text"] == WALK
    unknown = await three.ben.get(f"{three.home}/practices/{resources.ids.private()}")
    for method, path in (("GET", ""), ("PUT", "/answer"), ("PUT", "/report"), ("DELETE", "/report")):
        body = {"yes": True} if path == "/answer" else {"outcome": "done"} if method == "PUT" else None
        answer = await three.ben.request(method, f"{three.home}/practices/{made['id']}{path}", body)
        assert {**answer.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert expect(await three.ben.get(f"{three.home}/practices"), 200)["data"] == []
    due = [expect(await one.get("/me/today"), 200)["data"] for one in (three.ada, three.ben)]
    assert ([(one["kind"], one["private"]) for one in due[0]], due[1]) == ([("suggestion", True)], [])


async def test_when_it_is_taken_back_or_not_shared_any_more_it_is_over_and_ones_words_stay_ones_own(
    three: Three,
) -> None:
    kept, ended = [(await three.gives())["id"] for _ in range(2)]
    for practice in (kept, ended):
        await three.takes(three.ada, practice)
        await three.reports(three.ada, practice, words=WENT, tell_therapist=True)
    expect(await three.therapist.delete(f"{three.care}/practices/{ended}"), 204)
    assert [one["id"] for one in await three.given()] == [kept]
    assert (await three.therapist.delete(f"{three.care}/practices/{ended}")).status_code == 404
    await three.stops_sharing(three.ada)
    assert (await three.therapist.get(f"{three.care}/practices")).status_code == 404
    for practice in (kept, ended):
        seen = await three.practice(three.ada, practice)
        assert (seen["state"], seen["words"]) == ("over", WENT)
        assert code_of(await three.reporting(three.ada, practice)) == "request_closed"
        assert (
            code_of(await three.ben.request("PUT", f"{three.home}/practices/{practice}/answer", {"yes": True}))
            == "request_closed"
        )
    expect(await three.ada.delete(f"{three.home}/practices/{kept}/report"), 204)
    expect(await three.ada.post(f"{three.home}/leave"), 204)
    expect(await three.ada.delete(f"{three.home}/practices/{ended}/report"), 204)


async def test_what_may_be_asked_for_is_bounded(three: Three) -> None:
    path = f"{three.care}/practices"
    good: dict[str, object] = {"text": WALK, "due_on": three.day()}
    for body in (
        good | {"due_on": three.day(-2)},
        good | {"due_on": three.day(400)},
        good | {"whose": "one"},
        good | {"person": three.ada.account_id},
        good | {"whose": "one", "person": three.therapist.account_id},
        good | {"text": " "},
        good | {"text": "x" * 1001},
        good | {"done_by": []},
    ):
        assert (await three.therapist.post(path, body)).status_code == 422, body
    for _ in range(20):
        expect(await three.therapist.post(path, good), 201)
    assert code_of(await three.therapist.post(path, good)) == "limit_reached"


async def test_what_waits_and_what_was_taken_on_is_due_and_never_for_long(three: Three, clock: MovableClock) -> None:
    practice = (await three.gives())["id"]

    async def due() -> list[tuple[str, str, object]]:
        person = await log_in(three.ada)
        found = expect(await person.get("/me/today?days=90"), 200)["data"]
        return [(one["kind"], one["state"], one["on"]) for one in found]

    day = three.day()
    assert await due() == [("suggestion", "due", None)]
    await three.takes(three.ada, practice)
    assert await due() == [("practice", "coming", day)]
    clock.advance(timedelta(days=5))
    assert await due() == [("practice", "overdue", day)]
    clock.advance(timedelta(days=2))
    assert await due() == []


async def test_whoever_said_something_or_steps_back_is_not_asked(three: Three) -> None:
    one, two = [(await three.gives())["id"] for _ in range(2)]
    suggested = (await three.suggests())["id"]
    await three.says(three.ada, suggested, yes=False)
    await three.takes(three.ada, one, yes=False)
    await three.takes(three.ada, two)
    await three.reports(three.ada, two, outcome="not_now")
    assert expect(await three.ada.get("/me/today"), 200)["data"] == []
    kinds = [one["kind"] for one in expect(await three.ben.get("/me/today"), 200)["data"]]
    assert kinds == ["suggestion"] * 3
    expect(await three.ben.request("PUT", "/me/step-back", {"couple_id": three.pair.couple_id}), 200)
    assert expect(await three.ben.get("/me/today"), 200)["data"] == []


async def test_a_calendar_shows_what_was_taken_on_under_a_neutral_title(three: Three) -> None:
    practice = (await three.gives())["id"]
    address = expect(await three.ada.post("/me/calendar"), 201)["address"]
    feed = f"/v1/calendar/{address.rpartition('/')[2]}"
    assert "BEGIN:VEVENT" not in (await three.ada.client.get(feed)).text
    await three.takes(three.ada, practice)
    shown = (await three.ada.client.get(feed)).text
    assert "SUMMARY:Next step" in shown
    assert "therap" not in shown.casefold()
    assert WALK not in shown


async def confiding(resources: Resources, client: httpx.AsyncClient) -> Three:
    """A couple whose therapist passes on nothing that one of them says alone."""
    pair, therapist = await a_couple(client), await a_therapist(resources, client)
    expect(await therapist.patch("/me/therapist", {"secrets_policy": CONFIDENTIAL}), 200)
    yes = await a_yes(resources, pair.ada, scopes=["assign"], policy=CONFIDENTIAL)
    invitation = {"handle": await handle_of(therapist)} | yes
    home = f"/couples/{pair.couple_id}/therapists"
    link_id = expect(await pair.ada.post(home, invitation), 201)["link"]["id"]
    expect(await pair.ben.request("PUT", f"{home}/{link_id}/consent", yes), 200)
    expect(await therapist.request("PUT", f"/couples-in-care/{pair.couple_id}/link"), 200)
    return Three(resources, pair, therapist, link_id)


async def test_nobody_is_sent_to_watch_the_other(three: Three) -> None:
    """T-1: what a template may not ask for, no practice asks for."""
    for words, code in (
        ("Send each other a screenshot every evening.", "asks_for_proof"),
        ("Give each other your passwords for a week.", "asks_for_password"),
        ("Write down where were you at noon, and share your location.", "asks_for_place"),
    ):
        answer = await three.therapist.post(f"{three.care}/practices", {"text": words, "due_on": three.day()})
        assert (answer.status_code, answer.json()["errors"]) == (422, [{"pointer": "/body/text", "code": code}])
    for words in (
        WALK,
        "Each evening, say one thing that you liked about the day, and one that was hard.",
        "Notice where you feel tension, breathe out slowly, and go to a quiet place.",
        "Write down for yourself when you felt heard this week. You need not show it to anybody.",
    ):
        await three.gives(text=words)
