"""Databases of PostgreSQL for one test after another: emptied instead of made anew, which costs several times as much.

A database whose schema was touched, or that somebody still holds, is never handed out again.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers import PostgreSQL

TEMPLATE: Final = "rejoin_template"
# The catalogue grows a little each time.
MOST_TESTS: Final = 40

OTHERS: Final = """SELECT bool_and(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"""
TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
# Any change of a table, a column, an index, a trigger, a function, a limit or a setting gives another answer.
SCHEMA: Final = """SELECT
    (SELECT count(*) FROM pg_class), (SELECT max(xmin::text::bigint) FROM pg_class),
    (SELECT count(*) FROM pg_attribute), (SELECT max(xmin::text::bigint) FROM pg_attribute),
    (SELECT count(*) FROM pg_trigger), (SELECT max(xmin::text::bigint) FROM pg_trigger),
    (SELECT count(*) FROM pg_proc), (SELECT max(xmin::text::bigint) FROM pg_proc),
    (SELECT count(*) FROM pg_constraint), (SELECT max(xmin::text::bigint) FROM pg_constraint),
    (SELECT count(*) FROM pg_namespace), (SELECT count(*) FROM pg_event_trigger),
    (SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
        WHERE d.datname = current_database())"""


@dataclass
class Emptied:
    """One database, and how it was when it was new."""

    name: str
    connection: psycopg.Connection
    tests: int = 0
    tables: tuple[str, ...] = ()
    # What migrations put in: it is to be there, unchanged, for the next test too.
    seeds: tuple[str, ...] = ()
    schema: list[Any] = field(default_factory=list)

    def look(self) -> None:
        self.tables = tuple(name for (name,) in self.connection.execute(TABLES))
        self.seeds = tuple(sorted(self._with_rows()))
        self.schema = self._schema()

    def empty(self) -> bool:
        """Make it as it was; tell whether that was possible."""
        self.connection.execute(OTHERS)
        if self._schema() != self.schema:
            return False
        with self.connection.transaction():
            # Some tables refuse it to everybody else: what is in a log stays there.
            self.connection.execute("SET LOCAL session_replication_role = replica")
            written = [sql.Identifier(name) for name in sorted(self._with_rows() - set(self.seeds))]
            if written:
                # Not deleted row by row: the next rows would lie in the gaps, in another order than in a new database.
                self.connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(written)))
        if written:
            self.schema = self._schema()
        return True

    def _with_rows(self) -> set[str]:
        one = sql.SQL("(SELECT {} FROM {} LIMIT 1)")
        asked = [one.format(sql.Literal(name), sql.Identifier(name)) for name in self.tables]
        return {name for (name,) in self.connection.execute(sql.SQL(" UNION ALL ").join(asked))}

    def _schema(self) -> list[Any]:
        found: list[Any] = [*self.connection.execute(SCHEMA)]
        for name in self.seeds:
            found += self.connection.execute(
                sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(name))
            )
        return found


class Databases:
    """Those of one server."""

    def __init__(self, server: PostgreSQL) -> None:
        self._server = server
        self._free: list[Emptied] = []

    @contextmanager
    def one(self) -> Iterator[str]:
        """Lend a migrated database without anybody's rows; its address."""
        lent = self._free.pop() if self._free else self._new()
        lent.tests += 1
        try:
            yield self._server.url(lent.name)
        finally:
            self._take_back(lent)

    def close(self) -> None:
        """Let go of all of them; the server goes, and they with it."""
        for one in self._free:
            one.connection.close()

    def _new(self) -> Emptied:
        name = f"rejoin_{uuid4().hex}"
        self._server.create(name, template=TEMPLATE)
        made = Emptied(name, psycopg.connect(self._server.url(name), autocommit=True))
        made.look()
        return made

    def _take_back(self, lent: Emptied) -> None:
        try:
            again = lent.tests < MOST_TESTS and lent.empty()
        except psycopg.Error:
            # The server was restarted, or everybody was thrown out of it: that is what some tests are about.
            again = False
        if again:
            self._free.append(lent)
        else:
            lent.connection.close()
            self._server.drop(lent.name)
