"""Play the whole conversation: connect, act by act, the summary. One sentence and 1 when something was unexpected."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Final

import httpx
from rich.console import Console
from websockets.exceptions import WebSocketException

from app.demo import agreeing, beginning, pausing, understanding, words
from app.demo.own_server import own_server
from app.demo.stage import Stage
from app.demo.talk import Talk
from app.demo.wire import Person, Unexpected
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.demo.wire import Json

DONE: Final = 0
FAILED: Final = 1
NEEDS_SANDBOX: Final = 2
INTERRUPTED: Final = 130
LAST_PORT: Final = 65535


@dataclass(frozen=True, slots=True)
class Options:
    """What the reader wants to see, and of which service; without a `url` the demonstration starts its own."""

    url: str | None = None
    pause: bool = False
    fast: bool = True
    frames: bool = False


def run(options: Options) -> int:
    """Play it, and return the exit code."""
    try:
        return asyncio.run(_play(options))
    except Unexpected as fact:
        return _fail(str(fact))
    except (httpx.HTTPError, httpx.InvalidURL):
        return _fail(f"Nothing that speaks HTTP answers at {options.url}." if options.url else "The service stopped.")
    except (OSError, WebSocketException) as fault:
        if isinstance(fault, BrokenPipeError):
            # Whoever read us has seen enough; the interpreter must not complain about it once more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FAILED
        return _fail(f"The connection failed ({type(fault).__name__}).")
    except KeyboardInterrupt:
        return INTERRUPTED


def _fail(sentence: str) -> int:
    sys.stdout.flush()
    sys.stderr.write(f"The demonstration stopped. {sentence}\n")
    return FAILED


async def _play(options: Options) -> int:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(own_server()) if options.url is None else _address(options.url)
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=20))
        about = await _about(http)
        if options.pause and not about["sandbox"]:
            sys.stderr.write(
                "--pause moves the clock over twenty minutes, so it needs a service with REJOIN_SANDBOX=true.\n"
                "Start yours with it, or leave out --url: the demonstration then starts a service of its own.\n"
            )
            return NEEDS_SANDBOX
        talk = _cast(http, options, sandbox=about["sandbox"])
        if not about["sandbox"]:
            talk.stage.told("This service has no sandbox clock, so every breath is really waited for.")
        try:
            await _conversation(talk, pause=options.pause)
        finally:
            for who in (talk.ada, talk.ben):
                await who.disconnect()
        return DONE


def _address(given: str) -> str:
    url = httpx.URL(given)
    # A port that cannot be is no error of HTTP's, and would come as one that nobody catches.
    if url.scheme not in {"http", "https"} or not url.host or (url.port or 0) > LAST_PORT:
        raise Unexpected("--url wants the address of a service, such as http://127.0.0.1:8000.")
    return given.rstrip("/")


async def _about(http: httpx.AsyncClient) -> Json:
    answer = await http.get("/v1/about")
    with suppress(ValueError):
        about = answer.json()
        if answer.is_success and about.get("name") == "Rejoin":
            return about
    raise Unexpected(f"What answers at {http.base_url} is not Rejoin.")


def _cast(http: httpx.AsyncClient, options: Options, *, sandbox: bool) -> Talk:
    def heard(name: str, way: str, frame: Json) -> None:
        if options.frames:
            sys.stdout.write(f"{name} {way} {json.dumps(frame, ensure_ascii=False)}\n")

    ada, ben = Person("Ada", http, heard), Person("Ben", http, heard)
    console = Console(highlight=False, emoji=False, soft_wrap=False, quiet=options.frames)
    return Talk(ada, ben, Stage(console, ("Ada", "Ben"), fast=options.fast or options.frames), sandbox)


async def _conversation(talk: Talk, *, pause: bool) -> None:
    await beginning.meet(talk)
    await beginning.arrive(talk)
    await beginning.calm_down(talk)
    await beginning.agree_on_the_frame(talk)
    await beginning.thank(talk)
    await beginning.choose_who_begins(talk)
    await understanding.first_turn(talk)
    if pause:
        await pausing.pause_and_come_back(talk)
    await understanding.until_it_is_right(talk)
    await understanding.second_turn(talk)
    await understanding.whole_turn(talk, talk.ada, words.OWN_PART)
    await understanding.whole_turn(talk, talk.ben, words.ONE_SENTENCE)
    await agreeing.open_solutions(talk)
    await agreeing.agree(talk)
    await agreeing.close(talk)
    await agreeing.show_what_stays(talk)
    agreeing.check_nothing_leaked(talk)
    talk.stage.heading("In short")
    for line in _summary(talk):
        talk.stage.plain(f" {line}")


def _summary(talk: Talk) -> Iterator[str]:
    refused = ", ".join(f"{code} ({count})" for code, count in sorted(talk.refused.items()))
    yield f"✓ {talk.accepted} commands were accepted, {talk.private} of them seen by their author alone."
    yield f"✓ {sum(talk.refused.values())} were refused by the service: {refused}."
    yield "✓ Not one word of what was refused reached the other, and both got the same events in the same order."
