"""The journal through the real door: one's own, without a couple, in the order of the days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.clock import MovableClock
from app.journal import pages
from tests.builders import code_of, expect, log_in, register

if TYPE_CHECKING:
    import httpx

    from tests.builders import Person

PATH = "/me/journal"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 3, 28, 12, tzinfo=UTC))


@pytest.fixture
async def ada(client: httpx.AsyncClient) -> Person:
    """Somebody without a couple, where clocks jump on the 29th."""
    return await register(client, timezone="Europe/Helsinki")


async def wrote(person: Person, text: str = "A line.", **more: object) -> Any:  # Any: JSON is anything
    return expect(await person.post(PATH, {"text": text, **more}), 201)["entry"]


async def texts(person: Person, query: str = "") -> list[str]:
    return [one["text"] for one in expect(await person.get(PATH + query), 200)["data"]]


async def test_nothing_written_is_an_empty_list(ada: Person) -> None:
    assert expect(await ada.get(PATH), 200) == {"data": [], "next_cursor": None, "has_more": False}


async def test_an_entry_is_read_as_it_was_written_and_shows_where_words_may_be_tried(ada: Person) -> None:
    entry = await wrote(ada, "It was loud.\nThen quiet.", about="both", tags=["I went quiet", "Dishes"])
    assert (entry["text"], entry["about"], entry["tags"]) == (
        "It was loud.\nThen quiet.",
        "both",
        ["I went quiet", "Dishes"],
    )
    answer = await ada.get(f"{PATH}/{entry['id']}")
    assert expect(answer, 200) == {"entry": entry, "try_words_at": "/v1/coach/review"}
    assert answer.headers["cache-control"] == "no-store"


async def test_a_change_leaves_alone_what_it_does_not_name(ada: Person) -> None:
    entry = await wrote(ada, "First.", about="now", tags=["a"])
    changed = expect(await ada.patch(f"{PATH}/{entry['id']}", {"text": "Second."}), 200)["entry"]
    assert (changed["text"], changed["about"], changed["tags"]) == ("Second.", "now", ["a"])
    assert entry["changed_at"] is None
    assert changed["changed_at"] is not None
    taken_back = expect(await ada.patch(f"{PATH}/{entry['id']}", {"about": None}), 200)["entry"]
    assert (taken_back["text"], taken_back["about"]) == ("Second.", None)


async def test_a_deleted_entry_is_like_one_that_never_was(ada: Person) -> None:
    entry = await wrote(ada)
    expect(await ada.delete(f"{PATH}/{entry['id']}"), 204)
    for answer in (
        await ada.get(f"{PATH}/{entry['id']}"),
        await ada.patch(f"{PATH}/{entry['id']}", {"text": "Again."}),
        await ada.delete(f"{PATH}/{entry['id']}"),
    ):
        assert (answer.status_code, code_of(answer)) == (404, "not_found")
    assert await texts(ada) == []


async def test_the_list_goes_on_page_by_page_the_newest_first(ada: Person, clock: MovableClock) -> None:
    for number in range(5):
        await wrote(ada, str(number))
        clock.advance(timedelta(minutes=1))
    seen, cursor, page = [], "", {}
    for _ in range(3):
        page = expect(await ada.get(f"{PATH}?limit=2{cursor}"), 200)
        seen += [one["text"] for one in page["data"]]
        cursor = f"&cursor={page['next_cursor']}"
    assert (seen, page["has_more"]) == (["4", "3", "2", "1", "0"], False)


async def test_days_are_those_of_the_authors_own_calendar(ada: Person, clock: MovableClock) -> None:
    # Helsinki is two hours ahead on the 28th, and three from the night of the 29th on.
    for text, hours in (
        ("noon of the 28th", 0),
        ("midnight", 10),
        ("last minutes of the 29th", 22.9),
        ("the 30th", 0.2),
    ):
        clock.advance(timedelta(hours=hours))
        ada = await log_in(ada)
        await wrote(ada, text)
    assert await texts(ada, "?since=2026-03-29&until=2026-03-29") == ["last minutes of the 29th", "midnight"]
    assert await texts(ada, "?until=2026-03-28") == ["noon of the 28th"]
    assert await texts(ada, "?since=2026-03-30") == ["the 30th"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": "x" * 4001},
        {"text": "a", "about": "then"},
        {"text": "a", "tags": ["t"] * 9},
        {"text": "a", "tags": ["x" * 41]},
        {"text": "a", "tags": [""]},
        {"text": "a", "at": "2026-01-01T00:00:00Z"},
        {"text": "a", "couple_id": "x"},
        {"text": "a\u0000"},
    ],
)
async def test_what_is_too_long_or_unknown_is_refused_without_being_repeated(
    ada: Person, body: dict[str, object]
) -> None:
    answer = await ada.post(PATH, body)
    assert (answer.status_code, code_of(answer)) == (422, "invalid")
    assert await texts(ada) == []


async def test_a_null_text_is_refused(ada: Person) -> None:
    entry = await wrote(ada)
    assert code_of(await ada.patch(f"{PATH}/{entry['id']}", {"text": None})) == "invalid"


async def test_words_cannot_be_searched_for(ada: Person) -> None:
    await wrote(ada, "zebra")
    await wrote(ada, "lion")
    assert len(await texts(ada, "?q=zebra&search=zebra")) == 2


async def test_after_two_hundred_pages_a_day_one_waits(limited_client: httpx.AsyncClient) -> None:
    ada = await register(limited_client)
    answers = [await ada.post(path, {key: "A line."}) for path, key in [(PATH, "text")] * 199]
    assert {answer.status_code for answer in answers} == {201}
    # Every kind of page counts together.
    expect(await ada.post("/me/looking-ahead", {"expected": "Rain."}), 201)
    for path, body in ((PATH, {"text": "One more."}), ("/me/notes", {"kind": "care", "text": "Rest."})):
        answer = await ada.post(path, body)
        assert (answer.status_code, code_of(answer)) == (429, "too_many")
        assert int(answer.headers["retry-after"]) > 0
    assert len(await texts(ada, "?limit=1")) == 1


async def test_the_room_is_bounded_in_all_and_deleting_makes_room(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    first = await wrote(ada)
    await wrote(ada)
    assert code_of(await ada.post(PATH, {"text": "A third."})) == "limit_reached"
    expect(await ada.delete(f"{PATH}/{first['id']}"), 204)
    third = await wrote(ada)
    monkeypatch.setattr(pages, "MOST_BYTES", 300)
    assert code_of(await ada.patch(f"{PATH}/{third['id']}", {"text": "long " * 200})) == "limit_reached"
    assert code_of(await ada.post(PATH, {"text": "long " * 200})) == "limit_reached"
    expect(await ada.patch(f"{PATH}/{third['id']}", {"text": "s"}), 200)


async def test_own_tags_come_with_their_days(ada: Person, clock: MovableClock) -> None:
    await wrote(ada, tags=["too long ago"])
    clock.advance(timedelta(days=9))
    ada = await log_in(ada)
    await wrote(ada, tags=["Left", "quiet"])
    await wrote(ada, tags=["left"])
    await wrote(ada)
    found = expect(await ada.get("/me/patterns?days=9"), 200)
    assert (found["since"], found["until"]) == ("2026-03-29", "2026-04-06")
    assert found["patterns"] == [
        {"tag": "left", "times": 2, "days": ["2026-04-06"]},
        {"tag": "quiet", "times": 1, "days": ["2026-04-06"]},
    ]
    assert "I went quiet" in found["suggested"]


@pytest.mark.parametrize("days", [0, 367, "x"])
async def test_a_window_is_a_day_to_a_year(ada: Person, days: object) -> None:
    assert code_of(await ada.get(f"/me/patterns?days={days}")) == "invalid"
