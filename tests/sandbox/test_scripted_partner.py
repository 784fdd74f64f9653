"""One developer alone: the other side is played by the rules, and no further than the rules let it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from websockets.asyncio.client import connect

from app.templates.builtin import SLUGS
from tests.builders import code_of, expect
from tests.sandbox.conftest import a_session
from tests.sandbox.playing import play_to_the_end, send, until, view_of

if TYPE_CHECKING:
    from tests.builders import PairOfPeople, Person
    from tests.conftest import Server


async def have_ben_played(two: PairOfPeople, session: str) -> None:
    told = expect(await two.ada.post("/sandbox/partner", {"session": session, "pace": 0}), 200)
    assert told == {"session": session, "plays": two.ben.account_id}


@pytest.mark.parametrize("medium", ["text", "spoken"])
@pytest.mark.parametrize("template", SLUGS)
async def test_a_developer_alone_gets_through_every_template(two: PairOfPeople, template: str, medium: str) -> None:
    session = await a_session(two, template=template, medium=medium)
    await have_ben_played(two, session)

    view = await play_to_the_end(two.ada, session)

    assert view["ended"]["outcome"] == "closed"


async def test_the_scripted_partner_is_present_until_the_end(two: PairOfPeople) -> None:
    session = await a_session(two)
    assert not (await view_of(two.ada, session))["partner"]["present"]

    await have_ben_played(two, session)
    await here(two.ada, session, is_here=True)

    await send(two.ada, session, "leave")
    await here(two.ada, session, is_here=False)


async def here(person: Person, session: str, *, is_here: bool) -> None:
    async with asyncio.timeout(5):
        while (await view_of(person, session))["partner"]["present"] is not is_here:
            await asyncio.sleep(0.02)


async def test_the_scripted_partner_waits_for_its_turn(two: PairOfPeople) -> None:
    session = await a_session(two, template="brief-repair")
    await have_ben_played(two, session)
    await send(two.ada, session, "arrive")
    # The talk begins when both are here, and the partner may take a moment.
    await until(two.ada, session, phase="calm_start")
    await send(two.ada, session, "rate_arousal", level=2)

    view = await until(two.ada, session, phase="speaking")

    assert view["floor"] == two.ada.account_id
    seq = view["seq"]
    await send(two.ada, session, "speak", text="I felt left alone with the dishes.")
    # The breath of L-4: five seconds of the service's clock, which nobody moved yet.
    view = await until(two.ada, session, phase="reflecting")
    assert view["seq"] == seq + 1
    expect(await two.ada.post("/sandbox/clock", {"advance": "PT5S"}), 200)
    assert (await until(two.ada, session, phase="confirming"))["turn"]["reflection"]


async def test_the_scripted_partner_keeps_a_pause_and_comes_back_after_it(two: PairOfPeople) -> None:
    session = await a_session(two, template="brief-repair")
    await have_ben_played(two, session)
    await send(two.ada, session, "arrive")
    # The talk begins when both are here, and the partner may take a moment.
    await until(two.ada, session, phase="calm_start")
    await send(two.ada, session, "rate_arousal", level=2)
    await until(two.ada, session, phase="speaking")

    await send(two.ada, session, "pause")
    await send(two.ada, session, "rate_arousal", level=2)
    assert (await send(two.ada, session, "return"))["code"] == "pause_not_over"

    # What keeps Ada present is that she asks.
    expect(await two.ada.post("/sandbox/clock", {"advance": "PT20M"}), 200)
    assert (await send(two.ada, session, "return"))["ok"]
    assert (await until(two.ada, session, phase="speaking"))["floor"] == two.ada.account_id


async def test_playing_twice_is_still_one_partner(two: PairOfPeople, server: Server) -> None:
    session = await a_session(two)

    await have_ben_played(two, session)
    await have_ben_played(two, session)

    await until(two.ada, session, phase="lobby")
    assert len(server.resources.hub) == 1


async def test_nobody_has_a_session_of_others_played(two: PairOfPeople, developer: Person) -> None:
    session = await a_session(two)

    foreign = await developer.post("/sandbox/partner", {"session": session})
    unknown = await developer.post("/sandbox/partner", {"session": "nothing"})

    assert (foreign.status_code, code_of(foreign)) == (unknown.status_code, code_of(unknown)) == (404, "not_found")


async def test_the_scripted_partner_stops_with_the_couple(two: PairOfPeople, server: Server) -> None:
    session = await a_session(two)
    await have_ben_played(two, session)
    await until(two.ada, session, phase="lobby")

    expect(await two.ada.post(f"/couples/{two.couple_id}/leave"), 204)

    async with asyncio.timeout(5):
        while len(server.resources.hub):
            await asyncio.sleep(0.02)


async def test_the_partner_may_end_the_login_that_plays_them(two: PairOfPeople, server: Server) -> None:
    session = await a_session(two)
    await have_ben_played(two, session)
    await here(two.ada, session, is_here=True)

    [playing] = [one for one in expect(await two.ben.get("/logins"), 200)["data"] if one["label"] == "sandbox"]
    expect(await two.ben.delete(f"/logins/{playing['id']}"), 204)

    await here(two.ada, session, is_here=False)


async def robin(developer: Person, **wanted: object) -> str:
    couple = expect(await developer.post("/sandbox/couple", {"pace": 0, **wanted}), 201)["couple"]
    assert couple["state"] == "together"
    assert {member["name"] for member in couple["members"]} == {"Dana", "Robin"}
    return str(couple["id"])


async def test_robin_accepts_a_talk_request_and_is_in_the_lobby(developer: Person) -> None:
    couple = await robin(developer)

    wish = {"template": "brief-repair", "medium": "text"}
    asked = expect(await developer.post(f"/couples/{couple}/talk-requests", wish), 202)["talk_request"]
    assert asked["state"] == "pending"

    async with asyncio.timeout(5):
        while not (session := (await request(developer, asked["id"]))["session"]):
            await asyncio.sleep(0.02)
    await send(developer, session, "arrive")
    assert (await until(developer, session, phase="calm_start"))["partner"] | {"id": ""} == {
        "id": "",
        "name": "Robin",
        "present": True,
    }


async def request(developer: Person, request_id: str) -> dict[str, str]:
    found: dict[str, str] = expect(await developer.get(f"/talk-requests/{request_id}"), 200)["talk_request"]
    return found


async def test_robin_asks_where_a_developer_wants_to_be_asked(developer: Person) -> None:
    couple = await robin(developer, asks=True)

    [asked] = expect(await developer.get(f"/couples/{couple}/talk-requests"), 200)["data"]
    assert (asked["state"], asked["asked_by_you"]) == ("pending", False)
    session = expect(await developer.post(f"/talk-requests/{asked['id']}/accept"), 200)["session"]["id"]

    assert (await play_to_the_end(developer, session))["ended"]["outcome"] == "closed"


async def test_robin_takes_another_time_that_is_offered(developer: Person) -> None:
    couple = await robin(developer, asks=True)
    [asked] = expect(await developer.get(f"/couples/{couple}/talk-requests"), 200)["data"]
    now = expect(await developer.get("/sandbox/clock"), 200)["now"]

    expect(await developer.post(f"/talk-requests/{asked['id']}/offer", {"when": now}), 202)

    async with asyncio.timeout(5):
        while (await request(developer, asked["id"]))["state"] != "accepted":
            await asyncio.sleep(0.02)


async def test_every_robin_is_a_new_one(developer: Person) -> None:
    assert await robin(developer) != await robin(developer)


async def test_the_partners_own_phone_may_look_on(two: PairOfPeople, server: Server) -> None:
    session = await a_session(two)
    ticket = expect(await two.ben.post(f"/sessions/{session}/tickets"), 200)["ticket"]
    async with connect(f"{server.ws_url}/v1/live") as socket:
        await socket.send(json.dumps({"type": "hello", "ticket": ticket}))
        await have_ben_played(two, session)

        async with asyncio.timeout(5):
            while (frame := json.loads(await socket.recv())).get("name") != "arrived":
                pass
    assert frame["by"] == two.ben.account_id
