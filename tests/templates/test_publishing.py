"""Published versions: named by their content, never changed, and refused when they break a rule."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import func, select, text

from app.database import Database
from app.templates.builtin import builtin, builtin_templates
from app.templates.service import (
    TemplateRefused,
    UnknownVersion,
    catalogue,
    publish,
    publish_builtin,
    published,
    version,
)
from app.templates.steps import Limits, clamped
from app.templates.tables import TemplateVersionRow, drop_triggers, triggers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlmodel import Session

    from app.clock import MovableClock
    from app.database import UnitOfWork
    from app.settings import Settings

TALK = builtin("calm-start-talk")
CHANGED = replace(TALK, title="Calm start talk, second edition")


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database.of(settings)
    yield opened
    opened.close()


@pytest.fixture
def at(clock: MovableClock) -> datetime:
    return clock.now()


def run(uow: UnitOfWork, statement: str) -> None:
    uow.db.connection().execute(text(statement))


def stored(db: Session) -> int:
    return db.exec(select(func.count()).select_from(TemplateVersionRow)).one()


async def test_the_library_is_published_once_however_often_the_service_starts(database: Database, at: datetime) -> None:
    for _ in range(3):
        await database.write(lambda uow: publish_builtin(uow, at))
    assert await database.read(stored) == len(builtin_templates())
    assert await database.read(catalogue) == builtin_templates()


async def test_a_changed_template_is_a_new_version_and_the_old_one_stays(database: Database, at: datetime) -> None:
    # T-2, I-08.
    old = await database.write(lambda uow: publish(uow, TALK, at=at))
    new = await database.write(lambda uow: publish(uow, CHANGED, at=at))
    assert old == TALK.version != new
    assert await database.read(lambda db: version(db, old)) == TALK
    assert await database.read(lambda db: published(db, TALK.slug)) == replace(CHANGED, version=new)


async def test_going_back_to_earlier_words_is_the_earlier_version(database: Database, at: datetime) -> None:
    await database.write(lambda uow: [publish(uow, one, at=at) for one in (TALK, CHANGED, TALK)])
    assert await database.read(lambda db: published(db, TALK.slug)) == TALK
    assert await database.read(stored) == 2


async def test_what_was_never_published_is_not_there(database: Database) -> None:
    assert await database.read(lambda db: published(db, "no-such-talk")) is None
    with pytest.raises(UnknownVersion):
        await database.read(lambda db: version(db, "0" * 64))


async def test_a_template_that_loosens_the_pause_is_not_published(database: Database, at: datetime) -> None:
    # Attack test 6, P-4.
    loose = replace(TALK, limits=Limits(pause_min=60))
    with pytest.raises(TemplateRefused, match=r"calm-start-talk.*/limits/pause_min: limit_out_of_bounds") as refused:
        await database.write(lambda uow: publish(uow, loose, at=at))
    assert {finding.code for finding in refused.value.findings} == {"limit_out_of_bounds"}
    assert await database.read(stored) == 0


@pytest.mark.parametrize("statement", ["UPDATE template_version SET content = '{}'", "DELETE FROM template_version"])
async def test_the_database_itself_refuses_to_change_a_published_version(
    database: Database, at: datetime, statement: str
) -> None:
    await database.write(lambda uow: publish_builtin(uow, at))
    with pytest.raises(DBAPIError, match="never changes"):
        await database.write(lambda uow: run(uow, statement))
    assert await database.read(catalogue) == builtin_templates()


async def test_an_edited_row_is_returned_as_it_is_and_clamped_when_it_runs(database: Database, at: datetime) -> None:
    # Attack test 6: somebody with the database in hand.
    await database.write(lambda uow: publish_builtin(uow, at))

    def tamper(uow: UnitOfWork) -> None:
        for statement in drop_triggers(uow.db.connection().dialect.name):
            run(uow, statement)
        row = uow.db.get_one(TemplateVersionRow, TALK.version)
        row.content = json.dumps(json.loads(row.content) | {"limits": {"pause_min": 1, "max_arousal": 10}})

    await database.write(tamper)
    found = await database.read(lambda db: version(db, TALK.version))
    assert (found.limits.pause_min, found.limits.max_arousal) == (1, 10)
    assert (clamped(found).limits.pause_min, clamped(found).limits.max_arousal) == (1200, 5)


async def test_the_catalogue_goes_on_behind_a_slug(database: Database, at: datetime) -> None:
    await database.write(lambda uow: publish_builtin(uow, at))
    whole = builtin_templates()
    assert await database.read(lambda db: catalogue(db, after=whole[0].slug, limit=2)) == whole[1:3]
    assert await database.read(lambda db: catalogue(db, after=whole[-1].slug, limit=2)) == ()


def test_both_databases_guard_the_versions() -> None:
    for dialect in ("sqlite", "postgresql"):
        made = "\n".join(triggers(dialect))
        assert "UPDATE" in made
        assert "DELETE" in made
        assert len(drop_triggers(dialect)) == len(triggers(dialect))
