"""A ritual that two agreed on, as a calendar program reads it: every time that it comes round, and no other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar

from app.clock import MovableClock
from tests.builders import expect
from tests.keeping.promising import ZONE, Two

if TYPE_CHECKING:
    import httpx

    from tests.builders import PairOfPeople, Person


@pytest.fixture
def clock() -> MovableClock:
    """A Sunday in November, at noon in Vienna."""
    return MovableClock(datetime(2026, 11, 22, 11, tzinfo=UTC))


@pytest.fixture
def two(pair: PairOfPeople) -> Two:
    return Two(pair)


async def calendar_of(person: Person) -> str:
    address: str = expect(await person.post("/me/calendar"), 201)["address"]
    return address[address.index("/v1/") :]


async def plans(client: httpx.AsyncClient, path: str, *, first: date, days: int) -> list[datetime]:
    found = recurring_ical_events.of(Calendar.from_ical((await client.get(path)).content))
    events = found.between(first, first + timedelta(days=days))
    return sorted(event.start for event in events if str(event["summary"]) == "Plan")


async def test_a_ritual_is_there_once_each_time_at_its_hour_all_year(client: httpx.AsyncClient, two: Two) -> None:
    # From a Sunday on, each Monday: the first day of the schedule is none of its times.
    await two.ritual(rrule="FREQ=WEEKLY;BYDAY=MO")
    path = await calendar_of(two.ada)
    found = await plans(client, path, first=date(2026, 11, 22), days=364)
    assert len(found) == 52
    there = [one.astimezone(ZoneInfo(ZONE)) for one in found]
    assert {(one.weekday(), one.hour) for one in there} == {(0, 19)}
    assert {one.astimezone(UTC).hour for one in found} == {17, 18}


async def test_what_was_said_of_a_time_takes_nothing_away_and_the_others_word_moves_no_byte(
    client: httpx.AsyncClient, two: Two, clock: MovableClock
) -> None:
    ritual = await two.ritual()
    path = await calendar_of(two.ada)
    two = await two.later(clock, timedelta(hours=9))
    before = (await client.get(path)).content
    for one in (two.ben, two.ada):
        await two.said(one, f"{ritual}.20261122", "kept")
        assert (await client.get(path)).content == before
    assert len(await plans(client, path, first=date(2026, 11, 22), days=7)) == 7


async def test_while_it_rests_it_is_not_there(client: httpx.AsyncClient, two: Two) -> None:
    ritual = await two.ritual()
    rest = {"first_on": "2026-11-24", "last_on": "2026-11-26"}
    answer = await two.ben.post(f"{two.path}/agreements/{ritual}/pauses", rest)
    assert answer.status_code in {200, 201}, answer.text
    found = await plans(client, await calendar_of(two.ada), first=date(2026, 11, 22), days=7)
    assert [one.day for one in found] == [22, 23, 27, 28]


async def test_the_others_own_promise_is_in_the_others_calendar_alone(client: httpx.AsyncClient, two: Two) -> None:
    schedule = {"rrule": "FREQ=DAILY", "starts_on": "2026-11-22", "timezone": ZONE}
    await two.promise(owner="me", schedule=schedule)
    ada, ben = [
        await plans(client, await calendar_of(one), first=date(2026, 11, 22), days=3) for one in (two.ada, two.ben)
    ]
    assert (len(ada), len(ben)) == (3, 0)
