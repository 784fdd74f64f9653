"""Attack 24: logs, files and errors are searched for what two people said in a whole session: there is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from tests.builders import PairOfPeople, expect, pair_up, register
from tests.conftest import running
from tests.live import Pair, a_session, arrive, calm

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.clock import MovableClock
    from app.settings import Settings
    from tests.canary import Canary


async def say_everything(pair: Pair, canary: Canary, breath: Callable[[], None]) -> None:
    """A brief repair in which every field that takes words is filled with words that are watched."""
    said = canary.said
    await arrive(pair)
    await calm(pair)
    # The wish of the talk request is on the table; Ben rewords it.
    await pair.ben.did("propose_purpose", text=said("How the dishes feel to us, zinnia one."))
    await pair.settled()
    await pair.ada.did("accept_frame", version=pair.ada.view["frame"]["version"])
    await pair.settled()
    first = {"observation": said("The sink was full, zinnia two."), "feeling": [said("zinnialonely")]}
    second = {"text": said("I was tired that evening, zinnia four.")}
    for turn in (first, second):
        speaker, listener = pair.speaker, pair.listener
        await speaker.did("speak", **turn, **({"request": said("Please ask me, zinnia 5.")} if turn is first else {}))
        breath()
        await listener.did("clarify", text=said(f"Which evening, zinnia {turn is first}?"))
        await speaker.did("answer", text=said(f"On Sunday, zinnia {turn is first}."))
        await listener.did("reflect", text=said(f"You felt alone, zinnia {turn is first}."), feeling_heard="sad")
        await speaker.did("confirm", verdict="partly", missing=said(f"And tired, zinnia {turn is first}."))
        breath()
        await listener.did("reflect", text=said(f"Alone and tired, zinnia {turn is first}."))
        await speaker.did("confirm", verdict="accurate")
        await listener.did("validate", text=said(f"It makes sense, zinnia {turn is first}."))
        await speaker.did("landed", yes=True)
        await speaker.did("park_topic", text=said(f"His mother, zinnia {turn is first}."), share=turn is first)
        await speaker.did("pass_floor")
        await pair.settled()
    for one in pair:
        await one.did("ready_for_solutions", ready=True)
    await pair.settled()
    promise = said("I will ask before I plan, zinnia seven.")
    await pair.ada.did("propose_agreement", kind="commitment", text=promise)
    await pair.settled()
    draft = pair.ben.view["agreements"][0]
    await pair.ben.did("assent", agreement=draft["id"], version=draft["version"])
    # A refusal and a mistake carry words too.
    await pair.ben.send("reflect", text=said("Out of place, zinnia eight."))
    await pair.ben.send("speak", text=said("Ill formed, zinnia nine."), nonsense=said("zinnianine"))
    await pair.ben.post("reflect", text=said("Out of place again, zinnia ten."), also=said("zinniaten"))
    for one in pair:
        await one.did("done")
    await pair.settled()
    await pair.ada.did("learned", text=said("I see it now, zinnia eleven."))
    await pair.ben.did("appreciate", text=said("Thank you for staying, zinnia twelve."))
    await pair.ben.did("pause", private_reason="need_to_think")


async def test_nothing_that_was_said_is_in_any_log_or_file(
    settings: Settings, clock: MovableClock, canary: Canary, breath: Callable[[], None]
) -> None:
    canary.search_files()
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        names = canary.said("Zinniada"), canary.said("Zinniaben")
        ada, ben = [await register(client, name) for name in names]
        for person in (ada, ben):
            canary.said(person.email)
            canary.said(person.token)
        two = PairOfPeople(await pair_up(ada, ben), ada, ben)
        wish = canary.said("Talk about the dishes, zinnia zero.")
        async with a_session(server, client, two=two, template="brief-repair", purpose=wish) as pair:
            await say_everything(pair, canary, breath)
            record = await pair.ada.transcript()
            assert "zinnia eleven" in record, "what is searched for was really said and kept"
            seen = "".join(pair.ben.received)
            assert "zinnia seven" in seen
            assert wish in expect(await ben.get(f"/couples/{two.couple_id}/talk-requests"), 200)["data"][0]["purpose"]
        # While it still runs the words lie in the WAL and SHM files, if anywhere.
        assert settings.database_kind != "sqlite" or list(settings.data_dir.glob("*-wal"))
        canary.assert_silent_files()


async def test_the_private_reason_of_a_pause_is_not_in_the_clear(
    settings: Settings, clock: MovableClock, canary: Canary
) -> None:
    canary.search_files()
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client) as pair,
    ):
        await arrive(pair)
        await calm(pair)
        await pair.ada.did("pause", private_reason=canary.said("need_to_think"))
        await pair.ada.did("rate_arousal", level=6)
