"""The sockets of this process by topic. It hands frames over and never awaits anybody's socket."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, TypeVar

from app.realtime.bus import MemoryBus
from app.realtime.close_codes import CloseCode
from app.realtime.outbox import Holder, Outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.realtime.bus import Bus

MOST_PER_ACCOUNT: Final = 20  # DR-20
BoxT = TypeVar("BoxT", bound=Outbox)


def session_topic(session_id: str) -> str:
    return f"session:{session_id}"


def login_topic(login_id: str) -> str:
    """Return what is rung when a login ends, wherever its sockets are."""
    return f"login:{login_id}"


class Hub:
    """Who is connected here. All methods are synchronous and run on the event loop."""

    def __init__(self, bus: Bus | None = None) -> None:
        self._bus = bus or MemoryBus()
        self._by_topic: defaultdict[str, set[Outbox]] = defaultdict(set)
        self._by_account: defaultdict[str, list[Outbox]] = defaultdict(list)
        self._by_login: defaultdict[str, set[Outbox]] = defaultdict(set)
        self._stop_listening: dict[str, Callable[[], None]] = {}

    def join(self, topic: str, holder: Holder) -> Outbox:
        """Return the outbox of a new socket; over the quota the person's oldest socket is replaced (4409)."""
        return self.take_in(Outbox(topic, holder))

    def take_in(self, outbox: BoxT) -> BoxT:
        """Do the same for an outbox that was made already."""
        holder = outbox.holder
        mine = self._by_account[holder.account_id]
        if len(mine) >= MOST_PER_ACCOUNT:
            mine[0].close(CloseCode.REPLACED)
            self.leave(mine[0])
            # `leave` forgets an account without sockets, so it is looked up again.
            mine = self._by_account[holder.account_id]
        mine.append(outbox)
        self._by_topic[outbox.topic].add(outbox)
        self._by_login[holder.login_id].add(outbox)
        if holder.login_id not in self._stop_listening:
            self._stop_listening[holder.login_id] = self._bus.listen(
                login_topic(holder.login_id), lambda _topic, _number: self.close_login(holder.login_id)
            )
        return outbox

    def leave(self, outbox: Outbox) -> None:
        """Forget a socket; harmless when it is already forgotten."""
        _remove(self._by_topic, outbox.topic, outbox)
        _remove(self._by_account, outbox.holder.account_id, outbox)
        login_id = outbox.holder.login_id
        _remove(self._by_login, login_id, outbox)
        if login_id not in self._by_login and login_id in self._stop_listening:
            self._stop_listening.pop(login_id)()

    def send(self, topic: str, frame: str, *, to: str | None = None) -> None:
        """Queue a frame for everyone in the topic, or only for the account `to`."""
        for outbox in self.sockets(topic):
            if to is None or outbox.holder.account_id == to:
                outbox.put(frame)

    def sockets(self, topic: str) -> tuple[Outbox, ...]:
        return tuple(self._by_topic.get(topic, ()))

    def close_topic(self, topic: str, code: CloseCode, *, account_id: str | None = None) -> None:
        """Close a topic's sockets, or only one person's: the session ended, or they are not a member any more."""
        self._close(code, lambda outbox: outbox.topic == topic and account_id in {None, outbox.holder.account_id})

    def close_account(self, account_id: str, code: CloseCode) -> None:
        self._close(code, lambda outbox: outbox.holder.account_id == account_id)

    def close_login(self, login_id: str, code: CloseCode = CloseCode.TICKET) -> None:
        """Close what an ended login opened here (T43); other processes hear the ring of its topic."""
        for outbox in tuple(self._by_login.get(login_id, ())):
            outbox.close(code)

    @property
    def logins(self) -> frozenset[str]:
        """The logins that hold a socket here."""
        return frozenset(self._by_login)

    def close_all(self, code: CloseCode = CloseCode.RESTARTING) -> None:
        self._close(code, lambda _outbox: True)

    def __len__(self) -> int:
        return sum(len(sockets) for sockets in self._by_topic.values())

    def _close(self, code: CloseCode, which: Callable[[Outbox], bool]) -> None:
        for outbox in tuple(self._all()):
            if which(outbox):
                outbox.close(code)

    def _all(self) -> Iterator[Outbox]:
        for sockets in self._by_topic.values():
            yield from sockets


def _remove(places: defaultdict[str, set[Outbox]] | defaultdict[str, list[Outbox]], key: str, outbox: Outbox) -> None:
    found = places.get(key)
    if found is not None and outbox in found:
        found.remove(outbox)
        if not found:
            del places[key]
