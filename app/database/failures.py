"""What a storage failure means: do it again, tell people to try again, or stop at once. It does none of it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

# conflict: it lost against another transaction and may win the next time. clash: the same, seen as a duplicate;
# if it stays one, it is a bug. lost: the connection is gone. The others are the last word.
Verdict = Literal["bug", "try_again", "fatal", "conflict", "clash", "lost"]

# Primary result codes of SQLite; extended codes carry them in the low byte.
TRY_AGAIN: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_NOMEM}
# DR-28: after these the state of the file is unknown. Stop; do not try to continue.
FATAL: Final = {
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
}

# SQLSTATE of PostgreSQL: whole codes first, then classes.
CODES: Final[dict[str, Verdict]] = {
    "40001": "conflict",  # serialization failure
    "40P01": "conflict",  # deadlock
    # Under SERIALIZABLE a race for a unique place may be told as a duplicate: the second look finds what is there.
    "23505": "clash",
    "23503": "clash",
    "55P03": "try_again",  # lock timeout
    "57014": "try_again",  # statement timeout
    "57P01": "lost",  # shutdown by an administrator
    "57P02": "lost",  # crash of another server process
    "57P03": "try_again",  # starting up, or shutting down
    "57P05": "lost",  # idle for too long
    "25P03": "lost",  # idle in a transaction for too long
}
# Connection trouble, no resources (a full disk too), and errors of the server's own machine: it stays the server's
# business to stop (DR-28 is about our own file), and ours to say "try again".
CLASSES: Final[dict[str, Verdict]] = {"08": "lost", "53": "try_again", "58": "try_again", "XX": "try_again"}


def judge_sqlite(error: DBAPIError) -> Verdict:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is None:
        return "bug"
    primary = code & 0xFF
    if primary in FATAL and not _refused_write_of_a_reader(code):
        return "fatal"
    return "try_again" if primary in TRY_AGAIN else "bug"


def _refused_write_of_a_reader(code: int) -> bool:
    # A write in a `query_only` transaction is our own bug, not a failing disk.
    return code == sqlite3.SQLITE_READONLY


def judge_postgresql(error: DBAPIError) -> Verdict:
    if error.connection_invalidated:
        return "lost"
    code = getattr(error.orig, "sqlstate", None)
    if code is None:
        # The driver's own word: without a server there is nobody to give a code.
        return "try_again" if type(error).__name__ == "OperationalError" else "bug"
    return CODES.get(code) or CLASSES.get(code[:2], "bug")
