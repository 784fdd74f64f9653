"""The exchange of frames that docs/quickstart.md shows: played here, so that what is shown is what the service sends.

`scripts/quickstart-frames` prints it, or writes it into the document.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx

from app.demo.own_server import own_server
from app.demo.wire import Answer, Person

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Json = Any  # Any: frames are JSON.

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "quickstart.md"
BEGIN: Final = "<!-- frames: {name}, written by scripts/quickstart-frames -->"
END: Final = "<!-- end of frames -->"
WIDTH: Final = 118
# What stands for the part of a frame that is left out here.
ELIDED: Final = "…"
AND_MORE: Final[dict[str, str]] = {ELIDED: "and the rest"}


@dataclass(frozen=True, slots=True)
class Sent:
    """One frame: whose, which way, and what."""

    who: str
    way: str
    frame: Json


@dataclass(slots=True)
class Scene:
    """A part of the exchange that the document shows in one block."""

    name: str
    frames: list[Sent] = field(default_factory=list)


@dataclass(slots=True)
class Exchange:
    """Two people and everything that went over their sockets, scene by scene."""

    ada: Person
    ben: Person
    heard: list[Sent]
    scenes: list[Scene] = field(default_factory=list)
    session: str = ""

    async def scene(self, name: str, *acts: Callable[[], Awaitable[object]]) -> None:
        """Play the acts, each until both sockets are quiet, and keep what was heard under this name."""
        scene = Scene(name)
        for act in acts:
            self.heard.clear()
            await act()
            await self.settled()
            scene.frames += self.heard
        self.scenes.append(scene)

    def command(self, who: Person, name: str, **body: Json) -> Callable[[], Awaitable[Answer]]:
        return lambda: who.command(name, body)

    async def settled(self) -> None:
        """A ping on each open socket is answered after everything that was sent before it."""
        for who in (self.ada, self.ben):
            if who.closed_with is None and who.view is not None:
                who.fresh.clear()
                await who.send({"type": "ping"})
                await who.until(lambda who=who: any(one["type"] == "pong" for one in who.fresh))  # type: ignore[misc]
        self.heard[:] = [one for one in self.heard if one.frame["type"] not in {"ping", "pong"}]


async def play(url: str) -> list[Scene]:
    """Play the exchange against a running service with a sandbox; its scenes."""
    heard: list[Sent] = []
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        ada, ben = [
            Person(name, http, lambda who, way, frame: heard.append(Sent(who, way, frame))) for name in ("Ada", "Ben")
        ]
        exchange = Exchange(ada, ben, heard)
        try:
            await _prepare(exchange)
            await _converse(exchange)
        finally:
            for who in (ada, ben):
                await who.disconnect()
    return exchange.scenes


async def _prepare(exchange: Exchange) -> None:
    for who in (exchange.ada, exchange.ben):
        body = {"email": f"{who.name}@example.org".lower(), "password": "four plain words", "name": who.name}
        made = await who.post("/accounts", body, status=201)
        who.id, who.token = made["account"]["id"], made["token"]
    begun = await exchange.ada.post("/couples", status=201)
    await exchange.ben.post("/couples/join", {"code": begun["invitation"]["code"]})
    wish = {"template": "brief-repair", "medium": "text", "purpose": "The dishes on Friday"}
    asked = await exchange.ada.post(f"/couples/{begun['couple']['id']}/talk-requests", wish, status=202)
    accepted = await exchange.ben.post(f"/talk-requests/{asked['talk_request']['id']}/accept")
    exchange.session = accepted["session"]["id"]


async def _converse(exchange: Exchange) -> None:
    ada, ben, does = exchange.ada, exchange.ben, exchange.command
    await exchange.scene("hello", lambda: ada.connect(exchange.session))
    await ben.connect(exchange.session)
    await exchange.settled()
    await exchange.scene("arriving", does(ada, "arrive"), does(ben, "arrive"))
    await exchange.scene("calm", does(ada, "rate_arousal", level=3), does(ben, "rate_arousal", level=2))
    await exchange.scene("frame", lambda: ben.command("accept_frame", {"version": ben.view["frame"]["version"]}))
    await exchange.scene("refused", does(ben, "speak", text="But I was tired!"))
    said = "I came home to the dishes on Friday. I felt left alone with them."
    await exchange.scene("speaking", does(ada, "speak", text=said))
    await exchange.scene("early", does(ben, "reflect", text="You felt left alone."))
    await ben.post("/sandbox/clock", {"advance": "PT5S"})
    given_back = "You came home, the dishes were there, and you felt left alone."
    await ada.disconnect()
    await ben.command("reflect", {"text": given_back})
    await exchange.settled()
    await exchange.scene("resuming", lambda: ada.connect(exchange.session, resume=True))


# Whose frames the document shows of each scene.
OF_ADA: Final = ("Ada →", "Ada ←")
OF_BEN: Final = ("Ben →", "Ben ←")
WHOSE: Final[dict[str, tuple[str, ...]]] = {
    "hello": OF_ADA,
    "arriving": OF_ADA,
    "calm": OF_ADA,
    "frame": OF_BEN,
    "refused": OF_BEN,
    "speaking": ("Ada →", "Ben ←"),
    "early": OF_BEN,
    "resuming": OF_ADA,
}
# What the document shows of a view: all of it once, and then what a reader should look at.
LOOK_AT: Final[dict[tuple[str, str, str], tuple[str, ...]]] = {
    ("speaking", "Ben", "spoken"): ("phase", "you", "not_before", "may"),
    ("calm", "Ada", "view"): ("phase", "private"),
    ("frame", "Ben", "floor_given"): ("phase", "floor", "you", "may"),
}


def shown(scene: Scene, one: Sent) -> Json:
    """The frame as the document has it: whole, but for most of the view."""
    frame, kind = one.frame, one.frame.get("name", one.frame["type"])
    if "view" not in frame or one.way == "→" or scene.name == "hello":
        return frame
    kept = LOOK_AT.get((scene.name, one.who, kind), ())
    view = {key: frame["view"][key] for key in kept}
    if "may" in view:
        always = ("rate_arousal", "park_topic", "need_time", "help")
        view["may"] = [entry for entry in view["may"] if entry["name"] not in always] + [ELIDED]
    return {**frame, "view": {**view, **AND_MORE}}


def looked_at(scene: Scene) -> list[Sent]:
    """The frames that the document shows: of one person's socket, or a little more; and none twice in a row."""
    frames = [one for one in scene.frames if f"{one.who} {one.way}" in WHOSE[scene.name]]
    return [one for number, one in enumerate(frames) if number == 0 or one != frames[number - 1]]


