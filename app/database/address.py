"""Where the database is: a file of SQLite, or the address of a PostgreSQL server. It opens nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy.engine import URL, make_url

if TYPE_CHECKING:
    from app.settings import Settings

Address: TypeAlias = Path | URL

DRIVER = "postgresql+psycopg"


def address_of(settings: Settings) -> Address:
    """Return the address that the settings name; a password in it is never printed."""
    if settings.database_kind == "sqlite":
        return settings.database_file
    # Whatever is written before the colon, the driver is ours: the service was tested with no other.
    return make_url(settings.database_url or "").set(drivername=DRIVER)


def shown(address: Address) -> str:
    """Return what an operator may read about it: no user, no password, no options."""
    if isinstance(address, Path):
        return str(address.parent.absolute())
    return f"the PostgreSQL database {address.database} at {address.host or 'this machine'}"
