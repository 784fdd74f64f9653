"""The bus between processes, over Valkey. It carries a hash of the topic, a number, and a random mark of the process
that rang, which does not listen to itself twice: no words, no ids.

Losing Valkey costs latency and nothing else. A ring that could not be sent is rung again when Valkey is back.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING, Final

from app.realtime.bus import MemoryBus
from app.valkey.link import Away

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.realtime.bus import Listener
    from app.valkey.client import Valkey

log = logging.getLogger(__name__)

MOST_MISSED: Final = 10_000
PER_SUBSCRIBE: Final = 500
LONGEST_NUMBER: Final = 18
SETTLES_WITHIN: Final = 0.25


class ValkeyBus:
    """`MemoryBus` with everybody else's rings. Whoever rings is heard here at once."""

    def __init__(self, valkey: Valkey, *, hashed: Callable[[str], str]) -> None:
        self._valkey = valkey
        self._hashed = hashed
        self._mark = secrets.token_hex(8).encode()
        self._here = MemoryBus()
        # Channel by topic and topic by channel, of what is listened to here.
        self._channels: dict[str, bytes] = {}
        self._topics: dict[bytes, str] = {}
        # What Valkey was told on this connection, and which channels may differ from it.
        self._subscribed: set[bytes] = set()
        self._changed: dict[bytes, None] = {}
        self._missed: dict[str, int] = {}
        self._gap_callbacks: list[Callable[[], None]] = []
        self.dropped = 0
        valkey.opened, valkey.ready, valkey.pushed = self._opened, self._ready, self._pushed

    @property
    def healthy(self) -> bool:
        return self._valkey.healthy

    async def start(self) -> None:
        await self._valkey.start()

    async def stop(self) -> None:
        await self._valkey.stop()

    def ring(self, topic: str, number: int) -> None:
        """Ring here at once and everywhere in this tick. Never waits, never fails."""
        self._here.ring(topic, number)
        if not self._publish(topic, number):
            self.dropped += 1
            if topic in self._missed or len(self._missed) < MOST_MISSED:
                self._missed[topic] = number

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        stop_here = self._here.listen(topic, listener)
        if topic not in self._channels:
            channel = self._channel(topic)
            self._channels[topic], self._topics[channel] = channel, topic
            self._change(channel)

        def stop() -> None:
            stop_here()
            if topic not in self._here and topic in self._channels:
                channel = self._channels.pop(topic)
                del self._topics[channel]
                self._change(channel)

        return stop

    def on_gap(self, callback: Callable[[], None]) -> None:
        self._gap_callbacks.append(callback)

    async def settled(self) -> None:
        self._subscribe()
        try:
            # Valkey answers in order, so the subscriptions before this are in force.
            await self._valkey.ask("PING", within=SETTLES_WITHIN)
        except Away:
            return

    def _publish(self, topic: str, number: int) -> bool:
        return self._valkey.healthy and self._valkey.send(
            "PUBLISH", self._channel(topic), b"%d %s" % (number, self._mark)
        )

    def _channel(self, topic: str) -> bytes:
        # Half of the hash is 128 bits: nobody guesses a topic from it, and no two topics share one.
        return self._channels.get(topic) or self._hashed(topic)[:32].encode()

    def _change(self, channel: bytes) -> None:
        if not self._changed:
            # Hundreds may come in one tick, after a restart: one command for all costs a hundredth.
            asyncio.get_running_loop().call_soon(self._subscribe)
        self._changed[channel] = None

    def _subscribe(self) -> None:
        wanted = [channel for channel in self._changed if channel in self._topics]
        unwanted = [channel for channel in self._changed if channel not in self._topics]
        self._changed.clear()
        self._tell("SUBSCRIBE", [channel for channel in wanted if channel not in self._subscribed])
        self._tell("UNSUBSCRIBE", [channel for channel in unwanted if channel in self._subscribed])

    def _tell(self, command: str, channels: list[bytes]) -> None:
        for first in range(0, len(channels), PER_SUBSCRIBE):
            some = channels[first : first + PER_SUBSCRIBE]
            if not self._valkey.send(command, *some, replies=False):
                # Away: the next connection begins with all subscriptions.
                return
            if command == "SUBSCRIBE":
                self._subscribed.update(some)
            else:
                self._subscribed.difference_update(some)

    def _opened(self) -> None:
        self._changed.clear()
        self._subscribed.clear()
        self._tell("SUBSCRIBE", list(self._topics))

    def _ready(self) -> None:
        missed, self._missed = self._missed, {}
        for topic, number in missed.items():
            self._publish(topic, number)
        for callback in self._gap_callbacks:
            try:
                callback()
            except Exception:
                log.exception("bus_listener_failed")

    def _pushed(self, message: list[object]) -> None:
        match message:
            case [b"message", bytes() as channel, bytes() as said]:
                number, _, mark = said.partition(b" ")
                topic = self._topics.get(channel)
                # What anybody else may have put there is not believed to be a number.
                if topic is not None and mark != self._mark and number.isdigit() and len(number) <= LONGEST_NUMBER:
                    self._here.ring(topic, int(number))
            case _:
                return
