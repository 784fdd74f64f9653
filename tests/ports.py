"""Ports for servers that the tests start: never one twice, never one that an outgoing connection could be given."""

from __future__ import annotations

import os
import random
import socket

# Below the ports that the system gives to outgoing connections (Linux: from 32768 on). A port asked of the system
# itself may be somebody's outgoing one, or the next caller's, by the time that a server binds it.
_RANGE = range(20_000, 32_000)
_given: dict[int, set[int]] = {}


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on, and that no other call of this process has got."""
    # Workers of one test run begin at different places; a forked child must not repeat its parent's choices.
    given = _given.setdefault(os.getpid(), set())
    while True:
        port = random.SystemRandom().choice(_RANGE)
        if port not in given and _is_free(port):
            given.add(port)
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
