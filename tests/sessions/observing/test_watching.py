"""A therapist watches a live talk: seen by both, shown what both see, and out at once (T-4, T12, T13, attack 21)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.realtime.close_codes import CloseCode
from tests.builders import expect
from tests.live import PATIENCE, arrive, calm, frame, to_speaking
from tests.therapists.linking import withdraws

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.clock import MovableClock
    from tests.sessions.observing.watched import Watched

AT_ONCE = 5.0


async def test_both_see_who_watches_from_before_the_first_turn(watched: Watched) -> None:
    maria = watched.maria.person.account_id
    for one in watched.pair:
        assert [(seen["id"], seen["name"]) for seen in one.view["observers"]] == [(maria, "Maria Lopez")]
        assert one.last("observer_joined")["body"] == {"observer": maria}
        assert one.last("observer_joined")["by"] is None
        await one.until(lambda one=one: maria in one.present)
    assert watched.maria.first["type"] == "snapshot"
    assert watched.maria.names == ["observer_joined"]


async def test_whoever_watches_gets_the_shared_events_with_the_same_numbers_and_nothing_of_before(
    watched: Watched,
) -> None:
    await to_speaking(watched.pair)
    await watched.pair.ada.did("speak", text="I felt alone on Sunday.")
    await watched.pair.settled()
    await watched.maria.until(lambda: watched.maria.seq == watched.pair.ada.seq)

    joined = watched.pair.ada.last("observer_joined")["seq"]
    shown = [{**one, "view": None} for one in watched.maria.events]
    assert shown == [{**one, "view": None} for one in watched.pair.ada.events if one["seq"] >= joined]
    assert watched.maria.view["turn"]["text"] == "I felt alone on Sunday."


async def test_nothing_that_is_one_partners_own_reaches_whoever_watches(watched: Watched) -> None:
    pair = watched.pair
    for stage in (arrive, calm, frame):
        await stage(pair)
    for one in pair:
        await one.did("rate_arousal", level=6)
    await pair.ada.did("park_topic", share=False, text="Only mine, quokka")
    await pair.ben.did("pause", private_reason="unsafe")
    await pair.settled()
    await watched.maria.until(lambda: watched.maria.seq == pair.ada.seq)
    await watched.maria.caught_up()

    assert "quokka" not in "".join(watched.maria.received)
    own = {"private", "coach", "partner", "suggest", "given", "calm", "draft_review"}
    for seen in watched.maria.frames:
        assert own.isdisjoint(seen.get("view", {}))
        assert {one["name"] for one in seen.get("view", {}).get("may", [])} <= {"suggest_pause", "suggest_next_step"}
    assert {one["type"] for one in watched.maria.frames} <= {"snapshot", "event", "presence", "pong"}


@pytest.mark.parametrize("who", ["ada", "ben"])
async def test_one_takes_their_yes_to_this_talk_back_and_the_therapist_is_out_at_once(
    watched: Watched, who: str
) -> None:
    """Attack test 21."""
    await to_speaking(watched.pair)
    seen = len(watched.maria.frames)
    expect(await getattr(watched.pair, who).person.delete(watched.yes), 204)

    assert await watched.maria.until_closed(within=AT_ONCE) == CloseCode.SHARING_CHANGED
    assert watched.maria.close_reason == "sharing changed"
    assert [one["type"] for one in watched.maria.frames[seen:] if one["type"] != "presence"] == []
    for one in watched.pair:
        await one.until(lambda one=one: "observer_left" in one.names)
        assert one.last("observer_left")["by"] is None
        assert one.view["observers"] == []
    again = await watched.maria.person.post(f"/sessions/{watched.pair.session_id}/observer-tickets")
    assert again.status_code == 409


async def test_one_withdraws_from_the_practice_and_the_therapist_is_out_at_once(watched: Watched) -> None:
    """Attack test 21, by the other door."""
    await to_speaking(watched.pair)
    await withdraws(watched.pair.ben.person, watched.pair.two, watched.link_id)

    assert await watched.maria.until_closed(within=AT_ONCE) == CloseCode.SHARING_CHANGED
    await watched.pair.ada.until(lambda: "observer_left" in watched.pair.ada.names)
    again = await watched.maria.person.post(f"/sessions/{watched.pair.session_id}/observer-tickets")
    assert again.status_code == 404


async def test_a_suggested_pause_is_the_pause_that_everybodys_is(watched: Watched, breath: Callable[[], None]) -> None:
    """P-2, P-9: byte for byte, for all three."""
    await to_speaking(watched.pair)
    reply = await watched.maria.send("suggest_pause")
    assert reply.ok
    await watched.pair.settled()
    await watched.maria.until(lambda: watched.maria.seq == reply.seq)

    paused = {json.dumps({**one.last("paused"), "view": None}) for one in (*watched.pair, watched.maria)}
    assert len(paused) == 1
    body = watched.pair.ada.last("paused")
    assert (body["by"], set(body["body"])) == (None, {"not_before", "return_at", "latest"})
    assert (await watched.maria.send("suggest_pause")).seq == reply.seq, "in a pause it changes nothing (P-4)"


async def test_a_suggested_step_is_entered_once_both_said_yes_and_nobody_learns_who_was_first(watched: Watched) -> None:
    pair, maria = watched.pair, watched.maria
    for stage in (arrive, calm, frame):
        await stage(pair)
    assert pair.ada.phase == "opening"
    assert (await maria.send("suggest_next_step")).ok
    await pair.settled()
    version = pair.ada.view["suggested_step"]["version"]
    frames = len(pair.ben.frames), len(maria.frames)
    assert (await pair.ada.send("accept_step", version=version)).ok
    await pair.ben.caught_up()
    await maria.caught_up()
    assert {one["type"] for one in pair.ben.frames[frames[0] :]} <= {"pong"}
    assert {one["type"] for one in maria.frames[frames[1] :]} <= {"pong"}
    assert pair.ada.view["suggested_step"]["accepted_by_you"]

    assert (await pair.ben.send("accept_step", version=version)).ok
    await pair.settled()
    assert pair.ada.phase == "choosing"
    assert pair.ada.view["suggested_step"] is None


async def test_whoever_watches_sends_nothing_that_a_partner_sends(watched: Watched) -> None:
    for name in ("arrive", "speak", "pause", "leave", "accept_step", "help", "return"):
        assert (await watched.maria.send(name)).code == "invalid", name
    answer = await watched.maria.person.post(
        f"/sessions/{watched.pair.session_id}/commands",
        {"ref": "0f0e0d0c-0b0a-4908-8706-050403020100", "name": "leave"},
    )
    assert answer.status_code == 404
    assert watched.pair.ada.phase == "lobby"


async def test_a_lost_connection_is_no_going_and_what_was_missed_comes_once(watched: Watched) -> None:
    await watched.maria.drop()
    await to_speaking(watched.pair)
    await watched.pair.ada.until(lambda: watched.maria.person.account_id not in watched.pair.ada.present)
    await watched.maria.connect(resume=True)
    await watched.maria.until(lambda: watched.maria.seq == watched.pair.ada.seq)

    assert watched.maria.first["type"] == "event"
    assert "observer_left" not in watched.pair.ada.names


async def test_access_that_expires_ends_the_watching_without_a_bell(watched: Watched, clock: MovableClock) -> None:
    clock.advance(timedelta(days=100))
    assert await watched.maria.until_closed(within=PATIENCE) in {CloseCode.SHARING_CHANGED, CloseCode.ENDED}
