"""The bus is a doorbell: a topic and a number, to everyone who listens. Both buses keep the same contract."""

from __future__ import annotations

import hashlib
import random
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from app.realtime.bus import MemoryBus
from app.realtime.valkey_bus import MOST_MISSED, ValkeyBus
from app.valkey.client import Valkey
from tests.valkey_server import running_valkey
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from app.realtime.bus import Bus
    from tests.valkey_server import ValkeyServer


def hashed(topic: str) -> str:
    return hashlib.sha256(b"a key of the test" + topic.encode()).hexdigest()


def break_down(_topic: str, _number: int) -> None:
    raise LookupError


@dataclass(eq=False)
class Ear:
    """Remembers what it heard, and when it was told of a gap."""

    heard: list[tuple[str, int]] = field(default_factory=list)
    gaps: int = 0

    def __call__(self, topic: str, number: int) -> None:
        self.heard.append((topic, number))

    def gap(self) -> None:
        self.gaps += 1

    @property
    def numbers(self) -> list[int]:
        return [number for _, number in self.heard]


@pytest.fixture(scope="module")
def valkey() -> Iterator[ValkeyServer]:
    with running_valkey() as server:
        yield server


@pytest.fixture
def mortal() -> Iterator[ValkeyServer]:
    """A Valkey that a test may kill."""
    with running_valkey() as server:
        yield server


@asynccontextmanager
async def bus_of(server: ValkeyServer) -> AsyncIterator[ValkeyBus]:
    """What one process has."""
    bus = ValkeyBus(Valkey(server.url, purpose="bus"), hashed=hashed)
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()


@pytest.fixture(params=["memory", "valkey"])
async def near(request: pytest.FixtureRequest, valkey: ValkeyServer) -> AsyncIterator[Bus]:
    """The bus of the process that rings."""
    if request.param == "memory":
        yield MemoryBus()
    else:
        async with bus_of(valkey) as bus:
            yield bus


@pytest.fixture
async def far(near: Bus, valkey: ValkeyServer) -> AsyncIterator[Bus]:
    """The bus where somebody listens: the same one, or that of another process."""
    if isinstance(near, MemoryBus):
        yield near
    else:
        async with bus_of(valkey) as bus:
            yield bus


class TestBothBuses:
    async def test_a_ring_reaches_those_who_listen_to_the_topic(self, near: Bus, far: Bus) -> None:
        ear, other = Ear(), Ear()
        far.listen("session:1", ear)
        far.listen("session:2", other)
        await far.settled()
        near.ring("session:1", 7)
        near.ring("session:2", 8)
        await until(lambda: ear.heard and other.heard)
        assert (ear.heard, other.heard) == ([("session:1", 7)], [("session:2", 8)])

    async def test_whoever_rings_is_heard_at_once_in_its_own_process(self, near: Bus) -> None:
        ear = Ear()
        near.listen("session:1", ear)
        near.ring("session:1", 7)
        assert ear.numbers == [7]

    async def test_whoever_rings_is_not_heard_twice(self, near: Bus, far: Bus) -> None:
        ear, other = Ear(), Ear()
        near.listen("session:1", ear)
        far.listen("session:1", other)
        await near.settled()
        await far.settled()
        near.ring("session:1", 7)
        await until(lambda: other.heard)
        await near.settled()
        assert ear.numbers == [7]

    async def test_numbers_come_in_the_order_in_which_they_were_rung(self, near: Bus, far: Bus) -> None:
        ear = Ear()
        far.listen("session:1", ear)
        await far.settled()
        for number in range(2_000):
            near.ring("session:1", number)
        await until(lambda: len(ear.heard) >= 2_000)
        assert ear.numbers == list(range(2_000))

    async def test_a_thousand_topics_are_heard_apart(self, near: Bus, far: Bus) -> None:
        ears = {f"session:{number}": Ear() for number in range(1_000)}
        for topic, ear in ears.items():
            far.listen(topic, ear)
        await far.settled()
        for number, topic in enumerate(ears):
            near.ring(topic, number)
        await until(lambda: all(ear.heard for ear in ears.values()))
        assert [ear.heard for ear in ears.values()] == [[(topic, n)] for n, topic in enumerate(ears)]

    async def test_one_who_stopped_listening_hears_nothing(self, near: Bus, far: Bus) -> None:
        gone, there = Ear(), Ear()
        stop = far.listen("session:1", gone)
        far.listen("session:1", there)
        stop()
        stop()
        await far.settled()
        near.ring("session:1", 7)
        await until(lambda: there.heard)
        assert gone.heard == []

    async def test_one_who_stopped_and_listens_again_hears_again(self, near: Bus, far: Bus) -> None:
        first, second, other = Ear(), Ear(), Ear()
        far.listen("session:1", first)()
        await far.settled()
        far.listen("session:1", second)()
        far.listen("session:1", other)
        await far.settled()
        near.ring("session:1", 7)
        await until(lambda: other.heard)
        assert (first.heard, second.heard) == ([], [])

    async def test_a_broken_listener_does_not_keep_the_bell_from_others(
        self, near: Bus, far: Bus, caplog: pytest.LogCaptureFixture
    ) -> None:
        ear = Ear()
        far.listen("session:1", break_down)
        far.listen("session:1", ear)
        await far.settled()
        near.ring("session:1", 7)
        await until(lambda: ear.heard)
        assert "bus_listener_failed" in caplog.messages
        near.ring("session:1", 8)
        await until(lambda: len(ear.heard) > 1)

    async def test_listening_and_leaving_at_random_misses_nothing_that_was_settled(self, near: Bus, far: Bus) -> None:
        chance = random.Random(7)
        ears: dict[str, Ear] = {}
        stops: dict[str, Callable[[], None]] = {}
        for number in range(300):
            topic = f"session:{chance.randrange(20)}"
            if topic in stops and chance.random() < 0.5:
                stops.pop(topic)()
                del ears[topic]
            elif topic not in stops:
                ears[topic] = Ear()
                stops[topic] = far.listen(topic, ears[topic])
            if number % 10 == 0:
                await far.settled()
        await far.settled()
        for topic in ears:
            near.ring(topic, 999)
        await until(lambda: all(ear.numbers[-1:] == [999] for ear in ears.values()))

    async def test_a_running_bus_is_healthy(self, near: Bus) -> None:
        assert near.healthy


