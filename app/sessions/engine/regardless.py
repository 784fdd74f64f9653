"""Waiting for work that goes on when whoever waits goes away: a commit must not be lost with the line of its sender."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, TypeVar

from app.errors import Problem

if TYPE_CHECKING:
    from asyncio import Task

T = TypeVar("T")
log = logging.getLogger(__name__)


async def regardless(work: Task[T]) -> T:
    """Return what the work returns. A waiter who is cancelled leaves it alone, and what becomes of it is still seen."""
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        work.add_done_callback(_left_alone)
        raise


def _left_alone(work: Task[T]) -> None:
    if not work.cancelled():
        seen(work.exception())


def seen(failure: BaseException | None) -> None:
    """See to it that a failure which nobody waits for any more is not lost."""
    # A problem was for who waited, and the storage has said its own; anything else is a bug that nobody else would see.
    if failure is not None and not isinstance(failure, Problem):
        log.error("command_failed", exc_info=failure)
