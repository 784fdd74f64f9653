"""What is the case in this process, named for its numbers. Nothing is asked before somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.resources import Resources
    from app.sessions.engine.engine import Engine


def watch(resources: Resources, engine: Engine) -> None:
    """Name them; each is one look at a length or a flag."""
    each = resources.metrics.watch
    each("rejoin_sockets_open", "Live sockets of this process.", lambda: len(resources.hub))
    each("rejoin_sessions_in_memory", "Sessions that this process holds folded.", lambda: len(engine.memory))
    each("rejoin_timers_waiting", "Sessions with a deadline ahead.", lambda: len(engine.timers))
    each("rejoin_database_waiting", "Transactions without an answer yet.", lambda: resources.database.waiting)
    each("rejoin_bus_healthy", "1 while rings reach the other processes.", lambda: resources.bus.healthy)
    each("rejoin_limits_shared", "1 while quotas are counted together.", lambda: resources.limiter.healthy)
    by_label = resources.metrics.watch_each
    by_label("rejoin_rate_limited", "Refusals by quota.", lambda: resources.limiter.refused, label="rule")
    by_label(
        "rejoin_storage_failures",
        "Failures of the database, by what they mean.",
        lambda: resources.database.failures,
        label="verdict",
    )
