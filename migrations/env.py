"""How Alembic reaches the database: only through a connection that our own code gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import context
from alembic.operations.ops import ExecuteSQLOp

from app.database.migrate import triggers_in, triggers_of
from app.tables import metadata

if TYPE_CHECKING:
    from alembic.operations.ops import MigrationScript
    from alembic.runtime.migration import MigrationContext


def add_triggers(running: MigrationContext, _revision: object, scripts: list[MigrationScript]) -> None:
    """Alembic does not see triggers: write those that the tables have and the database lacks."""
    assert running.connection is not None
    present = triggers_in(running.connection)
    missing = {name: sql for name, sql in triggers_of(metadata).items() if name not in present}
    for script in scripts:
        assert script.upgrade_ops is not None
        assert script.downgrade_ops is not None
        script.upgrade_ops.ops.extend(ExecuteSQLOp(sql) for sql in missing.values())
        # First on the way back: a trigger that protects rows would stand in the way of dropping its table.
        script.downgrade_ops.ops[:0] = [ExecuteSQLOp(f"DROP TRIGGER IF EXISTS {name}") for name in missing]


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