async def test_valkey_sees_neither_topics_nor_ids(valkey: ValkeyServer) -> None:
    async with bus_of(valkey) as bus:
        bus.listen("session:0190-some-id", Ear())
        await bus.settled()
        channels = valkey.say("PUBSUB", "CHANNELS")
    assert hashed("session:0190-some-id")[:32].encode() in channels
    assert b"session" not in channels
    assert b"0190" not in channels


async def test_topics_that_nobody_listens_to_any_more_cost_valkey_nothing(valkey: ValkeyServer) -> None:
    async with bus_of(valkey) as bus:
        for stop in [bus.listen(f"session:{number}", Ear()) for number in range(100)]:
            stop()
        await bus.settled()
        assert valkey.say("PUBSUB", "CHANNELS") == b"*0\r\n"


async def test_without_valkey_a_process_starts_and_hears_itself(mortal: ValkeyServer) -> None:
    mortal.kill()
    async with bus_of(mortal) as bus:
        ear = Ear()
        bus.listen("session:1", ear)
        await bus.settled()
        bus.ring("session:1", 7)
        assert (ear.numbers, bus.healthy, bus.dropped) == ([7], False, 1)


async def test_a_valkey_that_comes_late_is_found(mortal: ValkeyServer) -> None:
    mortal.kill()
    async with bus_of(mortal) as near, bus_of(mortal) as far:
        ear = Ear()
        far.listen("session:1", ear)
        mortal.start()
        await until(lambda: near.healthy and far.healthy)
        near.ring("session:1", 7)
        await until(lambda: ear.heard)


async def test_after_every_kill_everybody_is_told_of_the_gap_and_hears_again(
    mortal: ValkeyServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with bus_of(mortal) as near, bus_of(mortal) as far:
        ear = Ear()
        far.listen("session:1", ear)
        far.on_gap(ear.gap)
        for number in range(3):
            mortal.kill()
            await until(lambda: not near.healthy and not far.healthy)
            mortal.start()
            await until(lambda gaps=number + 1: near.healthy and ear.gaps == gaps)  # type: ignore[misc] # bound now
            near.ring("session:1", number)
            await until(lambda last=number: last in ear.numbers)  # type: ignore[misc] # bound now
    changes = [message for message in caplog.messages if message.startswith("valkey_")]
    assert (changes.count("valkey_away"), changes.count("valkey_connected")) == (6, 8)


async def test_what_was_rung_while_one_process_was_cut_off_is_rung_when_it_is_back(valkey: ValkeyServer) -> None:
    near = ValkeyBus(Valkey(valkey.url, purpose="bus"), hashed=hashed)
    async with bus_of(valkey) as far:
        ear = Ear()
        far.listen("session:1", ear)
        await far.settled()
        for number in range(5):
            near.ring("session:1", number)
        await near.start()
        await until(lambda: ear.heard)
        await near.stop()
        assert (ear.numbers, near.dropped) == ([4], 5)


async def test_rings_into_the_void_are_bounded(mortal: ValkeyServer) -> None:
    mortal.kill()
    async with bus_of(mortal) as bus:
        for number in range(MOST_MISSED + 100):
            bus.ring(f"session:{number}", 1)
        assert len(bus._missed) == MOST_MISSED  # noqa: SLF001 - bounded memory is the behaviour
        assert bus.dropped == MOST_MISSED + 100


async def test_a_connection_that_died_without_a_word_is_noticed(mortal: ValkeyServer) -> None:
    async with bus_of(mortal) as bus:
        ear = Ear()
        bus.on_gap(ear.gap)
        mortal.freeze()
        await until(lambda: not bus.healthy)
        mortal.thaw()
        await until(lambda: ear.gaps == 1)


async def test_flushing_valkey_takes_nothing_from_the_bus(valkey: ValkeyServer) -> None:
    async with bus_of(valkey) as near, bus_of(valkey) as far:
        ear = Ear()
        far.listen("session:1", ear)
        await far.settled()
        valkey.say("FLUSHALL")
        near.ring("session:1", 7)
        await until(lambda: ear.heard)


async def test_what_others_say_in_valkey_is_not_believed(valkey: ValkeyServer) -> None:
    async with bus_of(valkey) as bus:
        ear = Ear()
        bus.listen("session:1", ear)
        await bus.settled()
        channel = hashed("session:1")[:32]
        for nonsense in ("", "-1", "seven", "9" * 400, "٣"):
            valkey.say("PUBLISH", channel, nonsense)
        valkey.say("PUBLISH", channel, "7")
        await until(lambda: ear.heard)
        assert ear.numbers == [7]


async def test_a_wrong_password_is_absence_and_the_password_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with running_valkey(password="the-right-secret") as server:
        async with bus_of(server) as bus:
            assert bus.healthy
        server.password = "the-wrong-secret"
        async with bus_of(server) as bus:
            assert not bus.healthy
        server.password = "the-right-secret"
    assert [record.code for record in caplog.records if record.message == "valkey_away"] == ["refused"]  # type: ignore[attr-defined]
    assert "secret" not in caplog.text
