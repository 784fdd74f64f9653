"""Numbers about the service, for its operator: counts and durations under labels from closed sets.

No number belongs to a couple, a person or a session (T44), and no label can carry an id or a word: what is not in
its set is counted as `other`. Everything is touched on the event loop only, so nothing here needs a lock.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

OTHER: Final = "other"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})
STATUS_CLASSES: Final = frozenset({"1xx", "2xx", "3xx", "4xx", "5xx"})
MAIL_OUTCOMES: Final = frozenset({"sent", "not_now", "never"})
ACCEPTED: Final = "accepted"

SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
LATENESS: Final = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)
UNITS: Final = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)
PAUSES: Final = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)


class Counts:
    """How often something happened, by labels whose values are all known beforehand."""

    __slots__ = ("_sets", "by_labels", "help", "labels", "name")

    def __init__(self, name: str, help_text: str, /, **labels: Collection[str]) -> None:
        self.name = name
        self.help = help_text
        self.labels = tuple(labels)
        self._sets = tuple(labels.values())
        self.by_labels: dict[tuple[str, ...], int] = {} if labels else {(): 0}

    def add(self, *values: str, by: int = 1) -> None:
        found = self.by_labels.get(values)
        if found is None:
            # Only the first time is looked at closely; from then on the key itself proves that it is allowed.
            values = self.allowed(*values)
            found = self.by_labels.get(values, 0)
        self.by_labels[values] = found + by

    def allowed(self, *values: str) -> tuple[str, ...]:
        """Return the values with `other` in the place of what is in no set."""
        return tuple(one if one in known else OTHER for one, known in zip(values, self._sets, strict=True))


class Durations:
    """How a quantity is spread, in fixed steps."""

    __slots__ = ("bounds", "help", "in_step", "name", "total")

    def __init__(self, name: str, help_text: str, bounds: tuple[float, ...] = SECONDS) -> None:
        self.name = name
        self.help = help_text
        self.bounds = bounds
        self.in_step = [0] * (len(bounds) + 1)
        self.total = 0.0

    def add(self, value: float) -> None:
        self.in_step[bisect_left(self.bounds, value)] += 1
        self.total += value


class State:
    """What is the case now, asked only when somebody looks: one number, or one for each value of a label."""

    __slots__ = ("ask", "grows", "help", "label", "name")

    def __init__(
        self, name: str, help_text: str, ask: Callable[[], Mapping[str, float]], *, label: str = "", grows: bool = False
    ) -> None:
        self.name = name
        self.help = help_text
        self.ask = ask
        self.label = label
        self.grows = grows


class Metrics:
    """Every number of one process. What happens is added where it happens; what is the case is asked for."""

    def __init__(self, *, commands: Iterable[str] = (), codes: Iterable[str] = ()) -> None:
        # Filled once the application has its routes.
        self.routes: set[str] = set()
        self.requests = Counts(
            "rejoin_http_requests",
            "Answers over HTTP, by the route's template.",
            method=METHODS,
            route=self.routes,
            status=STATUS_CLASSES,
        )
        self.request_seconds = Durations("rejoin_http_request_seconds", "From the head of a request to its answer.")
        self.commands = Counts(
            "rejoin_commands",
            "Commands of live sessions, by what they were answered with.",
            name=frozenset(commands),
            code=frozenset({*codes, ACCEPTED}),
        )
        self.command_seconds = Durations(
            "rejoin_command_seconds", "From a command at the door to its durable commit; accepted ones only."
        )
        self.groups = Durations("rejoin_group_units", "Units of work stored by one transaction.", UNITS)
        self.fences_lost = Counts("rejoin_fences_lost", "Units that another process was faster than.")
        self.reloads = Counts("rejoin_session_reloads", "Sessions read again because the database knew more.")
        self.mails = Counts("rejoin_mails", "Mails, by what became of them.", outcome=MAIL_OUTCOMES)
        self.timers_late = Durations(
            "rejoin_timer_lateness_seconds",
            "How long after its moment a timer was looked at; counted once a firing.",
            LATENESS,
        )
        self.loop_lag = Durations("rejoin_loop_lag_seconds", "How much too late the event loop came back.", PAUSES)
        self.collections = Durations("rejoin_gc_pause_seconds", "Pauses for collecting garbage.", PAUSES)
        self.states: list[State] = []
        # Where spans are wanted: name, facts from the same closed sets, seconds.
        self.traced: Callable[[str, Mapping[str, str], float], None] | None = None

    @property
    def counts(self) -> tuple[Counts, ...]:
        return (self.requests, self.commands, self.fences_lost, self.reloads, self.mails)

    @property
    def durations(self) -> tuple[Durations, ...]:
        return (
            self.request_seconds,
            self.command_seconds,
            self.groups,
            self.timers_late,
            self.loop_lag,
            self.collections,
        )

    def answered(self, method: str, route: str, status: int | None, seconds: float) -> None:
        """Count one answer; a caller who hung up before it had none, and is `other`."""
        labels = (method, route, f"{status // 100}xx" if status else OTHER)
        self.requests.add(*labels)
        self.request_seconds.add(seconds)
        if self.traced:
            method, route, status_class = self.requests.allowed(*labels)
            facts = {"http.request.method": method, "http.route": route, "rejoin.status": status_class}
            self.traced(f"{method} {route}", facts, seconds)

    def commanded(self, name: str, code: str, seconds: float) -> None:
        self.commands.add(name, code)
        if code == ACCEPTED:
            self.command_seconds.add(seconds)
        if self.traced:
            name, code = self.commands.allowed(name, code)
            self.traced(f"command {name}", {"rejoin.command": name, "rejoin.code": code}, seconds)

    def watch(self, name: str, help_text: str, ask: Callable[[], float]) -> None:
        """Show what `ask` returns whenever somebody looks."""
        self.states.append(State(name, help_text, lambda: {"": ask()}))

    def watch_each(self, name: str, help_text: str, ask: Callable[[], Mapping[str, float]], *, label: str) -> None:
        """The same for a count by one label. The keys must be names of ours, such as those of rules."""
        self.states.append(State(name, help_text, ask, label=label, grows=True))
