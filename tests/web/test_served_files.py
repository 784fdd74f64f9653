"""What the server says about the page, before any browser reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.web.mount import STATIC, content_security_policy

if TYPE_CHECKING:
    import httpx

MODULES = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.js"))


async def test_the_page_allows_its_own_files_and_its_own_host_only(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    rules = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    host = client.base_url.netloc.decode()

    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["connect-src"] == f"'self' ws://{host} wss://{host}"
    assert rules["base-uri"] == rules["form-action"] == rules["frame-ancestors"] == "'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "unsafe" not in answer.headers["content-security-policy"]


async def test_the_page_is_never_kept_and_its_title_says_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")

    assert answer.headers["cache-control"] == "no-store"
    assert "<title>Rejoin</title>" in answer.text


async def test_the_page_names_every_module_so_that_all_come_at_once(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")

    assert sorted(re.findall(r'<link rel="modulepreload" href="/static/([^"]+)">', answer.text)) == MODULES


async def test_a_file_that_did_not_change_is_not_sent_again(client: httpx.AsyncClient) -> None:
    first = await client.get("/static/app.js")
    second = await client.get("/static/app.js", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert (second.status_code, second.content) == (304, b"")


@pytest.mark.parametrize("path", ["..%2fmount.py", "pages", "", "app.js%00", "%2e%2e/__init__.py", "no.js"])
async def test_nothing_but_the_page_s_own_files_is_served(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/static/{path}")

    assert answer.status_code in {400, 404}


@pytest.mark.parametrize("host", ["a b", "x; script-src *", 'x"', "", "a,b"])
def test_a_strange_host_cannot_write_into_the_policy(host: str) -> None:
    assert content_security_policy(host) == content_security_policy("")


@pytest.mark.parametrize("module", MODULES)
def test_no_module_turns_text_into_markup_or_keeps_anything_beyond_the_tab(module: str) -> None:
    source = (STATIC / module).read_text("utf-8")

    for danger in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "localStorage",
        "document.cookie",
    ):
        assert danger not in source, danger
    assert re.search(r"https?://", source.replace("https://www.bbc.com/weather", "")) is None


def test_the_page_has_no_script_or_style_of_its_own_inside() -> None:
    page = (STATIC / "index.html").read_text("utf-8")

    assert re.search(r"<style|style=|\son\w+=", page) is None
    assert re.findall(r"<script[^>]*>", page) == ['<script type="module" src="/static/app.js">']
