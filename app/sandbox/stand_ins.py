"""All scripted partners of this process, from their start to the end of the service. They survive no restart."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, cast

# At run time too: FastAPI reads the signature of `stand_ins_of` when it is used as a dependency.
from starlette.requests import HTTPConnection  # noqa: TC002

from app.clock import MovableClock
from app.errors import NotFound, Problem
from app.sandbox.companion import Companion
from app.sandbox.stand_in import Part, StandIn

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from app.accounts.actor import Actor
    from app.resources import Resources
    from app.sessions.engine.engine import Engine

log = logging.getLogger(__name__)


class StandIns:
    """Made by the lifespan when the sandbox is on; reached as `app.state.stand_ins`."""

    def __init__(self, resources: Resources, engine: Engine) -> None:
        self._resources = resources
        self._engine = engine
        self._playing: dict[tuple[str, str], StandIn] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        if isinstance(resources.clock, MovableClock):
            resources.clock.on_move(self._look_again)

    def plays(self, session_id: str, account_id: str) -> bool:
        """Whether this part is being played already."""
        return (session_id, account_id) in self._playing

    def play(self, part: Part) -> None:
        """Play this part from now on; asked twice, it is still one partner."""
        key = (part.session_id, part.actor.account_id)
        if key in self._playing:
            return
        playing = self._playing[key] = StandIn(self._resources, self._engine, part)
        self._start(playing.play()).add_done_callback(lambda _: self._playing.pop(key, None))

    def accompany(self, couple_id: str, actor: Actor, *, pace: float) -> None:
        """Answer the couple's talk requests as `actor`, and play in every session that comes of them."""
        companion = Companion(self._resources, couple_id, actor, pace=pace, play=self.play)
        self._start(companion.accompany())

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(_to_its_end(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _look_again(self) -> None:
        for playing in self._playing.values():
            playing.look_again()


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """A scripted partner that fails leaves a line in the log, and nobody else notices."""
    try:
        await work
    except NotFound:
        # The couple is over, or the account is gone.
        return
    except Problem as problem:
        log.info("stand_in_stopped", extra={"code": problem.code})
    except Exception:
        log.exception("stand_in_failed")


async def stand_ins_of(connection: HTTPConnection) -> StandIns:
    return cast("StandIns", connection.app.state.stand_ins)
