"""Attack 19: unlinking during a session, a pause or a pending request: one transaction, a neutral end for the partner,
and what was private stays with its author.
"""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import text

from tests.builders import a_couple, expect
from tests.live import TALK, Partner, a_session, to_speaking

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.conftest import Server
    from tests.live import Pair

STATES = ("lobby", "speaking", "paused")


async def brought_to(state: str, talk: Pair) -> None:
    if state == "paused":
        await talk.ben.did("pause")
        await talk.settled()


async def left(pair: Pair) -> None:
    expect(await pair.ben.person.post(f"/couples/{pair.two.couple_id}/leave"), 204)


@pytest.mark.parametrize("state", STATES[1:])
async def test_leaving_the_couple_ends_the_session_and_closes_both_sockets_within_a_second(
    server: Server, talk: Pair, state: str
) -> None:
    await brought_to(state, talk)
    began = time.monotonic()
    await left(talk)
    for one in talk:
        assert await one.until_closed(within=1) == 4410
        assert one.view["ended"]["outcome"] == "adjourned", "the neutral end is seen before the line is cut"
    assert time.monotonic() - began < 1
    row = await server.resources.database.read(
        lambda db: (
            db.connection()
            .execute(text("SELECT outcome, ended_at, due_at FROM session WHERE id = :id"), {"id": talk.session_id})
            .one()
        )
    )
    assert (row.outcome, row.ended_at is None, row.due_at) == ("adjourned", False, None)


async def test_leaving_the_couple_ends_a_lobby_too(server: Server, client: httpx.AsyncClient) -> None:
    async with a_session(server, client) as pair:
        await left(pair)
        assert [await one.until_closed(within=1) for one in pair] == [4410, 4410]


async def test_afterwards_neither_of_them_finds_more_of_the_session_than_its_transcript(talk: Pair) -> None:
    ticket = await talk.ada.ticket()
    await left(talk)
    for one in talk:
        await one.until_closed()
        paths = [f"/sessions/{talk.session_id}{rest}" for rest in ("", "/events")]
        paths.append(f"/couples/{talk.two.couple_id}/talk-requests")
        assert [(await one.person.get(path)).status_code for path in paths] == [404] * len(paths)
        assert (await one.post("pause")).status == 404
    # A ticket from before opens nothing either.
    late = Partner(talk.ada.server, talk.ada.person, talk.session_id)
    await late.connect(ticket=ticket)
    assert (await late.until_closed(), late.received) == (4404, [])


async def test_the_end_names_nobody(server: Server, talk: Pair) -> None:
    await left(talk)
    stored = await server.resources.database.read(
        lambda db: (
            db.connection()
            .execute(
                text("SELECT name, body FROM session_event WHERE session_id = :id ORDER BY seq DESC LIMIT 1"),
                {"id": talk.session_id},
            )
            .one()
        )
    )
    assert tuple(stored) == ("session_ended", '{"kind":"none","outcome":"adjourned"}')


async def test_a_pending_request_is_gone_with_the_couple(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)
    asked = expect(await two.ada.post(f"/couples/{two.couple_id}/talk-requests", TALK), 202)["talk_request"]["id"]
    expect(await two.ada.post(f"/couples/{two.couple_id}/leave"), 204)
    for path in (f"/talk-requests/{asked}/accept", f"/talk-requests/{asked}/decline"):
        assert (await two.ben.post(path)).status_code == 404


async def test_the_partner_who_sends_at_that_very_moment_is_told_that_it_is_over(talk: Pair) -> None:
    """The unit of a command and the leaving meet in one writer: whoever is second finds the session ended."""
    command = talk.ada.post("speak", text="I felt alone on Sunday.")
    reply, _ = await asyncio.gather(command, left(talk))
    assert reply.ok or reply.code in {"ended", "not_found"}


@pytest.mark.parametrize("pace", [1, "untimed"])
async def test_leaving_ends_it_also_while_one_takes_a_long_time_over_a_turn(
    server: Server, client: httpx.AsyncClient, clock: MovableClock, pace: float | str
) -> None:
    """Who types, or needs no timer, is not silent; leaving must not take the session for one that ended by itself."""
    two = await a_couple(client)
    expect(await two.ada.patch("/me", {"pace": pace}), 200)
    async with a_session(server, client, two=two) as pair:
        await to_speaking(pair)
        for _ in range(14):
            clock.advance(timedelta(seconds=55))
            await pair.ada.push({"type": "typing"})
            await pair.ada.caught_up()
            await pair.settled()
        assert pair.ada.phase == "speaking"
        await left(pair)
        assert [await one.until_closed(within=2) for one in pair] == [4410, 4410]
        assert pair.ben.view["ended"]["outcome"] == "adjourned"
