"""F7: many sessions fall due at once while two processes die and come back, and their clock jumps. Each end happens
once, none is missed, none comes early, and no log goes back in time.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest

from app.database.address import address_of
from app.settings import Settings
from app.wire_time import parse
from tests.builders import expect
from tests.faults import failpoints, twins
from tests.faults.crowd import whole_log
from tests.live import new_ref, strangers_to_lobby
from tests.sessions.protocol.depth import times

if TYPE_CHECKING:
    from tests.builders import PairOfPeople, Person
    from tests.faults.conftest import Two

LOBBIES = 300
LOOKED_AT = 12
ALL_WITHIN = 60.0
ENDED = "SELECT count(*) FROM session WHERE ended_at IS NOT NULL"
DUE = "SELECT min(due_at), max(due_at) FROM session WHERE ended_at IS NULL"
# What the logs of all sessions say of their ends, without reading ten thousand of them over HTTP: sessions whose log
# has a gap or does not fit its row, ends beside the one that each may have, and the first end of all.
GAPS = (
    "SELECT count(*) FROM session s WHERE s.seq <> (SELECT count(*) FROM session_event e WHERE e.session_id = s.id) "
    "OR s.seq <> (SELECT max(seq) FROM session_event e WHERE e.session_id = s.id)"
)
TWICE = "SELECT count(*) - count(DISTINCT (session_id, name)) FROM session_event"
FIRST_END = "SELECT min(at) FROM session_event WHERE name LIKE '%lapsed%' OR name LIKE '%ended%'"


def asked(two: Two, question: str) -> tuple[Any, ...]:
    with psycopg.connect(two.url) as db:
        row = db.execute(question).fetchone()
        assert row is not None
        return row


async def lobbies(two: Two, count: int) -> list[tuple[PairOfPeople, str]]:
    """Accepted talks to which nobody comes: each ends by itself when its lobby closes. Some are returned."""
    async with httpx.AsyncClient(base_url=two.other.url, timeout=30) as client:
        made = [await strangers_to_lobby(client) for _ in range(LOOKED_AT)]
    twins.copy(address_of(Settings(database_url=two.url)), made[0][1], times_more=count - len(made))
    return made


async def all_ended(two: Two, count: int) -> None:
    async with asyncio.timeout(ALL_WITHIN + count / 25):
        while asked(two, ENDED) != (count,):
            await asyncio.sleep(0.1)


def seconds_until(due: datetime) -> float:
    """How far the clock of the services must be ahead of the machine's to show this moment."""
    return (due - datetime.now(UTC)).total_seconds()


@pytest.mark.timeout(3600)
async def test_each_end_happens_once_whoever_dies_and_however_the_clock_jumps(two: Two) -> None:
    count = times(LOBBIES)
    made = await lobbies(two, count)
    first, last = asked(two, DUE)
    # A day back, and to just before the first is due: nobody's time has come.
    for seconds in (-86_400.0, seconds_until(first) - 3):
        two.set_clock.set(seconds)
        await asyncio.sleep(0.5)
        assert asked(two, ENDED) == (0,)
    # One process dies where it hurts, again and again, while everything falls due at once.
    two.set_clock.set(seconds_until(last) + 1)
    for place in failpoints.OF_TIMERS * times(1):
        if asked(two, ENDED) == (count,):
            break
        two.one.kill()
        two.one.start(failpoint=place, nth=two.rng.randint(1, 3))
        if two.rng.random() < 0.5:
            two.other.kill()
            two.other.start()
        await asyncio.sleep(two.rng.uniform(0.2, 1.0))
    two.one.kill()
    two.one.start()
    await all_ended(two, count)
    for child in two.both:
        await child.answering()
    async with httpx.AsyncClient(base_url=two.one.url, timeout=30) as client:
        for people, session in made:
            events = await whole_log(client, people.ada, session)
            assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
            assert max(Counter(event["name"] for event in events).values()) == 1
            [end] = [event for event in events if "ended" in event["name"] or "lapsed" in event["name"]]
            assert first - timedelta(milliseconds=1) <= parse(end["at"])
            path = f"/v1/sessions/{session}"
            view = expect(await client.get(path, headers=people.ben.headers), 200)
            assert view["phase"] == "ended"
    assert (asked(two, GAPS), asked(two, TWICE)) == ((0,), (0,))
    assert asked(two, FIRST_END)[0] >= first - timedelta(milliseconds=1)
    print(f"{count} ends, {sum(child.lives for child in two.both) - 2} kills")  # noqa: T201 - the figures
    for child in two.both:
        assert "Traceback" not in child.log.read_text()


async def sent(client: httpx.AsyncClient, person: Person, session: str, name: str, **body: Any) -> httpx.Response:
    command = {"ref": new_ref(), "name": name, "body": body}
    return await client.post(f"/v1/sessions/{session}/commands", json=command, headers=person.headers)


@pytest.mark.timeout(600)
async def test_a_clock_that_is_set_forward_makes_no_pause_shorter(two: Two) -> None:
    async with (
        httpx.AsyncClient(base_url=two.one.url, timeout=30) as here,
        httpx.AsyncClient(base_url=two.other.url, timeout=30) as there,
    ):
        people, session = await strangers_to_lobby(here)
        # The second partner talks to the other process, which lives through the leap as well.
        both = ((here, people.ada), (there, people.ben))
        for client, person in both:
            expect(await sent(client, person, session, "arrive"), 200)
        expect(await sent(here, people.ada, session, "pause"), 200)
        views = [expect(await client.get(f"/v1/sessions/{session}", headers=one.headers), 200) for client, one in both]
        [pause] = [event for event in await whole_log(here, people.ada, session) if event["name"] == "paused"]
        # Past the pause's end, past the time agreed on, past what a missed return is forgiven.
        two.set_clock.set(6 * 3_600.0)
        # Long enough for the timers of both, which look at the clock twenty times a second.
        await asyncio.sleep(2)
        for client, person in both:
            too_early = expect(await sent(client, person, session, "return"), 409)
            assert (too_early["code"], too_early["retry_at"]) == ("pause_not_over", pause["body"]["not_before"])
        now = [expect(await client.get(f"/v1/sessions/{session}", headers=one.headers), 200) for client, one in both]
        assert [view["phase"] for view in views + now] == ["paused"] * 4
        assert [event["name"] for event in await whole_log(here, people.ada, session)][-1] == "paused"
    for child in two.both:
        assert '"clock_set"' in child.log.read_text()


@pytest.mark.timeout(1800)
async def test_no_log_goes_back_in_time_when_the_clock_does(two: Two) -> None:
    jumps = (1.0, -1.0, 30.0, -3_600.0, 0.0) * times(1)
    # Nobody watches: a therapist's login ends within the half hour by which the clock jumps here.
    async with two.crowded(2, watched=False) as crowd:
        for seconds in jumps:
            await crowd.acknowledgements(10)
            two.set_clock.set(seconds)
        await crowd.acknowledgements(10)
    async with httpx.AsyncClient(base_url=two.one.url, timeout=30) as client:
        for member in crowd.members:
            moments = [parse(event["at"]) for event in await whole_log(client, member.two.ada, member.session)]
            assert moments == sorted(moments)
