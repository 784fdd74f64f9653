"""What a storage failure means: try again, or stop at once. Nothing else is decided here."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

Verdict = Literal["bug", "try_again", "fatal"]

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


def judge(error: DBAPIError) -> Verdict:
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
