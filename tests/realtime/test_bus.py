"""The bus is a doorbell: a topic and a number, to everyone who listens."""

from __future__ import annotations

import pytest

from app.realtime.bus import MemoryBus


def break_down(_topic: str, _number: int) -> None:
    raise LookupError


def test_a_ring_reaches_those_who_listen_to_the_topic() -> None:
    bus = MemoryBus()
    heard: list[tuple[str, int]] = []
    bus.listen("session:1", lambda topic, number: heard.append((topic, number)))
    bus.ring("session:1", 7)
    bus.ring("session:2", 8)
    assert heard == [("session:1", 7)]


def test_one_who_stopped_listening_hears_nothing() -> None:
    bus = MemoryBus()
    heard: list[int] = []
    stop = bus.listen("session:1", lambda _topic, number: heard.append(number))
    stop()
    stop()
    bus.ring("session:1", 7)
    assert heard == []


def test_a_broken_listener_does_not_keep_the_bell_from_others(caplog: pytest.LogCaptureFixture) -> None:
    bus = MemoryBus()
    heard: list[int] = []
    bus.listen("session:1", break_down)
    bus.listen("session:1", lambda _topic, number: heard.append(number))
    bus.ring("session:1", 7)
    assert heard == [7]
    assert "bus_listener_failed" in caplog.messages
