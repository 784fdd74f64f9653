"""Attack 21: a therapist loses one consent mid-session: removed at once, and told no more than "sharing changed".

And what a therapist in the room cannot do: shorten a pause (attack 5), or see whose it was (attack 7).
"""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from app.realtime.close_codes import CloseCode
from tests.builders import expect
from tests.live import arrive, calm, to_speaking
from tests.sessions.observing.watched import a_watched_session
from tests.therapists.linking import withdraws

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from app.clock import MovableClock
    from tests.conftest import Server
    from tests.live import Partner
    from tests.sessions.observing.watched import Watched

WITHIN = 5.0


@pytest.fixture
async def watched(server: Server, client: httpx.AsyncClient) -> AsyncIterator[Watched]:
    async with a_watched_session(server, client) as found:
        yield found


async def _for_this_talk(watched: Watched) -> None:
    expect(await watched.pair.ben.person.delete(watched.yes), 204)


async def _for_the_practice(watched: Watched) -> None:
    await withdraws(watched.pair.ben.person, watched.pair.two, watched.link_id)


async def _the_therapist_ends_it(watched: Watched) -> None:
    expect(await watched.maria.person.delete(f"/couples-in-care/{watched.pair.two.couple_id}/link"), 204)


async def _the_therapist_goes(watched: Watched) -> None:
    expect(await watched.maria.person.delete(watched.path), 204)


async def _the_profile_is_closed(watched: Watched) -> None:
    expect(await watched.maria.person.delete("/me/therapist"), 204)


CAUSES = [_for_this_talk, _for_the_practice, _the_therapist_ends_it, _the_therapist_goes, _the_profile_is_closed]


@pytest.mark.parametrize("ends", CAUSES)
async def test_whatever_ended_it_the_therapist_is_out_and_the_other_learns_only_that(
    watched: Watched, ends: object
) -> None:
    await to_speaking(watched.pair)
    ada, known = watched.pair.ada, len(watched.pair.ada.frames)
    await ends(watched)  # type: ignore[operator]  # one of the causes above

    assert await watched.maria.until_closed(within=WITHIN) == CloseCode.SHARING_CHANGED
    assert watched.maria.close_reason == "sharing changed"
    await ada.until(lambda: "observer_left" in ada.names)
    # Whatever it was, Ada sees the same: one event without a cause, and that nobody watches any more.
    shown = [one for one in ada.frames[known:] if one["type"] == "event"]
    assert [(one["name"], one["by"], list(one["body"])) for one in shown] == [("observer_left", None, ["observer"])]
    assert ada.view["observers"] == []
    answer = await watched.maria.person.post(f"/sessions/{watched.pair.session_id}/observer-tickets")
    assert answer.status_code in {404, 409}
    await ada.did("speak", text="I felt alone on Sunday.")
    assert "Sunday" not in "".join(watched.maria.received)


async def test_the_couple_parts_and_the_therapist_is_out_with_both(watched: Watched) -> None:
    await to_speaking(watched.pair)
    expect(await watched.pair.ada.person.post(f"/couples/{watched.pair.two.couple_id}/leave"), 204)
    assert await watched.maria.until_closed(within=WITHIN) in {
        CloseCode.SHARING_CHANGED, CloseCode.ENDED, CloseCode.NOT_FOUND,
    }  # fmt: skip


async def test_words_said_while_a_yes_is_taken_back_are_not_shown_after_it(watched: Watched) -> None:
    """Both at once: the log has an order, and what comes after the going reaches nobody who went."""
    await to_speaking(watched.pair)
    ada = watched.pair.ada
    await asyncio.gather(ada.send("speak", text="quokka"), watched.pair.ben.person.delete(watched.yes))
    await watched.maria.until_closed(within=WITHIN)
    await ada.until(lambda: {"observer_left", "spoken"} <= set(ada.names))
    if ada.names.index("observer_left") < ada.names.index("spoken"):
        assert "quokka" not in "".join(watched.maria.received)


async def test_no_act_of_a_therapist_shortens_a_pause(watched: Watched, clock: MovableClock) -> None:
    """Attack 5: at 19:59 nothing of theirs brings the talk back; their own suggestion moves no time."""
    await arrive(watched.pair)
    await calm(watched.pair)
    await watched.pair.ada.did("pause")
    await watched.pair.settled()
    before = watched.pair.ada.last("paused")["body"]
    clock.advance(timedelta(minutes=19, seconds=59))
    assert (await watched.maria.send("return")).code == "invalid"
    assert (await watched.maria.send("suggest_next_step")).code == "not_now"
    assert (await watched.maria.send("suggest_pause")).ok
    await watched.pair.settled()
    assert watched.pair.ada.phase == "paused"
    assert watched.pair.ada.view["pause"]["not_before"] == before["not_before"]
    assert watched.pair.ada.names.count("paused") == 1


PAUSES: list[tuple[str, dict[str, Any]]] = [
    ("pause", {}),
    ("help", {"for": "self"}),
    ("rate_arousal", {"level": 10}),
    ("suggest_pause", {}),
]


def _has_paused(one: Partner) -> bool:
    return "paused" in one.names


async def test_whose_pause_it_is_shows_in_nothing_that_a_therapist_gets(
    server: Server, client: httpx.AsyncClient
) -> None:
    """Attack 7: called, for help, by itself at the threshold, or suggested: the therapist's frames are alike."""
    shown = set()
    for name, body in PAUSES:
        async with a_watched_session(server, client) as watched:
            await arrive(watched.pair)
            await calm(watched.pair)
            # What led up to it may still be on its way to her.
            await watched.maria.caught_up()
            begun = len(watched.maria.frames)
            sender = watched.maria if name == "suggest_pause" else watched.pair.ben
            assert (await sender.send(name, **body)).ok
            await watched.maria.until(partial(_has_paused, watched.maria))
            await watched.maria.caught_up()
            events = [one for one in watched.maria.frames[begun:] if one["type"] in {"event", "view"}]
            shown.add(
                json.dumps([(one["name"], one["by"], sorted(one["body"]), sorted(one["view"])) for one in events])
            )
    assert len(shown) == 1
