"""How Alembic reaches the database: only through a connection that our own code gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import context
from alembic.autogenerate import renderers
from alembic.operations.ops import MigrateOperation

from app.database.drift import KINDS, trigger_statements
from app.database.migrate import scripts_folder
from app.tables import metadata

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext
    from alembic.operations.ops import MigrationScript
    from alembic.runtime.migration import MigrationContext


class OnlyOn(MigrateOperation):
    """One statement for one kind of database."""

    def __init__(self, kind: str, statement: str) -> None:
        self.kind = kind
        self.statement = statement


@renderers.dispatch_for(OnlyOn)
def _render(_context: AutogenContext, only: OnlyOn) -> str:
    return f"statements.only_on({only.kind!r}, {only.statement!r})"


def add_triggers(_running: MigrationContext, _revision: object, scripts: list[MigrationScript]) -> None:
    """Alembic does not see triggers: write those that the tables have and no script makes yet, for both databases."""
    written = "\n".join(file.read_text() for file in scripts_folder().joinpath("versions").glob("*.py"))
    for kind in KINDS:
        made = trigger_statements(metadata, kind)
        missing = {name: sql for name, sql in made.items() if f"CREATE {name} " not in written.replace("(", " ")}
        for script in scripts:
            assert script.upgrade_ops is not None
            assert script.downgrade_ops is not None
            script.upgrade_ops.ops.extend(OnlyOn(kind, sql) for sql in missing.values())
            # First on the way back: a trigger that protects rows would stand in the way of dropping its table.
            script.downgrade_ops.ops[:0] = [OnlyOn(kind, sql) for name in missing if (sql := _undone(kind, name))]


def _undone(kind: str, name: str) -> str | None:
    what, _, bare = name.partition(" ")
    if kind == "sqlite":
        return f"DROP TRIGGER IF EXISTS {bare}"
    # On PostgreSQL a trigger goes with its function, and only there does it name its table.
    return f"DROP FUNCTION IF EXISTS {bare}() CASCADE" if what == "FUNCTION" else None


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="columns.",
    process_revision_directives=add_triggers,
)
with context.begin_transaction():
    context.run_migrations()
