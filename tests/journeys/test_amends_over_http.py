"""From a hurt to an answer over HTTP alone, by two who have nothing but their view: told from both sides."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from tests.builders import a_couple, expect
from tests.live import still_clock

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.builders import Person
    from tests.canary import Canary
    from tests.conftest import Server

Json = Any


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


class Side:
    """One person with a plain HTTP client: look, and send what the view offers."""

    def __init__(self, person: Person, session: str) -> None:
        self.person, self.path = person, f"/sessions/{session}"

    async def view(self) -> Json:
        return expect(await self.person.get(self.path), 200)

    async def does(self, name: str, **body: object) -> None:
        offered = {one["name"] for one in (await self.view())["may"]}
        assert name in offered, f"{name} is not among {offered}"
        sent = {"ref": str(uuid4()), "name": name, "body": body}
        expect(await self.person.post(f"{self.path}/commands", sent), 200)

    async def log(self) -> list[Json]:
        events: list[Json] = expect(await self.person.get(f"{self.path}/events?after=0"), 200)["events"]
        return events


async def test_a_hurt_is_told_heard_owned_and_answered(
    server: Server, client: httpx.AsyncClient, clock: MovableClock, canary: Canary
) -> None:
    assert server.app.state.engine is not None
    two = await a_couple(client)
    # Ben did it, and asks for the talk in which he owns it.
    wish = {"template": "accountability", "medium": "text", "role": "accountable"}
    asked = expect(await two.ben.post(f"/couples/{two.couple_id}/talk-requests", wish), 202)["talk_request"]
    seen = expect(await two.ada.get(f"/talk-requests/{asked['id']}"), 200)["talk_request"]
    assert (asked["role"], seen["role"]) == ("accountable", "hurt")
    session = expect(await two.ada.post(f"/talk-requests/{asked['id']}/accept"), 200)["session"]["id"]
    ada, ben = Side(two.ada, session), Side(two.ben, session)
    for one in (ada, ben):
        await one.does("arrive")
    for one in (ada, ben):
        await one.does("rate_arousal", level=3)
    await ben.does("propose_purpose", text="The night when I did not call.")
    await ada.does("accept_frame", version=(await ada.view())["frame"]["version"])
    for one in (ada, ben):
        await one.does("appreciate", text="Thank you for coming.")

    told = canary.said("I lay awake until three, and I felt alone.")
    await ada.does("tell_impact", text=told)
    assert (await ben.view())["turn"]["text"] == told
    clock.advance(timedelta(seconds=6))
    await ben.does("reflect", text="You lay awake.")
    await ada.does("confirm", verdict="partly", missing="I felt alone.")
    await ben.does("reflect", text="You lay awake until three, and you felt alone.")
    await ada.does("confirm", verdict="accurate")

    await ben.does("own", text=canary.said("I said that I would call, and I did not."))
    await ben.does("apologise", text="I am sorry that I did not call. I left you alone, and I want to mend it.")
    days = next(one for one in (await ben.view())["may"] if one["name"] == "plan_prevention")["days"]
    step = {"if": "it gets later than nine", "then": "I will call before I go on", "kind": "skill", "due": days["last"]}
    await ben.does("plan_prevention", steps=[step])
    assert (await ada.view())["accountability"]["steps"] == [step]
    assert (await ada.view())["deadline"] is None
    await ada.does("answer_apology", reply="not_ready")

    # Both go on, and neither is asked for anything more.
    for one in (ada, ben):
        await one.does("done")
        assert "answer_apology" not in {entry["name"] for entry in (await one.view())["may"]}
    assert (await ben.view())["guide"]["text"].startswith("No answer is needed now.")
    for one in (ada, ben):
        await one.does("done")
    assert [(await one.view())["ended"]["kind"] for one in (ada, ben)] == ["understood", "understood"]
    logs = [await one.log() for one in (ada, ben)]
    assert logs[0] == logs[1]
    order = [event["name"] for event in logs[0]]
    steps = ["impact_told", "owned", "apologised", "prevention_planned", "apology_answered"]
    assert [name for name in order if name in steps] == steps
