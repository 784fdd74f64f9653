"""Occurrences over the real doors: worked out, reported by whose they are, noticed by the other, excused by both."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.builders import code_of, expect
from tests.keeping.promising import Two

if TYPE_CHECKING:
    from app.clock import MovableClock
    from tests.canary import Canary

TODAY = "20261122"
EVENING = timedelta(hours=8)


async def test_a_ritual_comes_round_on_each_of_its_days(two: Two) -> None:
    ritual = await two.ritual(rrule="FREQ=WEEKLY;BYDAY=SU,WE", minutes=30)
    found = await two.listed(two.ben)
    assert [one["on"] for one in found] == ["2026-11-22", "2026-11-25", "2026-11-29", "2026-12-02", "2026-12-06"]
    assert (found[0]["id"], found[0]["starts_at"]) == (f"{ritual}.{TODAY}", "2026-11-22T18:00:00.000Z")
    assert (found[0]["owner"], found[0]["yours"], found[0]["minutes"], found[0]["begun"]) == (None, True, 30, False)


async def test_a_promise_with_a_day_comes_round_once(two: Two) -> None:
    promise = await two.promise(due_on="2026-11-24")
    assert [one["id"] for one in await two.listed(two.ada)] == [f"{promise}.20261124"]


async def test_whose_it_is_reports_it_and_both_see_it(two: Two, clock: MovableClock) -> None:
    promise = await two.promise(due_on="2026-11-22")
    reported = await two.said(two.ada, f"{promise}.{TODAY}", "partly")
    assert (reported["report"], reported["other_report"], reported["revision"]) == ("partly", None, 1)
    seen = await two.seen(two.ben, f"{promise}.{TODAY}")
    assert (seen["report"], seen["other_report"], seen["yours"]) == (None, "partly", False)


async def test_nobody_marks_the_other_down(two: Two) -> None:
    # Practice 13.
    promise = await two.promise(due_on="2026-11-22")
    for outcome in ("kept", "partly", "missed"):
        refused = await two.act(two.ben, f"{promise}.{TODAY}", "report", {"outcome": outcome})
        assert code_of(refused) == "not_now"


async def test_a_ritual_of_both_has_two_views_and_no_arbitration(two: Two, clock: MovableClock) -> None:
    # G-6.
    evening = f"{await two.ritual()}.{TODAY}"
    clock.advance(EVENING)
    await two.said(two.ada, evening, "kept")
    await two.said(two.ben, evening, "missed")
    for one, mine, theirs in ((two.ada, "kept", "missed"), (two.ben, "missed", "kept")):
        seen = await two.seen(one, evening)
        assert (seen["report"], seen["other_report"]) == (mine, theirs)


async def test_what_has_not_begun_is_not_reported(two: Two, clock: MovableClock) -> None:
    evening = f"{await two.ritual()}.{TODAY}"
    assert code_of(await two.act(two.ada, evening, "report", {"outcome": "kept"})) == "too_early"
    clock.advance(timedelta(hours=7))
    await two.said(two.ada, evening, "kept")


async def test_a_promise_may_be_kept_before_its_day_and_not_missed(two: Two) -> None:
    promise = f"{await two.promise(due_on='2026-11-30')}.20261130"
    assert code_of(await two.act(two.ada, promise, "report", {"outcome": "missed"})) == "too_early"
    await two.said(two.ada, promise, "kept")


async def test_after_a_miss_of_ones_own_there_is_kindness_and_a_new_date_and_nobody_else_sees_either(
    two: Two, clock: MovableClock
) -> None:
    # Practice 122.
    promise = f"{await two.promise(due_on='2026-11-22')}.{TODAY}"
    missed = await two.said(two.ada, promise, "missed")
    assert [line["key"] for line in missed["care"]] == ["self_kindness", "new_date"]
    again = await two.said(two.ada, promise, "missed", new_date="2026-11-26")
    assert (again["new_date"], [line["key"] for line in again["care"]]) == ("2026-11-26", ["self_kindness"])
    seen = await two.seen(two.ben, promise)
    assert (seen["new_date"], seen["care"], seen["revision"]) == (None, [], 0)


@pytest.mark.parametrize(
    "body", [{"outcome": "kept", "new_date": "2026-11-26"}, {"outcome": "missed", "new_date": "2026-11-22"}]
)
async def test_a_new_date_is_later_and_for_what_was_not_kept(two: Two, body: dict[str, str]) -> None:
    promise = f"{await two.promise(due_on='2026-11-22')}.{TODAY}"
    assert code_of(await two.act(two.ada, promise, "report", body)) == "not_now"


@pytest.mark.parametrize("new_date", ["0001-01-01", "9999-12-31"])
async def test_a_day_out_of_every_calendar_is_refused(two: Two, new_date: str) -> None:
    promise = f"{await two.promise(due_on='2026-11-22')}.{TODAY}"
    body = {"outcome": "missed", "new_date": new_date}
    assert code_of(await two.act(two.ada, promise, "report", body)) == "invalid"


async def test_another_device_with_an_older_view_is_told_so(two: Two) -> None:
    promise = f"{await two.promise(due_on='2026-11-22')}.{TODAY}"
    assert (await two.said(two.ada, promise, "missed", revision=0))["revision"] == 1
    stale = await two.act(two.ada, promise, "report", {"outcome": "kept", "revision": 0})
    assert code_of(stale) == "wrong_version"
    assert (await two.said(two.ada, promise, "kept", revision=1))["revision"] == 2
    assert (await two.said(two.ada, promise, "kept"))["revision"] == 2


async def test_the_other_notices_with_or_without_words(two: Two) -> None:
    # Practice 101.
    promise = f"{await two.promise(due_on='2026-11-22')}.{TODAY}"
    assert (await two.did(two.ben, promise, "noticed", {}))["noticed"] == [{"by_you": True, "text": None}]
    words = "You called, and it did me good."
    await two.did(two.ben, promise, "noticed", {"text": words})
    assert (await two.seen(two.ada, promise))["noticed"] == [{"by_you": False, "text": words}]
    assert code_of(await two.act(two.ada, promise, "noticed", {})) == "not_now"
    taken_back = await two.ben.delete(f"{two.path}/occurrences/{promise}/noticed")
    assert expect(taken_back, 200)["occurrence"]["noticed"] == []


async def test_noticed_is_no_door_for_contempt(two: Two) -> None:
    promise = f"{await two.promise(due_on='2026-11-22')}.{TODAY}"
    refused = await two.act(two.ben, promise, "noticed", {"text": "You are a pathetic worthless idiot."})
    assert code_of(refused) == "held_hard"
    assert (await two.seen(two.ada, promise))["noticed"] == []


async def test_it_is_excused_when_both_say_so_and_then_stays_so(two: Two, clock: MovableClock) -> None:
    ritual = await two.ritual()
    evening = f"{ritual}.{TODAY}"
    clock.advance(EVENING)
    asked = await two.did(two.ben, evening, "excuse")
    assert (asked["excuse"], asked["excused_by_you"]) == ("asked", True)
    expect(await two.ben.delete(f"{two.path}/occurrences/{evening}/excuse"), 200)
    assert (await two.seen(two.ada, evening))["excuse"] == "none"
    for one in (two.ada, two.ben):
        await two.did(one, evening, "excuse")
    assert (await two.seen(two.ada, evening))["excuse"] == "agreed"
    assert code_of(await two.ada.delete(f"{two.path}/occurrences/{evening}/excuse")) == "not_now"
    assert await two.figures(two.ada) == {ritual: (0, 0)}


async def test_the_figures_are_of_a_window_and_never_of_the_other_alone(two: Two, clock: MovableClock) -> None:
    ritual = await two.ritual()
    promise = await two.promise(schedule={"rrule": "FREQ=DAILY", "starts_on": "2026-11-22", "timezone": "UTC"})
    for day in range(22, 25):
        for one, outcome in ((two.ada, "kept"), (two.ben, "kept" if day != 23 else "missed")):
            clock.advance(EVENING if one is two.ada else timedelta())
            await two.said(one, f"{ritual}.202611{day}", outcome)
        await two.said(two.ada, f"{promise}.202611{day}", "kept")
        two = await two.later(clock, timedelta(hours=16))

    assert await two.figures(two.ada) == {ritual: (2, 4), promise: (3, 4)}
    assert await two.figures(two.ben) == {ritual: (2, 4)}
    assert await two.figures(two.ada, "?days=7&limit=1") in ({ritual: (2, 4)}, {promise: (3, 4)})


async def test_days_of_rest_are_not_there_and_nothing_tells_whose_wish_it_was(two: Two) -> None:
    # Practice 95.
    ritual = await two.ritual()
    rest = {"first_on": "2026-11-24", "last_on": "2026-11-26"}
    expect(await two.ben.post(f"{two.path}/agreements/{ritual}/pauses", rest), 200)
    for one in (two.ada, two.ben):
        days = [found["on"] for found in await two.listed(one, "?to=2026-11-28")]
        assert days == ["2026-11-22", "2026-11-23", "2026-11-27", "2026-11-28"]
        assert code_of(await one.get(f"{two.path}/occurrences/{ritual}.20261125")) == "not_found"


async def test_what_was_said_stays_after_the_agreement_was_let_go(two: Two, clock: MovableClock) -> None:
    ritual = await two.ritual()
    clock.advance(EVENING)
    await two.said(two.ada, f"{ritual}.{TODAY}", "kept")
    expect(await two.ben.post(f"{two.path}/agreements/{ritual}/end"), 200)
    assert [one["on"] for one in await two.listed(two.ben)] == ["2026-11-22"]
    assert code_of(await two.act(two.ben, f"{ritual}.{TODAY}", "report", {"outcome": "kept"})) == "not_now"
    assert await two.figures(two.ada) == {}


async def test_two_who_parted_read_what_was_said_and_say_no_more(two: Two, clock: MovableClock) -> None:
    ritual = await two.ritual()
    clock.advance(EVENING)
    await two.said(two.ada, f"{ritual}.{TODAY}", "kept")
    expect(await two.ben.post(f"{two.path}/leave"), 204)
    for one in (two.ada, two.ben):
        assert [found["on"] for found in await two.listed(one)] == ["2026-11-22"]
        assert code_of(await two.act(one, f"{ritual}.{TODAY}", "report", {"outcome": "kept"})) == "not_found"
        assert await two.figures(one) == {}


async def test_ids_that_name_nothing_are_one_answer(two: Two) -> None:
    ritual = await two.ritual()
    for name in (f"{ritual}.20261121", f"{ritual}.20280101", f"{ritual}.99999999", ritual, f"x.{TODAY}"):
        assert code_of(await two.ada.get(f"{two.path}/occurrences/{name}")) == "not_found"


@pytest.mark.parametrize("query", ["?from=2020-01-01", "?to=2099-01-01", "?from=2026-11-01&to=2027-02-01"])
async def test_windows_are_bounded(two: Two, query: str) -> None:
    assert code_of(await two.ada.get(f"{two.path}/occurrences{query}")) == "invalid"


async def test_what_is_long_ago_is_left_in_peace(two: Two, clock: MovableClock) -> None:
    evening = f"{await two.ritual()}.{TODAY}"
    two = await two.later(clock, timedelta(days=63))
    assert (await two.seen(two.ada, evening))["report"] is None
    assert code_of(await two.act(two.ada, evening, "report", {"outcome": "kept"})) == "not_now"


async def test_lists_are_cut_into_pages(two: Two) -> None:
    await two.ritual()
    await two.promise(due_on="2026-11-24")
    whole = [one["id"] for one in await two.listed(two.ada)]
    paged, query = [], "?limit=4"
    while query:
        page = expect(await two.ada.get(f"{two.path}/occurrences{query}"), 200)
        paged += [one["id"] for one in page["data"]]
        query = f"?limit=4&cursor={page['next_cursor']}" if page["has_more"] else ""
    assert (paged, len(whole)) == (whole, 16)


async def test_todays_list_has_ones_own_until_one_said_how_it_went(two: Two, clock: MovableClock) -> None:
    ritual, promise = await two.ritual(), await two.promise(due_on="2026-11-22")

    async def due(one: object) -> list[str]:
        asked = await one.get("/me/today")  # type: ignore[attr-defined]
        return [found["path"].rsplit("/")[-1] for found in expect(asked, 200)["data"] if found["kind"] == "occurrence"]

    evening = f"{ritual}.{TODAY}"
    assert {evening, f"{promise}.{TODAY}"} <= set(await due(two.ada))
    assert f"{promise}.{TODAY}" not in await due(two.ben)
    clock.advance(EVENING)
    await two.said(two.ada, evening, "kept")
    assert evening not in await due(two.ada)
    assert evening in await due(two.ben)


async def test_no_word_lies_in_the_files_or_the_logs(two: Two, canary: Canary) -> None:
    promise = f"{await two.promise(due_on='2026-11-22')}.{TODAY}"
    words = canary.said("I saw the heron that you drew for me.")
    await two.did(two.ben, promise, "noticed", {"text": words})
    canary.search_files()
    assert (await two.seen(two.ada, promise))["noticed"][0]["text"] == words
