"""Places at which a life ends itself with SIGKILL. They are put around the product's own code from outside, in the
process that tests fork; the product has no such places, so there is nothing to switch on in production and no cost.
"""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine as SqlEngine
from sqlalchemy import event

from app.database.engine import Database
from app.realtime.outbox import Outbox
from app.sessions import socket
from app.sessions.engine.committer import Committer
from app.sessions.engine.deciding import Deciding
from app.sessions.engine.timers import Timers

if TYPE_CHECKING:
    from collections.abc import Callable

# What a command passes on its way, in order.
OF_COMMANDS: Final = (
    "before_begin",
    "event_inserted",
    "outcome_inserted",
    "before_commit",
    "committed",
    "mid_fan_out",
    "published",
    "ticket_redeemed",
)
OF_TIMERS: Final = ("timer_claimed", "timer_inserted", "timer_stored")
OF_KEYS: Final = ("key_inserted", "key_stored", "key_deleted", "key_gone")


def plant(name: str, nth: int) -> None:
    """From now on the `nth` arrival at this place is the last thing that this process does."""
    PLACES[name](Countdown(nth))


class Countdown:
    def __init__(self, nth: int) -> None:
        self._left = nth
        self._lock = threading.Lock()

    def __call__(self) -> None:
        with self._lock:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def _before(owner: Any, method: str) -> Callable[[Countdown], None]:
    def put(reached: Countdown) -> None:
        original = getattr(owner, method)

        def wrapped(*given: Any, **named: Any) -> Any:
            reached()
            return original(*given, **named)

        setattr(owner, method, wrapped)

    return put


def _after(owner: Any, method: str) -> Callable[[Countdown], None]:
    def put(reached: Countdown) -> None:
        original = getattr(owner, method)

        def wrapped(*given: Any, **named: Any) -> Any:
            result = original(*given, **named)
            reached()
            return result

        setattr(owner, method, wrapped)

    return put


def _after_awaiting(
    owner: Any, method: str, *, when: Callable[[tuple[Any, ...]], bool] = lambda _: True
) -> Callable[[Countdown], None]:
    def put(reached: Countdown) -> None:
        original = getattr(owner, method)

        async def wrapped(*given: Any, **named: Any) -> Any:
            result = await original(*given, **named)
            if when(given):
                reached()
            return result

        setattr(owner, method, wrapped)

    return put


def _statement(beginning: str, *, then: str = "") -> Callable[[Countdown], None]:
    """After such a statement; or before the COMMIT that follows it; or after the write that it was part of."""
    seen = threading.local()

    def put(reached: Countdown) -> None:
        def executed(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if statement.startswith(beginning):
                seen.it = True
                if not then:
                    reached()

        def committing(_connection: Any) -> None:
            if then == "commit" and getattr(seen, "it", False):
                reached()

        def written(*given: Any) -> Any:
            seen.it = False
            result = original(*given)
            if then == "answer" and seen.it:
                reached()
            return result

        original: Callable[..., Any] = Database._write  # noqa: SLF001 - it is planted, not used
        Database._write = written  # type: ignore[method-assign,assignment] # noqa: SLF001
        event.listen(SqlEngine, "after_cursor_execute", executed)
        event.listen(SqlEngine, "commit", committing)

    return put


def _any_statement(reached: Countdown) -> None:
    """After whichever statement, and before whichever commit."""
    event.listen(SqlEngine, "after_cursor_execute", lambda *_: reached())
    event.listen(SqlEngine, "commit", lambda _: reached())


def _of_time(given: tuple[Any, ...]) -> bool:
    """`Deciding._commit(live, decided, facts, sent)` without a sender: time itself brought it."""
    return given[-1] is None


PLACES: Final[dict[str, Callable[[Countdown], None]]] = {
    "before_begin": _before(Committer, "_write"),
    "event_inserted": _statement("INSERT INTO session_event "),
    "outcome_inserted": _statement("INSERT INTO session_outcome "),
    "before_commit": _statement("INSERT INTO session_outcome ", then="commit"),
    "committed": _before(Deciding, "_stored"),
    "mid_fan_out": _after(Outbox, "put"),
    "published": _after(Deciding, "_stored"),
    "ticket_redeemed": _after_awaiting(socket, "_hello"),
    "timer_claimed": _before(Timers, "_fire"),
    "timer_inserted": _statement("INSERT INTO session_event "),
    "timer_stored": _after_awaiting(Deciding, "_commit", when=_of_time),
    "any_statement": _any_statement,
    "key_inserted": _statement("INSERT INTO data_key "),
    "key_stored": _statement("INSERT INTO data_key ", then="answer"),
    "key_deleted": _statement("DELETE FROM data_key "),
    "key_gone": _statement("DELETE FROM data_key ", then="answer"),
}
