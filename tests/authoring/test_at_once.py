"""Two devices at one desk, and two processes that start together: one of them is first, and nothing is lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlmodel import func, select

from app.authoring.drafts import MOST_DRAFTS
from app.templates.builtin import builtin_templates
from app.templates.service import catalogue, publish_builtin
from app.templates.tables import TemplateRow, TemplateVersionRow
from tests.authoring.writing import TALK, Writer
from tests.builders import expect, log_in

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.resources import Resources


async def test_of_two_changes_at_once_one_is_told_that_there_is_a_newer_version(writer: Writer) -> None:
    begun, devices = await writer.begin(TALK), [writer, Writer(await log_in(writer.person))]
    answers = await asyncio.gather(
        *(one.put(begun["id"], TALK | {"title": f"Title {n}"}, revision=1) for n, one in enumerate(devices))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [kept] = [answer.json()["template"] for answer in answers if answer.status_code == 200]
    assert await writer.read(begun["id"]) == kept


async def test_published_twice_at_once_a_template_has_one_name_and_one_version(
    writer: Writer, resources: Resources
) -> None:
    begun = await writer.begin(TALK)
    expect(await writer.act(begun["id"], "rehearse"), 200)
    answers = await asyncio.gather(*(writer.act(begun["id"], "publish") for _ in range(4)))
    published = [expect(answer, 200)["template"] for answer in answers]
    assert len({(one["slug"], one["version"]) for one in published}) == 1

    def counted(db: Session) -> tuple[int, ...]:
        return tuple(db.exec(select(func.count()).select_from(one)).one() for one in (TemplateRow, TemplateVersionRow))

    library = len(builtin_templates())
    assert await resources.database.read(counted) == (library + 1, library + 1)


async def test_a_desk_holds_no_more_however_many_begin_at_once(writer: Writer) -> None:
    for _ in range(MOST_DRAFTS - 2):
        await writer.begin({})
    answers = await asyncio.gather(*(writer.person.post("/me/templates", {"content": {}}) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409, 409]


async def test_the_library_is_published_once_by_however_many_processes(resources: Resources) -> None:
    at = resources.clock.now()
    await asyncio.gather(*(resources.database.write(lambda uow: publish_builtin(uow, at)) for _ in range(4)))
    assert await resources.database.read(catalogue) == builtin_templates()
