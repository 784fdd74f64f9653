"""M2: while a later version takes over, this one is the previous release. It serves a schema that only grew, and
refuses one that it would fail on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy import text

from app.database import migrate
from app.database.address import address_of
from app.database.fitting import misfits
from app.doctor import examine
from app.process import CannotServe
from app.production import problems_with
from app.serving import check_fit
from app.tables import metadata
from tests.builders import expect
from tests.conftest import running
from tests.live import a_session, to_speaking

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.settings import Settings

LATER = "9999"
IS_LATER = "UPDATE alembic_version SET version_num = '9999'"
GREW = (
    "CREATE TABLE later_on (id VARCHAR(36) PRIMARY KEY, account_id VARCHAR(36) NOT NULL)",
    "ALTER TABLE account ADD COLUMN since_then VARCHAR(36)",
    "ALTER TABLE session ADD COLUMN how_often INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE session_event ADD COLUMN since_then VARCHAR(36)",
    "CREATE INDEX ix_later ON session_outcome (seq)",
)
SHRANK = {
    "ALTER TABLE account DROP COLUMN email_hash": "account.email_hash",
    "DROP TABLE ticket": "ticket",
    "ALTER TABLE session RENAME COLUMN outcome TO ending": "session.outcome",
    "CREATE TABLE unused (n INTEGER)": "",
}


def migrated_by_a_later_version(settings: Settings, *statements: str) -> Settings:
    with migrate.alone(address_of(settings)) as connection:
        for statement in (*statements, IS_LATER):
            connection.execute(text(statement))
    return settings


async def test_the_previous_release_serves_a_schema_that_grew(settings: Settings, clock: MovableClock) -> None:
    grown = migrated_by_a_later_version(settings, *GREW)
    assert not migrate.is_at_head(address_of(grown))
    check_fit(address_of(grown))
    async with running(grown, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        async with a_session(server, client) as pair:
            await to_speaking(pair)
            await pair.ada.did("speak", text="I felt alone.")
            await pair.ada.did("pause")
            assert [one.names[-1] for one in pair] == ["paused", "paused"]
        expect(await pair.two.ada.delete("/me", {"password": pair.two.ada.password}), 204)
    # It was not taken back behind the later version's back.
    assert migrate.current(address_of(grown)) == LATER


def test_production_and_the_doctor_let_it_start_too(settings: Settings) -> None:
    grown = migrated_by_a_later_version(settings, *GREW)
    about = problems_with(grown.model_copy(update={"environment": "production"}))
    assert not any("schema" in sentence for sentence in about)
    assert any("this one still fits it" in finding.sentence for finding in examine(grown))


@pytest.mark.parametrize("change", SHRANK)
def test_a_schema_that_lost_something_is_refused_by_its_name(settings: Settings, change: str) -> None:
    there = address_of(migrated_by_a_later_version(settings, *_first(change), change))
    if not SHRANK[change]:
        assert misfits(there, metadata) == []
        return
    assert misfits(there, metadata) == [SHRANK[change]]
    with pytest.raises(CannotServe, match=rf"cannot serve it \({SHRANK[change]}\); install that version"):
        check_fit(there)


def _first(change: str) -> tuple[str, ...]:
    """SQLite drops no column that has an index."""
    return ("DROP INDEX ix_account_email_hash",) if "email_hash" in change else ()


def test_a_column_that_only_the_later_version_fills_in_is_refused(settings: Settings) -> None:
    statements = ["CREATE TABLE later_on (id INTEGER)", "DROP TABLE company"]
    made = "CREATE TABLE company (session_id VARCHAR(36), process_id VARCHAR(36), account_id VARCHAR(36), "
    statements.append(made + "active_at TIMESTAMP, mood VARCHAR(8) NOT NULL)")
    there = address_of(migrated_by_a_later_version(settings, *statements))
    assert misfits(there, metadata) == ["company.mood"]


def test_an_ordinary_database_is_not_ahead_and_fits(settings: Settings) -> None:
    address = address_of(settings)
    assert not migrate.is_ahead(address)
    assert misfits(address, metadata) == []
