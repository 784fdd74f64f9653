"""The hub: frames by topic, in order, bounded, and nobody waits for anybody."""

from __future__ import annotations

import asyncio

import pytest

from app.realtime.close_codes import RECONNECT, CloseCode, is_terminal
from app.realtime.hub import MOST_PER_ACCOUNT, Hub, session_topic
from app.realtime.outbox import MOST_BYTES, MOST_FRAMES, Holder, Outbox

ADA = Holder("ada", "login-a")
BEN = Holder("ben", "login-b")
TOPIC = session_topic("1")


@pytest.fixture
def hub() -> Hub:
    return Hub()


async def waiting_in(outbox: Outbox) -> list[str | CloseCode]:
    """Return everything that waits, up to and including the close code when there is one."""
    found: list[str | CloseCode] = []
    while True:
        try:
            found.append(await asyncio.wait_for(outbox.get(), 0.01))
        except TimeoutError:
            return found
        if isinstance(found[-1], CloseCode):
            return found


async def test_a_frame_reaches_everyone_in_the_topic_in_order(hub: Hub) -> None:
    ada, ben, other = hub.join(TOPIC, ADA), hub.join(TOPIC, BEN), hub.join(session_topic("2"), BEN)
    for frame in ("1", "2", "3"):
        hub.send(TOPIC, frame)
    assert await waiting_in(ada) == await waiting_in(ben) == ["1", "2", "3"]
    assert await waiting_in(other) == []


async def test_a_private_frame_reaches_its_person_only_on_all_their_sockets(hub: Hub) -> None:
    phone, laptop, ben = hub.join(TOPIC, ADA), hub.join(TOPIC, ADA), hub.join(TOPIC, BEN)
    hub.send(TOPIC, "private", to="ada")
    assert [await waiting_in(box) for box in (phone, laptop, ben)] == [["private"], ["private"], []]


async def test_one_who_does_not_read_is_closed_and_the_other_notices_nothing(hub: Hub) -> None:
    slow, quick = hub.join(TOPIC, ADA), hub.join(TOPIC, BEN)
    read = []
    for number in range(MOST_FRAMES + 1):
        hub.send(TOPIC, str(number))
        read.append(await quick.get())
    assert await waiting_in(slow) == [CloseCode.TOO_SLOW]
    assert len(read) == MOST_FRAMES + 1


async def test_bytes_are_bounded_as_well_as_frames(hub: Hub) -> None:
    slow = hub.join(TOPIC, ADA)
    hub.send(TOPIC, "x" * (MOST_BYTES - 1))
    hub.send(TOPIC, "❤")
    assert await waiting_in(slow) == [CloseCode.TOO_SLOW]


async def test_what_was_read_makes_room(hub: Hub) -> None:
    box = hub.join(TOPIC, ADA)
    for _ in range(3):
        hub.send(TOPIC, "x" * (MOST_BYTES - 1))
        assert len(str(await box.get())) == MOST_BYTES - 1
    assert box.closing is None


async def test_a_socket_is_closed_after_what_was_said_before(hub: Hub) -> None:
    box = hub.join(TOPIC, ADA)
    hub.send(TOPIC, "last words")
    hub.close_topic(TOPIC, CloseCode.ENDED)
    hub.send(TOPIC, "too late")
    assert await waiting_in(box) == ["last words", CloseCode.ENDED]


async def test_the_first_reason_to_close_stays(hub: Hub) -> None:
    box = hub.join(TOPIC, ADA)
    hub.close_account("ada", CloseCode.NOT_FOUND)
    hub.close_all()
    assert await waiting_in(box) == [CloseCode.NOT_FOUND]


async def test_an_ended_login_closes_its_own_sockets_only(hub: Hub) -> None:
    old, new = hub.join(TOPIC, ADA), hub.join(TOPIC, Holder("ada", "login-c"))
    hub.close_login("login-a")
    assert await waiting_in(old) == [CloseCode.TICKET]
    assert await waiting_in(new) == []


async def test_one_member_can_be_closed_out_of_a_topic(hub: Hub) -> None:
    ada, ben = hub.join(TOPIC, ADA), hub.join(TOPIC, BEN)
    hub.close_topic(TOPIC, CloseCode.NOT_FOUND, account_id="ada")
    assert (await waiting_in(ada), await waiting_in(ben)) == ([CloseCode.NOT_FOUND], [])


async def test_over_the_quota_the_oldest_socket_is_replaced(hub: Hub) -> None:
    boxes = [hub.join(TOPIC, ADA) for _ in range(MOST_PER_ACCOUNT + 1)]
    assert await waiting_in(boxes[0]) == [CloseCode.REPLACED]
    assert all(box.closing is None for box in boxes[1:])
    assert len(hub) == MOST_PER_ACCOUNT


async def test_one_who_left_is_forgotten(hub: Hub) -> None:
    box = hub.join(TOPIC, ADA)
    hub.leave(box)
    hub.leave(box)
    hub.send(TOPIC, "to nobody")
    assert (len(hub), hub.sockets(TOPIC), await waiting_in(box)) == (0, (), [])


async def test_one_who_waits_is_woken_by_a_frame(hub: Hub) -> None:
    box = hub.join(TOPIC, ADA)
    reading = asyncio.create_task(box.get())
    await asyncio.sleep(0)
    hub.send(TOPIC, "hello")
    assert await asyncio.wait_for(reading, 1) == "hello"


@pytest.mark.parametrize("code", CloseCode)
def test_each_close_code_says_whether_to_come_back(code: CloseCode) -> None:
    comes_back, reason = RECONNECT[code]
    assert is_terminal(code) is not comes_back
    assert reason.endswith(".")


class Left:
    """What left at once, as far as there was room for it."""

    def __init__(self, *, full: bool = False) -> None:
        self.full = full
        self.frames: list[str] = []

    def __call__(self, frame: str) -> bool:
        if not self.full:
            self.frames.append(frame)
        return not self.full


async def test_a_frame_leaves_at_once_while_whoever_sends_waits_for_work() -> None:
    outbox, left = Outbox(TOPIC, ADA), Left()
    outbox.at_once = left
    sending = asyncio.create_task(outbox.get())
    await asyncio.sleep(0)
    outbox.put("1")
    assert left.frames == ["1"]
    assert not sending.done()
    outbox.close(CloseCode.BYE)
    assert await sending is CloseCode.BYE


async def test_a_frame_that_cannot_leave_at_once_waits_and_all_that_follow_wait_behind_it() -> None:
    outbox, left = Outbox(TOPIC, ADA), Left(full=True)
    outbox.at_once = left
    sending = asyncio.create_task(outbox.get())
    await asyncio.sleep(0)
    outbox.put("1")
    left.full = False
    outbox.put("2")
    assert await sending == "1"
    outbox.put("3")
    assert left.frames == []
    assert await waiting_in(outbox) == ["2", "3"]


async def test_nothing_leaves_at_once_after_the_close() -> None:
    outbox, left = Outbox(TOPIC, ADA), Left()
    outbox.at_once = left
    sending = asyncio.create_task(outbox.get())
    await asyncio.sleep(0)
    outbox.close(CloseCode.BYE)
    outbox.put("late")
    assert await sending is CloseCode.BYE
    assert left.frames == []