def drawn(scene: Scene) -> str:
    """The block of one scene, frame by frame, in the order in which they were heard."""
    lines = [line for one in looked_at(scene) for line in _lines(f"{one.who} {one.way} ", shown(scene, one))]
    return "\n".join([BEGIN.format(name=scene.name), "```text", *lines, "```", END])


def _lines(prefix: str, frame: Json) -> list[str]:
    whole = json.dumps(frame, ensure_ascii=False)
    first, rest = prefix, " " * len(prefix)
    return textwrap.wrap(
        whole, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, break_long_words=False
    )


def blocks(document: str) -> dict[str, str]:
    """The text of every block in the document, by its name."""
    pattern = re.escape(BEGIN).replace(re.escape("{name}"), r"(\w+)") + r"\n```text\n(.*?)```\n" + re.escape(END)
    return dict(re.findall(pattern, document, re.DOTALL))


def read_block(text: str) -> list[Sent]:
    """The frames of a block, as a reader would put its lines together again."""
    found = re.findall(r"^(Ada|Ben) (→|←) (.*?)(?=^(?:Ada|Ben) [→←] |\Z)", text, re.DOTALL | re.MULTILINE)
    return [Sent(who, way, json.loads(" ".join(frame.split()))) for who, way, frame in found]


def written(document: str, scenes: list[Scene]) -> str:
    for scene in scenes:
        begin = re.escape(BEGIN.format(name=scene.name))
        document, count = re.subn(f"{begin}.*?{re.escape(END)}", lambda _: drawn(scene), document, flags=re.DOTALL)  # noqa: B023
        if count != 1:
            raise SystemExit(f"The document has {count} places for the frames of “{scene.name}”.")
    return document


async def _main(*, write: bool) -> None:
    async with own_server() as url:
        scenes = await play(url)
    if write:
        DOCUMENT.write_text(written(DOCUMENT.read_text(), scenes))
        return
    for scene in scenes:
        sys.stdout.write(f"{drawn(scene)}\n\n")


if __name__ == "__main__":
    asyncio.run(_main(write="--write" in sys.argv[1:]))
