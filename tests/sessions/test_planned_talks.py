"""A talk that was accepted for later waits beside the others: it is not live before its time (I-37, S-9)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import text

from app.wire_time import stamp
from tests.builders import a_couple, code_of, expect, log_in
from tests.live import TALK, Partner, a_session, arrive, ask_and_accept, still_clock

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.builders import PairOfPeople
    from tests.conftest import Server

BRIEF: dict[str, Any] = {"template": "brief-repair"}


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


async def accepted(two: PairOfPeople, **wish: Any) -> httpx.Response:
    asked = expect(await two.ada.post(f"/couples/{two.couple_id}/talk-requests", {**TALK, **wish}), 202)
    return await two.ben.post(f"/talk-requests/{asked['talk_request']['id']}/accept")


def a_time(clock: MovableClock, **later: float) -> dict[str, str]:
    return {"when": stamp(clock.now() + timedelta(**later))}


async def test_another_talk_is_held_before_one_of_next_week_and_both_begin(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    two = await a_couple(client)
    later = await ask_and_accept(two, **a_time(clock, days=7))
    async with a_session(server, client, two=two) as now:
        await arrive(now)
        assert now.ada.view["phase"] == "calm_start"
        await now.ada.did("leave")
    clock.advance(timedelta(days=7))
    again = (await log_in(two.ada), await log_in(two.ben))
    for person in again:
        partner = Partner(server, person, later)
        await partner.connect()
        await partner.did("arrive")
        await partner.drop()
    assert expect(await again[0].get(f"/sessions/{later}"), 200)["phase"] == "calm_start"


async def test_the_list_says_when_each_lobby_opens(client: httpx.AsyncClient, clock: MovableClock) -> None:
    two = await a_couple(client)
    then = a_time(clock, days=7)
    await ask_and_accept(two, **then)
    await ask_and_accept(two, **BRIEF)
    listed = expect(await two.ada.get(f"/couples/{two.couple_id}/sessions"), 200)["data"]
    assert [one["opens_at"] for one in listed] == [stamp(clock.now()), then["when"]]


@pytest.mark.parametrize("apart", [timedelta(0), timedelta(minutes=20), timedelta(minutes=-20)])
async def test_two_lobbies_are_never_open_at_about_the_same_time(
    client: httpx.AsyncClient, clock: MovableClock, apart: timedelta
) -> None:
    two = await a_couple(client)
    day = timedelta(days=1)
    await ask_and_accept(two, **a_time(clock, seconds=day.total_seconds()))
    answer = await accepted(two, **a_time(clock, seconds=(day + apart).total_seconds()))
    assert (answer.status_code, code_of(answer)) == (409, "session_running")


async def test_while_a_talk_runs_none_is_accepted_for_now_and_one_for_tomorrow_is(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    two = await a_couple(client)
    async with a_session(server, client, two=two) as pair:
        await arrive(pair)
        assert code_of(await accepted(two, **BRIEF)) == "session_running"
        assert (await accepted(two, **a_time(clock, days=1))).status_code == 200


async def test_a_talk_does_not_start_while_another_is_paused_and_nobody_is_told_why(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    """S-9: it lapses like every lobby that does not open."""
    two = await a_couple(client)
    later = await ask_and_accept(two, **BRIEF, **a_time(clock, hours=2))
    async with a_session(server, client, two=two, **BRIEF) as pair:
        await arrive(pair)
        await pair.ada.did("pause")
        pause = pair.ada.view["pause"]
        await pair.ada.did("offer_return", at=pause["latest"])
        await pair.settled()
        await pair.ben.did("accept_return", at=pause["latest"])
        clock.advance(timedelta(hours=2))
        await pair.settled()
        other = Partner(server, two.ada, later)
        await other.connect()
        await other.send("arrive")
        ended = expect(await two.ben.get(f"/sessions/{later}"), 200)["ended"]
        assert ended["outcome"] == "lapsed"
        assert expect(await two.ben.get(f"/sessions/{pair.session_id}"), 200)["phase"] == "paused"
        await other.drop()


async def test_leaving_a_couple_ends_every_talk_that_was_still_to_come(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    two = await a_couple(client)
    for days in (2, 5, 9):
        await ask_and_accept(two, **a_time(clock, days=days))
    expect(await two.ben.post(f"/couples/{two.couple_id}/leave"), 204)
    outcomes = await server.resources.database.read(
        lambda db: db.connection().execute(text("SELECT outcome, due_at FROM session")).all()
    )
    assert [tuple(row) for row in outcomes] == [("lapsed", None)] * 3


async def test_the_database_itself_keeps_a_couple_from_two_live_sessions(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    """I-37, should everything above it fail."""
    two = await a_couple(client)
    for hours in (1, 3):
        await ask_and_accept(two, **a_time(clock, hours=hours))
    begun = text("UPDATE session SET started_at = created_at")
    with pytest.raises(IntegrityError):
        await server.resources.database.write(lambda uow: uow.db.connection().execute(begun))
