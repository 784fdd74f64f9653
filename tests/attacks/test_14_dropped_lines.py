"""Attack 14: the line drops in the middle of a turn and comes back after half a minute, five minutes, a day: nothing is
lost and nothing comes twice; too far behind is a snapshot.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.builders import log_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.clock import MovableClock
    from tests.live import Pair


async def pass_time(pair: Pair, clock: MovableClock, by: timedelta) -> None:
    """In steps that the durable timers of a running server would see."""
    step = timedelta(seconds=30)
    while by > timedelta():
        clock.advance(min(step, by))
        by -= step
        await pair.settled()
        if pair.ben.phase == "ended":
            clock.advance(max(by, timedelta()))
            return


@pytest.mark.parametrize(
    ("away", "phase"),
    [(timedelta(seconds=30), "reflecting"), (timedelta(minutes=5), "reflecting"), (timedelta(days=1), "ended")],
)
async def test_after_a_drop_nothing_is_lost_and_nothing_comes_twice(
    talk: Pair, clock: MovableClock, away: timedelta, phase: str
) -> None:
    await talk.ada.did("speak", text="I felt alone on Sunday.")
    had = talk.ada.seq
    await talk.ada.drop()
    await pass_time(talk, clock, away)
    # Logins do not last for a day without a sign of life.
    for one in talk:
        one.person = await log_in(one.person)
    await talk.ada.connect(resume=True)
    if phase == "ended":
        assert await talk.ada.until_closed() == 4410
    else:
        await talk.ben.until(lambda: talk.ben.phase == phase)
    await talk.ada.until(lambda: talk.ada.phase == phase)
    log = await talk.ben.log()
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
    assert [event["seq"] for event in talk.ada.events] == list(range(talk.ada.events[0]["seq"], len(log) + 1))
    assert not any(frame["type"] == "snapshot" for frame in talk.ada.frames if frame.get("seq", 0) > had)


async def test_five_minutes_away_is_a_lost_connection_and_never_a_pause(talk: Pair, clock: MovableClock) -> None:
    await talk.ada.drop()
    await pass_time(talk, clock, timedelta(minutes=5))
    assert talk.ben.phase == "waiting"
    await talk.ada.connect(resume=True)
    await talk.ben.until(lambda: talk.ben.phase == "speaking")
    names = [event["name"] for event in await talk.ben.log()]
    assert "paused" not in names
    assert names[-1] == "connection_restored"


async def test_more_than_five_hundred_behind_is_a_snapshot(
    talk: Pair, clock: MovableClock, breath: Callable[[], None]
) -> None:
    seen = {"epoch": talk.ada.epoch, "seq": 0}
    # Asking for time costs nothing and says so in the log: a cheap way to a long one.
    while talk.ben.seq <= 501:
        await talk.ben.did("need_time")
    await talk.ada.drop()
    await talk.ada.connect(seen=seen)
    first = talk.ada.first
    assert (first["type"], len(first["events"])) == ("snapshot", 50)
    await talk.ada.connect(seen={**seen, "seq": talk.ben.seq - 500})
    first = talk.ada.first
    assert (first["type"], first["seq"]) == ("event", talk.ben.seq - 499)
    await talk.ada.until(lambda: talk.ada.seq == talk.ben.seq)
