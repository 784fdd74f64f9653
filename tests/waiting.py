"""Waiting for what another process or connection does: quick to see, and loud when it never comes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


async def until(condition: Callable[[], object], *, within: float = 5.0) -> None:
    """Return as soon as `condition()` is true."""
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.002)
