"""Choosing a talk through the real door: the catalogue, and each template whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from app.templates.builtin import SLUGS, builtin, builtin_templates
from tests.builders import code_of, expect, register
from tests.conftest import running

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.settings import Settings
    from app.templates.steps import Template


async def test_the_catalogue_says_what_is_needed_to_choose(client: httpx.AsyncClient) -> None:
    ada = await register(client)
    found = expect(await ada.get("/templates"), 200)
    assert [one["slug"] for one in found["data"]] == list(SLUGS)
    assert (found["next_cursor"], found["has_more"]) == (None, False)
    brief = found["data"][SLUGS.index("brief-repair")]
    assert set(brief) == {
        "slug", "title", "summary", "kind", "media", "minutes", "steps", "roles", "requires_base_agreement", "version",
    }  # fmt: skip
    assert [one["slug"] for one in found["data"] if one["roles"]] == ["accountability", "redress-and-renewal"]
    assert not any(one["requires_base_agreement"] for one in found["data"])
    assert (brief["kind"], brief["minutes"], brief["media"]) == ("brief_repair", 15, ["text", "spoken"])
    assert brief["steps"][0] == {"kind": "calm_start", "title": "Settle"}
    assert brief["version"] == builtin("brief-repair").version


async def test_the_catalogue_comes_page_by_page(client: httpx.AsyncClient) -> None:
    ada = await register(client)
    first = expect(await ada.get("/templates?limit=5"), 200)
    rest = expect(await ada.get(f"/templates?limit=5&cursor={first['next_cursor']}"), 200)
    assert [one["slug"] for one in first["data"] + rest["data"]] == list(SLUGS)
    assert (first["has_more"], rest["has_more"]) == (True, False)


@pytest.mark.parametrize("template", builtin_templates(), ids=SLUGS)
async def test_a_template_is_shown_whole(client: httpx.AsyncClient, template: Template) -> None:
    ada = await register(client)
    found = expect(await ada.get(f"/templates/{template.slug}"), 200)["template"]
    assert found["version"] == template.version
    assert [step["prompt"]["key"] for step in found["steps"]] == [step.prompt.key for step in template.steps]
    assert found["limits"]["pause_min"] == 1200


@pytest.mark.parametrize("slug", ["no-such-talk", "%00", "..%2Fbrief-repair", "%F0%9F%8C%BF", "a" * 300])
async def test_a_name_that_is_not_there_is_not_found(client: httpx.AsyncClient, slug: str) -> None:
    ada = await register(client)
    assert code_of(await ada.get(f"/templates/{slug}")) == "not_found"


@pytest.mark.parametrize("path", ["/v1/templates", "/v1/templates/brief-repair", "/v1/templates/no-such-talk"])
async def test_without_a_login_nothing_is_shown(client: httpx.AsyncClient, path: str) -> None:
    assert code_of(await client.get(path)) == "login_required"


async def test_a_cursor_of_another_list_is_refused(client: httpx.AsyncClient) -> None:
    ada = await register(client)
    assert code_of(await ada.get("/templates?cursor=WyJjb3VwbGVzIiwieCJd")) == "bad_cursor"


async def test_starting_again_keeps_the_catalogue(settings: Settings, clock: MovableClock) -> None:
    seen = []
    for _ in range(2):
        async with (
            running(settings, clock=clock) as server,
            httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        ):
            ada = await register(client)
            seen.append(expect(await ada.get("/templates"), 200))
    assert seen[0] == seen[1]
