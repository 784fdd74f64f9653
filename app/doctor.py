"""What an operator wants to know before starting: each thing looked at, one sentence each. It changes nothing."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import sqlite3
import stat
import sys
from typing import TYPE_CHECKING, Final, Literal

from app.database import migrate
from app.database.address import address_of, shown
from app.database.fitting import misfits
from app.frozen import dataclass
from app.mail.choosing import FOLDER, mail_problems, sender_of
from app.production import database_problems, problems_with
from app.security.ledger import Ledger, LedgerFault
from app.security.master_key import KeyFault, load
from app.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.database.address import Address
    from app.settings import Settings

# ✓ is well, ! is worth knowing, ✗ would keep the service from starting.
Mark = Literal["✓", "!", "✗"]

PYTHON: Final = (3, 11)
# DR-13: the releases that mend the fault of a WAL that several connections write.
MENDED: Final = (3, 51, 3)
MENDED_BEFORE: Final = {(3, 44): 6, (3, 50): 7}
BROWSERS: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    mark: Mark
    sentence: str


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; nothing is created, migrated or repaired."""
    found = [finding for look in LOOKS for finding in look(settings)]
    told = {finding.sentence for finding in found}
    # What the start itself would refuse; said once, even where a look above came to it too.
    return [*found, *(Finding("✗", sentence) for sentence in _refusals(settings) if sentence not in told)]


def _refusals(settings: Settings) -> list[str]:
    try:
        return problems_with(settings)
    except sqlite3.DatabaseError:
        # A damaged file was named above, and nothing more can be asked of it.
        return []


def _environment(settings: Settings) -> Iterator[Finding]:
    sandbox = "sandbox on" if settings.sandbox else "sandbox off"
    limits = "rate limits " + settings.rate_limits
    yield Finding("✓", f"Environment: {settings.environment}, {sandbox}, {limits}, at {settings.base_url}/.")


