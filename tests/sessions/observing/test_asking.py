"""Asking to watch, over HTTP: nobody's yes is shown to anybody but its giver, and nothing comes of one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.realtime.close_codes import CloseCode
from tests.builders import code_of, expect, log_in
from tests.live import to_speaking
from tests.sessions.observing.watched import Observer, a_watched_session, says_yes, watches
from tests.therapists.linking import a_therapist, linked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from tests.conftest import Server
    from tests.sessions.observing.watched import Watched


@pytest.fixture
async def outside(server: Server, client: httpx.AsyncClient) -> AsyncIterator[Watched]:
    """Two in the lobby; Maria works with them, and has not asked to watch."""
    async with a_watched_session(server, client, inside=False) as found:
        yield found


async def _state(outside: Watched) -> str:
    path = f"/couples-in-care/{outside.pair.two.couple_id}/observing"
    (one,) = expect(await outside.maria.person.get(path), 200)["sessions"]
    assert one["session"] == outside.pair.session_id
    return str(one["state"])


async def test_one_yes_opens_nothing_and_the_others_cannot_tell_it_from_none(outside: Watched) -> None:
    maria, (ada, ben) = outside.maria.person, (one.person for one in outside.pair)
    assert await _state(outside) == "may_ask"
    expect(await maria.post(outside.path), 200)
    before = expect(await ben.get(outside.path), 200), await _state(outside), outside.pair.ben.frames[-1]

    await says_yes(ada, maria, outside.pair.session_id)

    assert (expect(await ben.get(outside.path), 200), await _state(outside), outside.pair.ben.frames[-1]) == before
    refused = await maria.post(f"/sessions/{outside.pair.session_id}/observer-tickets")
    assert (refused.status_code, code_of(refused)) == (409, "not_now")
    assert expect(await ada.get(outside.path), 200)["askings"][0]["your_yes"] is True

    await says_yes(ben, maria, outside.pair.session_id)
    assert await _state(outside) == "open"


async def test_a_yes_is_to_the_text_of_today(outside: Watched) -> None:
    expect(await outside.maria.person.post(outside.path), 200)
    answer = await outside.pair.ada.person.request("PUT", outside.yes, {"text_version": "another"})
    assert (answer.status_code, code_of(answer)) == (409, "wrong_version")


async def test_after_the_first_turn_nobody_asks_says_yes_or_comes_in(outside: Watched) -> None:
    expect(await outside.maria.person.post(outside.path), 200)
    await to_speaking(outside.pair)
    text = expect(await outside.pair.ada.person.get(outside.path), 200)["text_version"]
    late = await outside.pair.ada.person.request("PUT", outside.yes, {"text_version": text})
    assert (late.status_code, code_of(late)) == (409, "not_now")
    assert code_of(await outside.maria.person.post(outside.path)) == "not_now"


async def test_who_was_let_in_and_comes_after_the_first_turn_stays_outside(outside: Watched) -> None:
    await watches(outside.maria.person, [one.person for one in outside.pair], outside.pair.session_id)
    await to_speaking(outside.pair)
    await outside.maria.connect()
    assert await outside.maria.until_closed() == CloseCode.NOT_FOUND
    assert "observer_joined" not in outside.pair.ada.names


async def test_without_the_scope_a_talk_is_not_there(server: Server, client: httpx.AsyncClient) -> None:
    async with a_watched_session(server, client, inside=False) as outside:
        other = await a_therapist(server.resources, client, "Noah")
        await linked(server.resources, outside.pair.two, other, scopes=["agreements", "observe"], ben=["agreements"])
        answers = [
            await other.post(f"/sessions/{outside.pair.session_id}/observing"),
            await other.post(f"/sessions/{outside.pair.session_id}/observer-tickets"),
            await other.get(f"/couples-in-care/{outside.pair.two.couple_id}/observing"),
            await other.delete(f"/sessions/{outside.pair.session_id}/observing"),
        ]
        assert {(one.status_code, code_of(one)) for one in answers} == {(404, "not_found")}


async def test_that_a_therapist_came_is_in_the_record_of_what_was_read(outside: Watched) -> None:
    """Attack 22, for a talk."""
    await outside.comes_in()
    for one in outside.pair:
        reads = expect(await one.person.get(f"/couples/{outside.pair.two.couple_id}/therapist-reads"), 200)["data"]
        assert [(read["scope"], read["kind"], read["thing_id"]) for read in reads] == [
            ("observe", "session", outside.pair.session_id)
        ]


async def test_the_record_of_the_talk_says_who_watched_and_a_repeated_ask_is_the_same(outside: Watched) -> None:
    await outside.comes_in()
    assert expect(await outside.maria.person.post(outside.path), 200)["state"] == "open"
    assert "observer joined" in await outside.pair.ada.transcript()


async def test_an_ended_login_of_the_therapist_ends_the_watching(outside: Watched, server: Server) -> None:
    await outside.comes_in()
    again = await log_in(outside.maria.person)
    expect(await again.delete("/logins"), 204)
    assert await outside.maria.until_closed(within=5) == CloseCode.TICKET
    back = Observer(server, again, outside.pair.session_id)
    await back.connect()
    assert back.first["type"] == "snapshot"
    assert outside.pair.ada.names.count("observer_joined") == 1
    await back.drop()


async def test_of_an_erased_therapist_nothing_stays_but_that_somebody_watched(outside: Watched) -> None:
    await outside.comes_in()
    expect(await outside.maria.person.delete("/me", {"password": outside.maria.person.password}), 204)
    await outside.maria.until_closed(within=5)
    await outside.pair.ada.until(lambda: "observer_left" in outside.pair.ada.names)
    assert expect(await outside.pair.ada.person.get(outside.path), 200)["askings"] == []
