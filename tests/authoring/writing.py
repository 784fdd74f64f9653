"""A therapist's desk as the tests use it, through the real doors."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.templates.builtin import builtin
from app.templates.content import content
from tests.builders import expect

if TYPE_CHECKING:
    import httpx

    from app.templates.steps import Template
    from tests.builders import Person

Content = dict[str, Any]


def content_of(template: Template) -> Content:
    """Return a template as its author writes it."""
    written: Content = json.loads(content(template))
    del written["slug"]
    return written


# One medium is enough, and half the rehearsals.
TALK = content_of(builtin("brief-repair")) | {"title": "A small talk", "media": ["text"]}


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who writes templates."""

    person: Person = field(repr=False)

    async def begin(self, content: Content | None = None, **body: object) -> Content:
        sent = body if content is None else {"content": content}
        return dict(expect(await self.person.post("/me/templates", sent), 201)["template"])

    async def read(self, template_id: str) -> Content:
        return dict(expect(await self.person.get(f"/me/templates/{template_id}"), 200)["template"])

    async def put(self, template_id: str, content: Content, *, revision: int) -> httpx.Response:
        body = {"revision": revision, "content": content}
        return await self.person.request("PUT", f"/me/templates/{template_id}", body)

    async def act(self, template_id: str, act: str, body: object = None) -> httpx.Response:
        return await self.person.post(f"/me/templates/{template_id}/{act}", body)

    async def published(self, content: Content = TALK) -> Content:
        """Return a template that was begun, rehearsed and published."""
        begun = await self.begin(content)
        return await self.publish(begun["id"])

    async def publish(self, template_id: str) -> Content:
        expect(await self.act(template_id, "rehearse"), 200)
        return dict(expect(await self.act(template_id, "publish"), 200)["template"])
