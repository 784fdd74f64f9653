"""A small accessibility check of our own (WCAG 2.2 AA): what a script can tell about the page that is on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page

HERE = Path(__file__).parent
FAULTS = (HERE / "faults.js").read_text("utf-8")
FOCUS = (HERE / "focus.js").read_text("utf-8")


async def faults(page: Page) -> list[str]:
    found: list[str] = await page.evaluate(FAULTS)
    return found


async def tab_through(page: Page, *, most: int = 60) -> list[str]:
    """Go through the page by the Tab key; return what took the focus without showing it, or under the fixed bar."""
    await page.evaluate("document.activeElement?.blur()")
    wrong, passed = [], set()
    for _ in range(most):
        await page.keyboard.press("Tab")
        at = await page.evaluate(FOCUS)
        if at is None or at["what"] in passed:
            break
        passed.add(at["what"])
        if not at["shown"]:
            wrong.append(f"focus not shown: {at['what']}")
        if at["covered"]:
            wrong.append(f"focus covered: {at['what']}")
    assert len(passed) > 2, "the Tab key reaches nothing"
    return wrong
