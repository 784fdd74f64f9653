"""One reference has one outcome (I-20): over both doors, after a restart, and when it was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.conftest import running
from tests.live import DOORS, Door, Partner, a_session, arrive, calm, new_ref

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.settings import Settings
    from tests.live import Pair

TURN = {"text": "I felt alone."}


@pytest.mark.parametrize("again", DOORS)
@pytest.mark.parametrize("first", DOORS)
async def test_sent_again_over_either_door_it_is_answered_the_same(talk: Pair, first: Door, again: Door) -> None:
    ref = new_ref()
    replies = [await talk.ada.by(door, "speak", ref=ref, **TURN) for door in (first, again)]
    assert [one.ok for one in replies] == [True, True]
    assert replies[0].seq == replies[1].seq
    other = await talk.ada.by(again, "speak", ref=ref, text="I felt well.")
    assert other.code == "ref_reused"


async def test_a_private_command_sent_again_is_not_done_again(talk: Pair) -> None:
    ref = new_ref()
    replies = [await talk.ada.send("park_topic", ref=ref, text="A worry.", share=False) for _ in range(2)]
    assert replies[0].seq == replies[1].seq
    assert talk.ada.view["private"]["parked"] == ["A worry."]


async def test_the_same_reference_of_the_other_person_is_another(talk: Pair) -> None:
    ref = new_ref()
    assert (await talk.ada.send("rate_arousal", ref=ref, level=2)).ok
    assert (await talk.ben.send("rate_arousal", ref=ref, level=3)).ok


async def test_a_refused_reference_stays_refused(talk: Pair) -> None:
    """Sent twice at once, the second must not be accepted where the first was refused."""
    ref = new_ref()
    assert (await talk.ben.send("speak", ref=ref, **TURN)).code == "floor_not_held"
    assert (await talk.ben.send("speak", ref=ref, **TURN)).code == "floor_not_held"
    assert (await talk.ben.send("speak", ref=ref, text="Other words.")).code == "ref_reused"


@pytest.mark.parametrize("door", DOORS)
async def test_a_reference_in_capitals_comes_back_in_capitals_and_is_the_same(talk: Pair, door: Door) -> None:
    ref = new_ref().upper()
    first = await talk.ada.by(door, "speak", ref=ref, **TURN)
    assert (first.ok, first.raw["ref"]) == (True, ref)
    assert (await talk.ada.by(door, "speak", ref=ref.lower(), **TURN)).seq == first.seq
    for wrong in (ref.replace("-", ""), f"{{{ref}}}", f"urn:uuid:{ref}", "x"):
        assert (await talk.ada.post("need_time", ref=wrong)).code == "invalid"


async def test_an_ill_formed_command_uses_no_reference_up(talk: Pair) -> None:
    ref = new_ref()
    assert (await talk.ada.send("speak", ref=ref, txt="I felt alone.")).code == "invalid"
    assert (await talk.ada.send("speak", ref=ref, **TURN)).ok


async def test_outcomes_survive_a_restart(settings: Settings, clock: MovableClock) -> None:
    ref, private = new_ref(), new_ref()
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client) as pair,
    ):
        await arrive(pair)
        await calm(pair)
        first = await pair.ada.send("propose_purpose", ref=ref, text="The evenings.")
        await pair.ada.send("rate_arousal", ref=private, level=2)
        two = pair.two
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        object.__setattr__(two.ada, "client", client)
        ada = Partner(server, two.ada, pair.session_id)
        before = await ada.log()
        assert (await ada.post("propose_purpose", ref=ref, text="The evenings.")).seq == first.seq
        assert (await ada.post("propose_purpose", ref=ref, text="The mornings.")).code == "ref_reused"
        assert (await ada.post("rate_arousal", ref=private, level=3)).code == "ref_reused"
        assert await ada.log() == before
