"""What is set before any table is declared: how constraints are named, so that migrations can name them."""

from __future__ import annotations

from typing import Final

from sqlmodel import SQLModel

CONVENTION: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def apply_naming() -> None:
    """Idempotent; called when `app.database.columns` is imported, which every table module does."""
    SQLModel.metadata.naming_convention = CONVENTION
    # No row is checked by pydantic, for what comes in was checked at the edge: its validators would serve nobody.
    SQLModel.model_config["defer_build"] = True
