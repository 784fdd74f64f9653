"""A browser for the whole run, and two people with a phone each for every test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.chromium import chromium
from tests.web.visitor import visit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser

    from tests.conftest import Server
    from tests.web.visitor import Visitor


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.fixture
async def ada(browser: Browser, server: Server) -> AsyncIterator[Visitor]:
    visitor = await visit(browser, server.url, name="Ada")
    yield visitor
    await visitor.page.context.close()
    assert visitor.complaints == []


@pytest.fixture
async def ben(browser: Browser, server: Server) -> AsyncIterator[Visitor]:
    visitor = await visit(browser, server.url, name="Ben")
    yield visitor
    await visitor.page.context.close()
    assert visitor.complaints == []
