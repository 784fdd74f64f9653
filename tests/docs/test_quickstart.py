"""docs/quickstart.md is true: its commands run, its answers have the shape of today's, its frames are what is sent."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.sessions.protocol.answers import REFUSALS
from tests.docs.commands import CURL, run
from tests.docs.exchange import AND_MORE, DOCUMENT, ELIDED, blocks, drawn, looked_at, play, read_block
from tests.ports import free_port
from tests.test_serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.settings import Settings
    from tests.conftest import Server
    from tests.docs.exchange import Scene

DOCUMENTED = DOCUMENT.read_text()
# Words whose value is part of the shape.
TELLING = frozenset({"type", "name", "code", "phase", "ok", "role", "schema", "title", "status"})


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"sandbox": True})


@pytest.fixture
async def scenes(server: Server) -> dict[str, Scene]:
    return {scene.name: scene for scene in await play(server.url)}


async def test_every_frame_of_the_document_is_what_the_service_sends(scenes: dict[str, Scene]) -> None:
    documented = blocks(DOCUMENTED)
    assert list(documented) == list(scenes)
    for name, text in documented.items():
        told, heard = read_block(text), looked_at(scenes[name])
        assert [(one.who, one.way) for one in told] == [(one.who, one.way) for one in heard], name
        for one, other in zip(told, heard, strict=True):
            assert differences(one.frame, other.frame) == [], f"{name}: run scripts/quickstart-frames --write"


async def test_what_is_written_reads_back_as_what_was_heard(scenes: dict[str, Scene]) -> None:
    for scene in scenes.values():
        [text] = blocks(drawn(scene) + "\n").values()
        assert [differences(one.frame, two.frame) for one, two in zip(read_block(text), looked_at(scene), strict=True)]


def differences(told: Any, real: Any, place: str = "") -> list[str]:
    """Where a documented value has another shape than the real one; what is left out on purpose is no difference."""
    if isinstance(told, dict) and isinstance(real, dict):
        kept = told.keys() - AND_MORE.keys()
        wrong = kept - real.keys() if told.keys() & AND_MORE.keys() else kept ^ real.keys()
        found = [f"{place}/{key}" for key in sorted(wrong)]
        return found + [
            one for key in kept & real.keys() for one in differences(told[key], real[key], f"{place}/{key}")
        ]
    if isinstance(told, list) and isinstance(real, list):
        if ELIDED in told:
            by_name = {one["name"]: one for one in real}
            told = [one for one in told if one != ELIDED]
            real = [by_name.get(one["name"]) for one in told]
        if len(told) != len(real):
            return [f"{place}: {len(told)} instead of {len(real)}"]
        return [found for one, two in zip(told, real, strict=True) for found in differences(one, two, f"{place}[]")]
    if place.rpartition("/")[2] in TELLING:
        return [] if told == real else [place]
    return [] if told is None or real is None or type(told) is type(real) else [place]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    with serving(tmp_path_factory.mktemp("quickstart"), port, REJOIN_SANDBOX="true"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def printed(sandbox: str, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each block of commands prints, all run in one shell as a reader would."""
    # Whoever types frames by hand looks at the answer for a while.
    looking = {"cat; }": "sleep 3; }"}
    return run(DOCUMENTED, at=sandbox, folder=tmp_path_factory.mktemp("reader"), instead=looking)


def test_the_little_curl_does_what_curl_does(sandbox: str, tmp_path: Path) -> None:
    shim = tmp_path / "curl"
    shim.write_text(CURL)
    request = ["-s", "-H", "Content-Type: application/json", f"{sandbox}/v1/logins", "-d", '{"email": "a@b.example"}']

    answer = subprocess.run([sys.executable, str(shim), *request], capture_output=True, text=True, check=True)

    assert json.loads(answer.stdout)["code"] == "invalid"


def test_every_command_of_the_document_prints_what_the_document_says(printed: list[str]) -> None:
    following = re.findall(r"```sh\n(.*?)```(?:\n\n```json\n(.*?)```)?", DOCUMENTED, re.DOTALL)
    said = [answer for block, answer in following if "rejoin serve" not in block]

    assert len(said) == len(printed)
    assert sum(1 for answer in said if answer) >= 4
    for answer, real in zip(said, printed, strict=True):
        if answer:
            assert differences(json.loads(answer), json.loads(real.strip().splitlines()[-1])) == []


def test_the_commands_say_what_the_text_around_them_promises(printed: list[str]) -> None:
    eight, socket, _, polling, robin, clock = printed

    assert eight.strip().splitlines()[0] == "Ada"
    assert '"type":"snapshot"' in socket
    assert polling.strip().splitlines()[0] == "arrived"
    assert robin.strip().splitlines()[0] == "pending"
    assert json.loads(clock)["ahead"] == "PT20M"


def test_every_refusal_has_its_line() -> None:
    [table] = re.findall(r"\| code \| what a client does \|\n(.*?)\n\n", DOCUMENTED, re.DOTALL)
    named = set(re.findall(r"`(\w+)`", "".join(row.split("|")[1] for row in table.splitlines()[1:])))

    assert REFUSALS.keys() <= named


def test_it_can_be_read_in_five_minutes() -> None:
    prose = re.sub(r"```.*?```", "", DOCUMENTED, flags=re.DOTALL)

    assert len(prose.split()) < 5 * 250