def _python(_: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    mark: Mark = "✓" if sys.version_info[:2] >= PYTHON else "✗"
    yield Finding(mark, f"Python {version}{'' if mark == '✓' else '; 3.11 or newer is needed'}.")


def _data_folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir.absolute()
    # What is there already of the way to it decides whether the rest can be made.
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        yield Finding("✗", f"The data folder {folder} cannot be made or written by this user.")
    elif there != folder:
        yield Finding("!", f"The data folder {folder} is not there yet; the first start makes it.")
    elif not os.access(folder, os.R_OK):
        yield Finding("✗", f"The data folder {folder} cannot be read by this user.")
    elif folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding("!", f"The data folder {folder} can be reached by others on this machine; run chmod go= on it.")
    else:
        yield Finding("✓", f"The data folder {folder} is this user's alone.")


def _master_key(settings: Settings) -> Iterator[Finding]:
    # Where nothing was sealed yet, development makes a key by itself, at its usual place only (README 14).
    local = settings.database_kind == "sqlite"
    untouched = local and not settings.production and settings.master_key_file is None
    if not settings.key_file.exists() and untouched and _nothing_sealed(settings):
        yield Finding("!", f"The master key {settings.key_file} is not there yet; the first start makes it.")
        return
    try:
        load(settings.key_file, may_create=False)
    except KeyFault as fault:
        yield Finding("✗", str(fault))
    else:
        yield Finding("✓", f"The master key {settings.key_file} can be read by this user alone.")


def _ledger(settings: Settings) -> Iterator[Finding]:
    try:
        ledger = Ledger(settings.ledger_file, load(settings.key_file, may_create=False))
        place = ledger.file if ledger.file.exists() else ledger.file.parent
        if not os.access(place, os.R_OK | os.W_OK):
            yield Finding("✗", f"The ledger of erasures {ledger.file} cannot be written; see REJOIN_ERASURES_FILE.")
        elif ledger.exists():
            yield Finding("✓", f"The ledger of erasures {ledger.file} is whole; it names {len(ledger.read())} keys.")
        else:
            yield Finding("!", f"The ledger of erasures {ledger.file} is not there yet; the first start makes it.")
    except LedgerFault as fault:
        yield Finding("✗", str(fault))
    except KeyFault:
        # Said above.
        return


def _nothing_sealed(settings: Settings) -> bool:
    try:
        return migrate.is_without_keys(settings.database_file)
    except sqlite3.DatabaseError:
        return False


def _database(settings: Settings) -> Iterator[Finding]:
    if settings.database_kind == "sqlite":
        yield from _database_file(settings)
    elif not (faults := database_problems(settings)):
        address = address_of(settings)
        yield Finding("✓", f"There is an answer from {shown(address)}.")
        yield _schema(settings, address)
    else:
        yield from (Finding("✗", fault) for fault in faults)


def _database_file(settings: Settings) -> Iterator[Finding]:
    file = settings.database_file
    if not file.exists():
        make = "run rejoin migrate" if settings.production else "the first start makes it"
        yield Finding("!", f"There is no database yet; {make}.")
        return
    if not _is_whole(file):
        yield Finding("✗", f"The database {file} is damaged; restore it from a copy.")
        return
    yield Finding("✓", f"The database {file} is whole.")
    yield _schema(settings, file)


def _schema(settings: Settings, address: Address) -> Finding:
    if migrate.is_ahead(address):
        if found := misfits(address, metadata):
            return Finding("✗", f"A later version changed the database, and this one cannot serve it ({found[0]}).")
        return Finding("!", "A later version has migrated the database; this one still fits it.")
    if migrate.is_at_head(address):
        return Finding("✓", f"The database is at this version's schema ({migrate.head()}).")
    move = "run rejoin migrate" if settings.production else "the next start brings it there"
    return Finding("!", f"The database is not at this version's schema; {move}.")


def _is_whole(file: Path) -> bool:
    try:
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            return bool(connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
        finally:
            connection.close()
    except sqlite3.Error:
        return False


def _sqlite(settings: Settings) -> Iterator[Finding]:
    """DR-13: said, and no fault, because one connection writes and only that one checkpoints."""
    if settings.database_kind != "sqlite":
        return
    version = sqlite3.sqlite_version_info
    mended = version >= MENDED or version[2] >= MENDED_BEFORE.get(version[:2], sys.maxsize)
    if mended:
        yield Finding("✓", f"SQLite {sqlite3.sqlite_version}.")
    else:
        older = "is older than 3.51.3, where a rare fault with several writers was mended"
        yield Finding("!", f"SQLite {sqlite3.sqlite_version} {older}; Rejoin has one writer, so nothing is to be done.")


def _place(settings: Settings) -> Iterator[Finding]:
    """Either it runs already, and has the port, or the port must be free."""
    where = f"{settings.host}:{settings.port}"
    if _is_served(settings):
        yield Finding("!", "Rejoin runs on this data already; a second process would be refused.")
        return
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server itself does, or the last minute of an earlier one would look like somebody else.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as fault:
            yield Finding("✗", f"The port {where} cannot be used ({(fault.strerror or 'unknown address').lower()}).")
        else:
            yield Finding("✓", f"The port {where} is free.")


def _is_served(settings: Settings) -> bool:
    if settings.database_kind != "sqlite":
        # Other processes are welcome there; only the port must be free.
        return False
    lock = settings.database_file.with_suffix(".lock")
    try:
        handle = os.open(lock, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)


def _mail(settings: Settings) -> Iterator[Finding]:
    if any(mail_problems(settings)):
        # Said among what keeps the service from starting.
        return
    if settings.smtp_url is not None:
        yield Finding("✓", f"Mails go out by SMTP, from {sender_of(settings)}.")
    elif settings.production:
        yield Finding("!", "Mail is off, so nobody can choose reminders; REJOIN_SMTP_URL turns it on.")
    else:
        yield Finding("✓", f"Mails are written to {settings.data_dir.absolute() / FOLDER} and go nowhere.")


def _browser(settings: Settings) -> Iterator[Finding]:
    if settings.production:
        return
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        yield Finding("✓", f"A browser for the tests of the page: {found}.")
    else:
        yield Finding("!", "There is no Chromium here; only the tests of the page need one.")


LOOKS: Final[tuple[Callable[[Settings], Iterator[Finding]], ...]] = (
    _environment,
    _python,
    _data_folder,
    _master_key,
    _ledger,
    _database,
    _sqlite,
    _place,
    _mail,
    _browser,
)
