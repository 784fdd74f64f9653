"""`rejoin rotate-master-key`: put a new master key in the old one's place. It wraps data keys anew, and no words.

Data keys are wrapped anew only where every process can open both: nothing is ever unreadable in between, and a
rotation that was cut off anywhere is simply begun again.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from app.database import Database
from app.process import CannotServe
from app.security import master_key
from app.security.ledger import Ledger
from app.security.master_key import NOT_A_SUCCESSOR, KeyFault, MasterKey
from app.security.rewrapping import count_under, rewrap_all
from app.serving import only_one

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.settings import Settings


def rotate(settings: Settings, new_file: Path) -> Iterator[str]:
    """Do the next step that is safe, and say in sentences what was done and what comes next."""
    configured = _configured(settings)
    if not new_file.exists():
        _make(settings, new_file, of=configured[0])
        yield f"Made {new_file}. Keep a copy of it apart from the data, as of the old one."
    new = master_key.load(new_file, may_create=False)
    if not new.hashes_like(configured[0]):
        raise KeyFault(NOT_A_SUCCESSOR)
    olds = [one for one in configured if one.id != new.id]
    _carry_ledger(settings, configured[0], new_file, new)
    if not olds:
        yield "The service knows no other master key, so there is nothing to wrap anew."
        return
    with ExitStack() as held:
        free = _nobody_is_in_the_way(settings, held, every_process_knows_it=len(olds) < len(configured))
        yield from _rewrapped(settings, old=olds[0], new=new) if free else _left(settings, old=olds[0])


def _configured(settings: Settings) -> list[MasterKey]:
    files = [settings.key_file, settings.other_master_key_file]
    return [master_key.load(file, may_create=False) for file in files if file is not None]


def _make(settings: Settings, file: Path, *, of: MasterKey) -> None:
    if file.resolve().is_relative_to(settings.data_dir.resolve()):
        msg = f"{file} would lie inside the data folder, and a copy of the data could be read; choose another place."
        raise KeyFault(msg)
    master_key.create(file, of.successor())


def _carry_ledger(settings: Settings, old: MasterKey, new_file: Path, new: MasterKey) -> None:
    """T36: whoever restores with the new key must find who was erased under the old one."""
    erased = Ledger(settings.ledger_file, old).read()
    Ledger(settings.model_copy(update={"master_key_file": new_file}).ledger_file, new).add(erased)


def _nobody_is_in_the_way(settings: Settings, held: ExitStack, *, every_process_knows_it: bool) -> bool:
    if settings.database_kind != "sqlite":
        # Others may be serving. What the settings name is what they were started with.
        return every_process_knows_it
    try:
        held.enter_context(only_one(settings))
    except CannotServe:
        # The one process that may write there is the service itself.
        return False
    return True


def _rewrapped(settings: Settings, *, old: MasterKey, new: MasterKey) -> Iterator[str]:
    database = Database.of(settings)
    try:
        rewrapped, unreadable = rewrap_all(database, old=old, new=new)
    finally:
        database.close()
    yield f"{rewrapped} data keys are wrapped anew."
    if unreadable:
        yield f"{unreadable} could not be read and were left as they are; rejoin verify tells more."
    yield "From now on REJOIN_MASTER_KEY_FILE must name the new key. Older backups need the old one."


def _left(settings: Settings, *, old: MasterKey) -> Iterator[str]:
    database = Database.of(settings)
    try:
        left = count_under(database, old)
    finally:
        database.close()
    yield f"{left} data keys are under the old master key."
    if left:
        yield (
            "Start the service with REJOIN_MASTER_KEY_FILE naming the new key and REJOIN_OTHER_MASTER_KEY_FILE the old "
            "one: it wraps the keys anew while it serves. Several processes first all get the new key as the other one."
        )
    else:
        yield "REJOIN_OTHER_MASTER_KEY_FILE can be taken away. Older backups need the old key."
