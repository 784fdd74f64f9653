"""Several processes on one port: starts them, starts again what dies, and lets all of them leave in peace.

Each is a program of its own, not a fork: nothing that was opened or drawn at random here is in two of them. It serves
no request itself, so that there is always somebody to start the others.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import app
from app.process import GRACE_SECONDS, CannotServe

if TYPE_CHECKING:
    import socket
    from asyncio.subprocess import Process
    from collections.abc import Callable

    from app.settings import Settings

log = logging.getLogger(__name__)

READY: Final = b"ready\n"
FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 5.0
LIVED_WELL: Final = 10.0


def run(settings: Settings, listening: socket.socket, *, started: Callable[[], None]) -> None:
    """Keep `settings.workers` processes on `listening` until a signal comes; `started` when all answer."""
    asyncio.run(Workers(settings, listening).run(started))


class Workers:
    """The processes of one service."""

    def __init__(self, settings: Settings, listening: socket.socket) -> None:
        self._settings = settings
        self._listening = listening
        self._leaving = asyncio.Event()
        self._running: set[Process] = set()
        # Set whenever a process has begun to answer.
        self._another = asyncio.Event()
        self._renewing: asyncio.Task[None] | None = None

    async def run(self, started: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._leaving.set)
        loop.add_signal_handler(signal.SIGHUP, self._renew_soon)
        first: list[asyncio.Future[None]] = [loop.create_future() for _ in range(self._settings.workers)]
        keepers = [asyncio.create_task(self._keep(number, ready)) for number, ready in enumerate(first)]
        leaving = asyncio.create_task(self._leaving.wait())
        try:
            all_ready = asyncio.gather(*first)
            either: set[asyncio.Future[Any]] = {all_ready, leaving}  # Any: what they return is of no interest
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if all_ready.done():
                all_ready.result()
                started()
                await leaving
            else:
                all_ready.cancel()
        finally:
            self._leaving.set()
            if self._renewing is not None:
                self._renewing.cancel()
            # Those who come now are refused at once, and not left waiting in a queue that nobody serves.
            self._listening.close()
            await self._end()
            await asyncio.gather(*keepers, return_exceptions=True)

    async def _keep(self, number: int, ready: asyncio.Future[None]) -> None:
        """Run one process, and another when it ends, for as long as the service lives."""
        pause, clock = FIRST_PAUSE, asyncio.get_running_loop().time
        while not self._leaving.is_set():
            began = clock()
            process = await self._start(settings_of_worker(self._settings, number))
            if await process.stdout.readline() == READY:  # type: ignore[union-attr] # a pipe
                self._another.set()
                if not ready.done():
                    ready.set_result(None)
            code = await process.wait()
            self._running.discard(process)
            if self._leaving.is_set():
                return
            if not ready.done():
                # It never answered, so it would not the next time either.
                ready.set_exception(CannotServe("A worker process could not start; its log says why."))
                return
            pause = FIRST_PAUSE if clock() - began > LIVED_WELL else min(pause * 2, LONGEST_PAUSE)
            log.warning("worker_ended", extra={"code": code})
            await self._rest(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreading is no secret

    async def _start(self, settings: Settings) -> Process:
        number = self._listening.fileno()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "app.worker", str(number)),
            env={**os.environ, "PYTHONPATH": _where_we_are()},
            stdin=PIPE,
            stdout=PIPE,
            pass_fds=(number,),
            # Ctrl+C reaches this process only, which then asks the others to leave.
            process_group=0,
        )
        self._running.add(process)
        # Not as arguments, which everybody on the machine can read. The pipe stays open: its end is our death.
        process.stdin.write(settings.model_dump_json().encode() + b"\n")  # type: ignore[union-attr] # a pipe
        if self._leaving.is_set():
            process.terminate()
        return process

    def _renew_soon(self) -> None:
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        """Replace one process after the other by one of the code that lies on the disk now; the others answer."""
        log.info("workers_renewed", extra={"count": len(self._running)})
        for process in tuple(self._running):
            self._another.clear()
            if process.returncode is None:
                process.terminate()
                await self._another.wait()

    async def _end(self) -> None:
        """Ask all to leave; after the time of grace, do not ask."""
        for process in self._running:
            if process.returncode is None:
                process.terminate()
        if self._running:
            waiting = [asyncio.create_task(process.wait()) for process in self._running]
            await asyncio.wait(waiting, timeout=GRACE_SECONDS)
        for process in self._running:
            if process.returncode is None:
                log.warning("worker_killed")
                process.kill()

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._leaving.wait()
        except TimeoutError:
            return


def settings_of_worker(settings: Settings, number: int) -> Settings:
    """Return what one worker is told: its numbers are its own, so each has the next port for them."""
    if not settings.metrics_port:
        return settings
    return settings.model_copy(update={"metrics_port": settings.metrics_port + number})


def _where_we_are() -> str:
    """Return the path under which a new process finds this same code, whatever lies in the working directory."""
    ours = str(Path(app.__file__).parents[1])
    return os.pathsep.join([ours, *filter(None, [os.environ.get("PYTHONPATH")])])
