"""`rejoin restore`: fill an empty database from a backup, of either kind of database, all of it or nothing.

It refuses data that is there already, and a master key that does not belong to the backup. Every session gets a new
`epoch`, so that a client who has seen more than the backup holds is told to load again (I-18). Whoever was erased
since the backup stays erased (T36): their key is never written, and the ledger of erasures says whose it is.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Column, Date, LargeBinary, MetaData, Table, func, insert, inspect, select
from sqlalchemy.types import NullType

from app.database import migrate
from app.database.address import address_of
from app.database.columns import UtcDateTime
from app.frozen import dataclass
from app.operations.archive import NotABackup, Reader
from app.operations.backup import PURPOSE
from app.operations.erasing_again import erase_again, stop_sharing
from app.security import master_key
from app.security.encryption import Keyring
from app.security.ledger import Ledger
from app.serving import only_one

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.database.address import Address
    from app.ids import Ids
    from app.operations.archive import Described, Row
    from app.security.master_key import MasterKey
    from app.settings import Settings

TYPES: Final[dict[str, Any]] = {"bytes": LargeBinary, "moment": UtcDateTime, "day": Date, "plain": NullType}
LOGINS: Final = "login"
SESSIONS: Final = "session"
KEYS: Final = "data_key"


class CannotRestore(Exception):  # noqa: N818 - a fact about the installation
    """Something is in the way; the message says what in one sentence."""


@dataclass(frozen=True, slots=True)
class Restored:
    """How many rows came back, and the moment that they show."""

    rows: int
    sessions: int
    taken_at: str
    erased: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What an operator says beside the file. `keep_logins` is for a move that nothing was lost in."""

    keep_logins: bool = False
    without_ledger: bool = False


USUAL: Final = Choices()


def restore(settings: Settings, file: Path, *, ids: Ids, at: datetime, choices: Choices = USUAL) -> Restored:
    """Restore, in one transaction."""
    reader = Reader(file)
    address = address_of(settings)
    with ExitStack() as held:
        held.callback(reader.close)
        masters = _required_keys(settings, reader)
        ledger = _required_ledger(settings, masters[0], choices)
        held.enter_context(only_one(settings))
        _require_empty(address)
        if not _is_known(reader.manifest.revision):
            msg = "The backup comes from a later version of Rejoin; restore it with that version."
            raise CannotRestore(msg)
        with migrate.alone(address) as connection:
            # First the schema of the backup's own time; what came later is done to the rows as to everybody's.
            migrate.upgrade_within(connection, to=reader.manifest.revision)
            filling = _Filling(connection, reader, ids=ids, destroyed=ledger.read())
            restored = filling.fill(without=frozenset() if choices.keep_logins else frozenset({LOGINS}))
            migrate.upgrade_within(connection)
            keyring = Keyring(masters[0], ids, other=masters[1] if masters[1:] else None)
            erase_again(connection, filling.erased, keyring=keyring, at=at, destroyed=ledger.read())
            if not choices.keep_logins:
                stop_sharing(connection, at=at)
    return restored


def _required_ledger(settings: Settings, master: MasterKey, choices: Choices) -> Ledger:
    ledger = Ledger(settings.ledger_file, master)
    if not ledger.exists() and not choices.without_ledger:
        msg = (
            f"The ledger of erasures {ledger.file} is missing, and without it whoever was erased since the backup "
            "would come back. Bring it here, or say --without-ledger if it is lost."
        )
        raise CannotRestore(msg)
    return ledger


def _required_keys(settings: Settings, reader: Reader) -> list[MasterKey]:
    files = [settings.key_file, settings.other_master_key_file]
    masters: list[MasterKey] = [master_key.load(one, may_create=False) for one in files if one is not None]
    if not reader.is_vouched_for(masters[0].hashing_key(PURPOSE)):
        msg = f"The master key {settings.key_file} is not the one of this backup, or the backup was changed."
        raise CannotRestore(msg)
    if not {one.id for one in masters}.issuperset(reader.manifest.master_key_ids):
        msg = "The backup needs an older master key as well; name it with REJOIN_OTHER_MASTER_KEY_FILE."
        raise CannotRestore(msg)
    return masters


def _require_empty(address: Address) -> None:
    if isinstance(address, Path) and not address.exists():
        return
    engine = migrate.engine_for(address)
    try:
        with engine.connect() as connection:
            for name in inspect(connection).get_table_names():
                if name != "alembic_version" and _count(connection, name):
                    msg = "There is data already; a backup is restored into an empty database only."
                    raise CannotRestore(msg)
    finally:
        engine.dispose()


def _count(connection: Connection, name: str) -> int:
    found = connection.execute(select(func.count()).select_from(Table(name, MetaData()))).scalar()
    return int(found or 0)


def _is_known(revision: str) -> bool:
    return any(migrate.scripts_folder().joinpath("versions").glob(f"{revision}_*.py"))


class _Filling:
    """Puts the rows of a backup where they belong, except what must not come back."""

    def __init__(self, connection: Connection, reader: Reader, *, ids: Ids, destroyed: frozenset[str]) -> None:
        self._connection = connection
        self._reader = reader
        self._ids = ids
        self._destroyed = destroyed
        # Whose key the backup holds and the ledger names.
        self.erased: list[str] = []

    def fill(self, *, without: frozenset[str]) -> Restored:
        rows = sessions = 0
        for described in self._reader.manifest.tables:
            count = 0
            for part in self._reader.parts(described):
                count += len(part)
                sessions += len(part) if described.name == SESSIONS else 0
                if described.name not in without:
                    rows += self._put(described, part)
            if count != described.rows:
                msg = f"The backup holds fewer rows of {described.name} than it says."
                raise NotABackup(msg)
        return Restored(rows, sessions, self._reader.manifest.taken_at, len(self.erased))

    def _put(self, described: Described, part: list[Row]) -> int:
        if described.name == SESSIONS:
            _begin_new_epoch(part, self._ids)
        if described.name == KEYS:
            # Never written, not even to be deleted again: a disk forgets badly.
            gone = [row for row in part if row["id"] in self._destroyed]
            self.erased += [row["owner_id"] for row in gone if row["owner_kind"] == "account"]
            part = [row for row in part if row["id"] not in self._destroyed]
        if part:
            self._connection.execute(insert(_table(described)), part)
        return len(part)


def _begin_new_epoch(part: list[Row], ids: Ids) -> None:
    """I-18: the same `seq` may come to hold another event than before, so nobody may go on from an old one."""
    for row in part:
        row["epoch"] = ids.private()


def _table(described: Described) -> Table:
    # From the backup's own words, not from today's tables: an older one has older columns.
    return Table(described.name, MetaData(), *(Column(name, TYPES[kind]()) for name, kind in described.columns))
