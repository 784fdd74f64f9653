"""Statements in migrations that only one kind of database understands. Imported by migration scripts alone."""

from __future__ import annotations

from alembic import op


def only_on(kind: str, *statements: str) -> None:
    """Execute the statements where the database is of this kind: `sqlite` or `postgresql`."""
    if op.get_bind().dialect.name == kind:
        for statement in statements:
            op.execute(statement)
