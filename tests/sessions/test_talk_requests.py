"""Asking for a talk (S-7, S-8): one answer whatever the partner's state is, an invisible no, an offered time."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.wire_time import stamp
from tests.builders import a_couple, code_of, expect
from tests.live import TALK, a_session, arrive, masked, still_clock

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.builders import PairOfPeople, Person
    from tests.conftest import Server


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


async def ask(two: PairOfPeople, **wish: Any) -> dict[str, Any]:
    answer = expect(await two.ada.post(f"/couples/{two.couple_id}/talk-requests", {**TALK, **wish}), 202)
    made: dict[str, Any] = answer["talk_request"]
    return made


async def seen(person: Person, request_id: str) -> dict[str, Any]:
    found: dict[str, Any] = expect(await person.get(f"/talk-requests/{request_id}"), 200)["talk_request"]
    return found


async def test_every_state_of_the_partner_gives_the_same_answer(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    """S-7: active, away, declining, in a session with them, spaced by a session that was left."""
    answers = {}
    path = "/couples/{}/talk-requests"
    body = {**TALK, "purpose": "The evenings."}

    async def asked(state: str, two: PairOfPeople) -> None:
        answer = await two.ada.post(path.format(two.couple_id), body)
        headers = {name: value for name, value in answer.headers.items() if name not in {"date", "x-request-id"}}
        shown = answer.json()
        # The same marks on every id: what is compared are the bytes around them.
        answers[state] = (answer.status_code, headers, masked(shown), len(answer.content))

    never_there = await a_couple(client)
    await asked("never opened the app", never_there)
    declined = await a_couple(client)
    expect(await declined.ben.post(f"/talk-requests/{(await ask(declined))['id']}/decline"), 202)
    await asked("declined", declined)
    async with a_session(server, client) as pair:
        await arrive(pair)
        await asked("in a session", pair.two)
        await pair.ada.did("leave")
    await asked("a session was just left", pair.two)
    first = answers.pop("never opened the app")
    for state, answer in answers.items():
        assert answer == first, state


async def test_the_one_who_asked_sees_pending_and_the_other_what_was_asked(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)
    made = await ask(two, purpose="The evenings.")
    assert (made["state"], made["asked_by_you"], made["session"]) == ("pending", True, None)
    shown = await seen(two.ben, made["id"])
    assert (shown["state"], shown["asked_by_you"], shown["purpose"]) == ("pending", False, "The evenings.")


async def test_accepting_makes_one_session_however_often_it_is_sent(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)
    made = await ask(two)
    answers = await asyncio.gather(*(two.ben.post(f"/talk-requests/{made['id']}/accept") for _ in range(5)))
    assert len({expect(one, 200)["session"]["id"] for one in answers}) == 1
    assert (await seen(two.ada, made["id"]))["state"] == "accepted"


async def test_of_two_wishes_accepted_at_once_one_becomes_the_session(client: httpx.AsyncClient) -> None:
    """I-37: at most one live session of a couple, in a race too."""
    two = await a_couple(client)
    wishes = [(await ask(two))["id"] for _ in range(3)]
    answers = await asyncio.gather(*(two.ben.post(f"/talk-requests/{one}/accept") for one in wishes))
    assert sorted(one.status_code for one in answers) == [200, 409, 409]
    assert {code_of(one) for one in answers if one.status_code == 409} == {"session_running"}


async def test_nobody_accepts_declines_or_offers_for_the_other(client: httpx.AsyncClient, clock: MovableClock) -> None:
    two = await a_couple(client)
    made = await ask(two)
    later = {"when": stamp(clock.now() + timedelta(hours=3))}
    for path, body in (("accept", {}), ("decline", {}), ("offer", later)):
        answer = await two.ada.post(f"/talk-requests/{made['id']}/{path}", body)
        assert (answer.status_code, code_of(answer)) == (409, "not_now"), path


async def test_an_offered_time_is_seen_accepted_and_opens_the_lobby_then(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    two = await a_couple(client)
    made = await ask(two)
    when = stamp(clock.now() + timedelta(hours=3))
    expect(await two.ben.post(f"/talk-requests/{made['id']}/offer", {"when": when}), 202)
    shown = await seen(two.ada, made["id"])
    assert (shown["state"], shown["offered"]) == ("another_time_offered", when)
    assert code_of(await two.ben.post(f"/talk-requests/{made['id']}/accept")) == "not_now"
    session = expect(await two.ada.post(f"/talk-requests/{made['id']}/accept"), 200)["session"]["id"]
    view = expect(await two.ada.get(f"/sessions/{session}"), 200)
    assert next(one for one in view["may"] if one["name"] == "arrive")["not_before"] == when
    clock.advance(timedelta(hours=3))
    view = expect(await two.ada.get(f"/sessions/{session}"), 200)
    assert "not_before" not in next(one for one in view["may"] if one["name"] == "arrive")


async def test_an_expired_wish_cannot_be_accepted(client: httpx.AsyncClient, clock: MovableClock) -> None:
    from tests.builders import log_in  # noqa: PLC0415 - two days later the login is a new one

    two = await a_couple(client)
    made = await ask(two)
    clock.advance(timedelta(hours=48))
    ben = await log_in(two.ben)
    for path in ("accept", "decline"):
        assert code_of(await ben.post(f"/talk-requests/{made['id']}/{path}")) == "request_closed"
    assert (await seen(ben, made["id"]))["state"] == "not_scheduled"


async def test_a_time_in_the_past_or_too_far_ahead_is_refused(client: httpx.AsyncClient, clock: MovableClock) -> None:
    two = await a_couple(client)
    path = f"/couples/{two.couple_id}/talk-requests"
    for by, code in ((-timedelta(minutes=2), "in_the_past"), (timedelta(days=15), "too_far_ahead")):
        answer = await two.ada.post(path, {**TALK, "when": stamp(clock.now() + by)})
        assert answer.json()["errors"] == [{"pointer": "/body/when", "code": code}]


@pytest.mark.parametrize("when", [0, 1_800_000_000, "1800000000", "2026-12-24", "tomorrow", True])
async def test_a_time_is_written_out_and_never_guessed(client: httpx.AsyncClient, when: object) -> None:
    two = await a_couple(client)
    made = await ask(two)
    for path in (f"/couples/{two.couple_id}/talk-requests", f"/talk-requests/{made['id']}/offer"):
        body = {"when": when} if path.endswith("offer") else {**TALK, "when": when}
        answer = await two.ben.post(path, body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/body/when"), path


async def test_a_template_or_medium_that_is_not_there_is_said_so(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)
    path = f"/couples/{two.couple_id}/talk-requests"
    for wish in ({"template": "no-such-talk"}, {"medium": "async"}, {"template": "NOT A SLUG"}):
        assert (await two.ada.post(path, {**TALK, **wish})).status_code == 422


async def test_an_accepted_wish_brings_its_purpose_to_the_frame(server: Server, client: httpx.AsyncClient) -> None:
    from tests.live import calm  # noqa: PLC0415 - one stage, here

    async with a_session(server, client, purpose="The evenings.") as pair:
        await arrive(pair)
        await calm(pair)
        frame = pair.ben.view["frame"]
        assert (frame["purpose"], frame["proposed_by_you"], frame["accepted_by_you"]) == ("The evenings.", False, False)
        assert pair.ada.view["frame"]["accepted_by_you"]
