"""Serve: lock, schema, key and port first, then the process that answers, or several of them."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import os
from typing import TYPE_CHECKING

from app import process, workers
from app.database import migrate
from app.database.address import address_of
from app.database.fitting import misfits
from app.main import make_resources
from app.observability import logging
from app.process import CannotServe
from app.security.encryption import foreign_master_keys
from app.security.erasures import bring_up
from app.security.ledger import LedgerFault
from app.security.master_key import NOT_A_SUCCESSOR, KeyFault
from app.tables import metadata

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from app.database.address import Address
    from app.settings import Settings


def serve(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serve until a signal comes; `announce` gets the address. The caller has checked that the settings are safe."""
    logging.configure(level=settings.log_level)
    with only_one(settings):
        address = address_of(settings)
        if migrate.is_ahead(address):
            check_fit(address)
        elif not migrate.is_at_head(address):
            migrate.upgrade(address)
        check_key(settings)
        check_erasures(settings)
        listening = listen(settings)
        page = page_of(settings, listening)
        if settings.workers == 1:
            process.run(settings, listening, started=lambda: announce(page))
        else:
            gc.enable()
            workers.run(settings, listening, started=lambda: announce(page))


def listen(settings: Settings) -> socket.socket:
    """Take the port before anything else is promised."""
    return process.take_port(settings.host, settings.port, choose="--port")


def page_of(settings: Settings, listening: socket.socket) -> str:
    """Return where people find the page; with port 0 the system has chosen one."""
    port: int = listening.getsockname()[1]
    return settings.model_copy(update={"port": port}).base_url + "/"


def check_fit(address: Address) -> None:
    """M2: while a later version takes over, this one may start again, as long as the schema only grew."""
    if found := misfits(address, metadata):
        msg = f"A later version changed the database, and this one cannot serve it ({found[0]}); install that version."
        raise CannotServe(msg)


def check_key(settings: Settings) -> None:
    """Raise `KeyFault` unless the master key is there and is the one that the stored words were sealed with."""
    resources = make_resources(settings)
    try:
        masters = [one for one in (resources.master_key, resources.other_master_key) if one]
        if not all(one.hashes_like(resources.master_key) for one in masters):
            raise KeyFault(NOT_A_SUCCESSOR)
        if resources.database.read_now(lambda db: foreign_master_keys(db, *masters)):
            msg = f"The master key {settings.key_file} is not the one that the stored words were sealed with."
            raise KeyFault(msg)
    finally:
        resources.close()


def check_erasures(settings: Settings) -> None:
    """T36: raise `CannotServe` where the ledger knows of erasures that the data does not: it was set back."""
    resources = make_resources(settings)
    try:
        alive = bring_up(resources.database, resources.ledger)
    except LedgerFault as fault:
        raise CannotServe(str(fault)) from None
    finally:
        resources.close()
    if alive:
        msg = (
            f"The data is older than the ledger of erasures {settings.ledger_file}: {alive} destroyed keys "
            "would come back; run rejoin restored first."
        )
        raise CannotServe(msg)


@contextlib.contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Hold the data for this process; SQLite has one writer, and it is us. PostgreSQL serves many processes."""
    if settings.database_kind != "sqlite":
        yield
        return
    handle = _opened(settings)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        msg = f"Another process already serves {settings.database_file}; stop it first, or choose another data folder."
        raise CannotServe(msg) from None
    try:
        yield
    finally:
        os.close(handle)


def _opened(settings: Settings) -> int:
    # The lock belongs to the database, wherever it lies, and the system drops it when the process dies.
    lock_file = settings.database_file.with_suffix(".lock")
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(lock_file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        msg = f"The data folder {settings.data_dir} cannot be made or written by this user."
        raise CannotServe(msg) from None
