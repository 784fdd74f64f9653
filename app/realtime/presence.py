"""Who is here: an open socket, or a poll in the last 45 seconds. Tells "connected or not", never since when (T08)."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

POLL_LASTS: Final = 45.0


class Presence:
    """Presence per session and account. Time is monotonic and real: the sandbox clock loses nobody."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._sockets: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._polls: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._known: dict[str, frozenset[str]] = {}
        self._listeners: list[Callable[[str, frozenset[str]], None]] = []

    def on_change(self, listener: Callable[[str, frozenset[str]], None]) -> None:
        """Call `listener(session_id, accounts present)` whenever that set changed."""
        self._listeners.append(listener)

    def opened(self, session_id: str, account_id: str) -> None:
        """A socket of this person was accepted."""
        self._sockets[session_id][account_id] += 1
        self._announce(session_id)

    def closed(self, session_id: str, account_id: str) -> None:
        """A socket of this person is gone; they stay present while another is open."""
        sockets = self._sockets[session_id]
        sockets[account_id] -= 1
        if sockets[account_id] <= 0:
            del sockets[account_id]
        self._announce(session_id)

    def polled(self, session_id: str, account_id: str) -> None:
        """The person asked over HTTP."""
        self._polls[session_id][account_id] = self._monotonic() + POLL_LASTS
        self._announce(session_id)

    def left(self, session_id: str, account_id: str) -> None:
        """Forget this person's polls: they said that they go."""
        self._polls[session_id].pop(account_id, None)
        self._announce(session_id)

    def present(self, session_id: str) -> frozenset[str]:
        now = self._monotonic()
        polls = self._polls.get(session_id, {})
        return frozenset(self._sockets.get(session_id, ())) | {who for who, until in polls.items() if until > now}

    def sweep(self) -> None:
        """Notice polls that ran out; called by a slow tick."""
        now = self._monotonic()
        for session_id, polls in tuple(self._polls.items()):
            for account_id, until in tuple(polls.items()):
                if until <= now:
                    del polls[account_id]
            self._announce(session_id)

    def _announce(self, session_id: str) -> None:
        here = self.present(session_id)
        if not here:
            self._forget(session_id)
        if self._known.get(session_id, frozenset()) == here:
            return
        if here:
            self._known[session_id] = here
        else:
            self._known.pop(session_id, None)
        for listener in tuple(self._listeners):
            listener(session_id, here)

    def _forget(self, session_id: str) -> None:
        self._sockets.pop(session_id, None)
        self._polls.pop(session_id, None)
