"""PostgreSQL: one pool of connections for three ways of beginning a transaction. It knows limits, and no table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from psycopg.types.string import StrDumperUnknown
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from app.database.failures import judge_postgresql
from app.database.storage import Lane, Storage

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.abc import Buffer
    from sqlalchemy import Engine
    from sqlalchemy.engine import URL
    from sqlalchemy.pool import ConnectionPoolEntry

READERS: Final = 8
WRITERS: Final = 8
# One for the groups of commands; the others for what waits for a row, so that the groups never do.
GROUPS: Final = 4
# In a burst the same few rows are wanted by many; whoever lost takes turns, but other processes and first attempts
# under way may still win a few times over.
TRIES: Final = 8
# DR-14, in milliseconds. The server ends what takes longer, so that nobody waits for somebody else's accident.
LOCK_TIMEOUT: Final = 2_000
STATEMENT_TIMEOUT: Final = 5_000
IDLE_TIMEOUT: Final = 10_000
# The server cannot end anything while it is stopped or out of reach; then we stop waiting ourselves, in seconds.
PATIENCE: Final = 5.0
CONNECT_TIMEOUT: Final = 2


def storage(url: URL) -> Storage:
    """Return the lanes of one process: together they never hold more connections than threads."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=READERS + WRITERS + GROUPS,
        max_overflow=0,
        pool_timeout=PATIENCE,
        # The connections used last are used first, so that a quiet service keeps few of them warm.
        pool_use_lifo=True,
        hide_parameters=True,
        use_native_hstore=False,
        connect_args=_connect_arguments(url, **_TIMEOUTS),
    )
    event.listen(engine, "connect", _prepare)
    snapshot = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Storage(
        readers=Lane("reader", snapshot, READERS),
        askers=Lane("reader", engine.execution_options(isolation_level="AUTOCOMMIT"), READERS),
        writers=Lane("writer", engine.execution_options(isolation_level="SERIALIZABLE"), WRITERS),
        groups=Lane("group", engine.execution_options(isolation_level="READ COMMITTED"), GROUPS),
        judge=judge_postgresql,
        tries=TRIES,
        patience=PATIENCE,
    )


def patient_engine(url: URL) -> Engine:
    """Return an engine for migrations: one connection, which may wait for another starter and work for long."""
    arguments = _connect_arguments(url, lock_timeout=0, statement_timeout=0, idle_in_transaction_session_timeout=0)
    return create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=arguments)


class WithoutNul(StrDumperUnknown):
    """Text with a NUL, such as a forged id, equals nothing that is stored; the server would refuse the question."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)


def _prepare(connection: Connection, _entry: ConnectionPoolEntry) -> None:
    connection.adapters.register_dumper(str, WithoutNul)


_TIMEOUTS: Final = {
    "lock_timeout": LOCK_TIMEOUT,
    "statement_timeout": STATEMENT_TIMEOUT,
    "idle_in_transaction_session_timeout": IDLE_TIMEOUT,
}


def _connect_arguments(url: URL, **milliseconds: int) -> dict[str, object]:
    given = url.query.get("options", ())
    asked = [given] if isinstance(given, str) else list(given)
    ours = [f"-c {name}={value}" for name, value in milliseconds.items()]
    # Last, so that nothing can loosen it: an answer goes out only for what would survive a power cut.
    options = " ".join((*ours, *asked, "-c TimeZone=UTC", "-c synchronous_commit=on"))
    defaults: dict[str, object] = {
        "connect_timeout": CONNECT_TIMEOUT,
        "application_name": "rejoin",
        # A peer that vanished is noticed within seconds, not hours.
        "keepalives": 1,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 5_000,
        # After a failover the address may still answer as a standby, which cannot write.
        "target_session_attrs": "read-write",
    }
    return {name: value for name, value in defaults.items() if name not in url.query} | {"options": options}
