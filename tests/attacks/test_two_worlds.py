"""Two worlds (assurance A3, I-26, I-27): the same talk with and without what one of them does in private. Everything
that the partner receives, over every door, is the same bytes but for ids, secrets and times.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import a_couple, expect
from tests.live import REPAIR, Pair, a_session, a_turn, arrive, calm, still_clock

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.conftest import Server
    from tests.live import Partner

# Ids, moments, hashes of terms and their nonces: of one length each, and different in every run.
CHANGING = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
    r"|\b[0-9a-f]{64}\b"
    r"|(?<=\")[A-Za-z0-9_-]{43}(?=\")"
    r"|^\d\d:\d\d(?= )|(?<=Session of )\d{4}-\d\d-\d\d",
    re.MULTILINE,
)
Private = "Callable[[Partner, str], Awaitable[None]]"


@pytest.fixture
def clock() -> MovableClock:
    """What time brings must not depend on how fast a world is played."""
    return still_clock()


async def nothing(_: Partner, __: str) -> None:
    """The world in which nobody does anything in private."""


async def much(one: Partner, stage: str) -> None:
    """Everything that is one's own: readings below the threshold, parked worries, mistakes, a look at the record."""
    await one.person.get(f"/sessions/{one.session_id}/transcript")
    await one.person.get("/me")
    if stage in {"framing", "speaking", "reflecting", "confirming", "gate", "agreeing", "closing"}:
        for level in (1, 5, 7):
            assert (await one.send("rate_arousal", level=level)).ok
        assert (await one.send("park_topic", text=f"A worry of my own at {stage}.", share=False)).ok
        await one.post("speak", nonsense=1)
        await one.send("resolve_gap", choice="park")
        await one.push({"type": "typing"})
        await one.push({"type": "ping"})
    if stage == "paused":
        assert (await one.send("pause", private_reason="unsafe")).ok
        assert (await one.send("help", **{"for": "self"})).ok
        assert (await one.send("rate_arousal", level=9)).ok
        assert (await one.send("rate_arousal", level=2)).ok
    if stage == "closing":
        assert (await one.send("rate_felt", safe=0, understood=1, had_a_say=2)).ok
        assert (await one.send("done")).ok
    await one.caught_up()


async def talked(pair: Pair, actor: Partner, private: Any, clock: MovableClock) -> None:
    """A whole brief repair with a pause in it; `private` is what the actor does on the side at each stage."""
    watcher = pair.other(actor)

    def advance() -> None:
        clock.advance(timedelta(seconds=6))

    await arrive(pair)
    await calm(pair)
    await private(actor, "framing")
    await pair.ada.did("propose_purpose", text="The evenings.")
    await pair.settled()
    await pair.ben.did("accept_frame", version=pair.ben.view["frame"]["version"])
    await pair.settled()
    await private(actor, "speaking")
    await a_turn(pair, advance=advance)
    await pair.speaker.did("pause")
    await pair.settled()
    await private(actor, "paused")
    clock.advance(timedelta(minutes=20))
    for one in (watcher, actor):
        await one.did("rate_arousal", level=2)
        await one.did("return")
    await pair.settled()
    await pair.speaker.did("pass_floor")
    await pair.settled()
    await a_turn(pair, advance=advance)
    await pair.speaker.did("pass_floor")
    await pair.settled()
    await private(actor, "gate")
    for one in (watcher, actor):
        await one.did("ready_for_solutions", ready=True)
    await pair.settled()
    await watcher.did("propose_agreement", kind="commitment", text="I will ask first.")
    await pair.settled()
    draft = actor.view["agreements"][0]
    await actor.did("assent", agreement=draft["id"], version=draft["version"])
    await private(actor, "agreeing")
    for one in (watcher, actor):
        await one.did("done")
    await pair.settled()
    await private(actor, "closing")
    await watcher.did("learned", text="I see it now.")
    if actor.phase != "ended" and "done" in actor.may:
        await actor.did("done")
    await watcher.send("done")
    await watcher.until_closed()
    # Whoever asked over HTTP a moment ago counts as here: in both worlds.
    await actor.look()


async def observed(pair: Pair, watcher: Partner, frames: list[str]) -> dict[str, Any]:
    """All that the watcher got and can still get, with what changes in every run made one."""
    person, answers = watcher.person, {}
    for path in (
        f"/sessions/{pair.session_id}",
        f"/sessions/{pair.session_id}/events",
        f"/sessions/{pair.session_id}/transcript?format=text",
        f"/couples/{pair.two.couple_id}",
        f"/couples/{pair.two.couple_id}/sessions",
        f"/couples/{pair.two.couple_id}/talk-requests",
        f"/couples/{pair.two.couple_id}/agreements",
    ):
        answer = await person.get(path)
        headers = [(key, value) for key, value in answer.headers.multi_items() if key not in {"date", "x-request-id"}]
        answers[path.replace(pair.session_id, "S").replace(pair.two.couple_id, "C")] = (
            answer.status_code,
            headers,
            CHANGING.sub("…", answer.text),
        )
    return {"frames": [CHANGING.sub("…", one) for one in frames], "answers": answers}


@pytest.mark.parametrize("who", ["ada", "ben"])
async def test_the_partner_of_one_who_does_much_in_private_sees_what_everybody_sees(
    server: Server, client: httpx.AsyncClient, clock: MovableClock, who: str
) -> None:
    worlds = []
    for private in (nothing, much):
        two = await a_couple(client)
        async with a_session(server, client, two=two, **REPAIR) as pair:
            actor = getattr(pair, who)
            watcher = pair.other(actor)
            await talked(pair, actor, private, clock)
            worlds.append(await observed(pair, watcher, watcher.received))
    plain, private_world = worlds
    kinds = [[json.loads(one.replace("…", "x"))["type"] for one in world["frames"]] for world in worlds]
    assert kinds[0] == kinds[1], "number, order and kind of frames (I-27)"
    for number, (first, second) in enumerate(zip(plain["frames"], private_world["frames"], strict=True)):
        assert first == second, number
    for path, answer in plain["answers"].items():
        assert private_world["answers"][path] == answer, path


async def test_the_comparison_would_notice_a_difference(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    """A shared act in the place of a private one is seen at once."""

    async def shared(one: Partner, stage: str) -> None:
        if stage == "gate":
            await one.did("park_topic", text="The holidays.", share=True)

    worlds = []
    for private in (nothing, shared):
        two = await a_couple(client)
        async with a_session(server, client, two=two, **REPAIR) as pair:
            await talked(pair, pair.ada, private, clock)
            worlds.append(await observed(pair, pair.ben, pair.ben.received))
    assert worlds[0]["frames"] != worlds[1]["frames"]
    assert worlds[0]["answers"] != worlds[1]["answers"]


async def test_registering_the_same_two_again_changes_nothing_of_this(client: httpx.AsyncClient) -> None:
    """The names of both worlds are the same; were they not, every comparison above would be of names."""
    names = [expect(await (await a_couple(client)).ada.get("/me"), 200)["account"]["name"] for _ in range(2)]
    assert names[0] == names[1]
