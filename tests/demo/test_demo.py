"""`rejoin demo`: a whole conversation in its own process, over real sockets, told so that a stranger understands it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ports import free_port
from tests.test_serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


def demo(*options: str, width: int = 80, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.cli", "demo", *options],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "COLUMNS": str(width), **environment},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


@pytest.fixture(scope="module")
def told() -> subprocess.CompletedProcess[str]:
    """The demonstration with a service of its own and the pause, told once for all tests that read it."""
    return demo("--pause")


def one_line(text: str) -> str:
    """The text without the breaks that the width made."""
    return re.sub(r"\s+", " ", text.replace("│", " "))


def test_it_plays_to_its_end_without_a_word_of_complaint(told: subprocess.CompletedProcess[str]) -> None:
    assert (told.returncode, told.stderr) == (0, "")
    assert "Traceback" not in told.stdout


def test_it_goes_through_the_whole_conversation(told: subprocess.CompletedProcess[str]) -> None:
    acts = [
        "Two people", "The lobby", "1 of 6", "2 of 6", "3 of 6", "4 of 6", "A pause", "5 of 6", "6 of 6", "What stays",
        "In short",
    ]  # fmt: skip
    found = [line for line in told.stdout.splitlines() if line.endswith("───")]

    assert [line.startswith(act) for line, act in zip(found, acts, strict=True)] == [True] * len(acts)


@pytest.mark.parametrize("code", ["floor_not_held", "too_early", "locked", "wrong_version"])
def test_it_shows_what_the_service_refuses(told: subprocess.CompletedProcess[str], code: str) -> None:
    assert f"→ {code}:" in one_line(told.stdout)


def test_nobody_cuts_the_pause_short_not_even_both_together(told: subprocess.CompletedProcess[str]) -> None:
    pause = one_line(told.stdout.split("A pause ", 1)[1].split("5 of 6", 1)[0])

    assert pause.count("→ pause_not_over") == 4
    assert pause.index("19:59, both try again") < pause.index("20 minutes have passed") < pause.index("not_calm_yet")
    assert "Ada still holds the floor" in pause


def test_it_ends_with_the_record_and_the_agreements(told: subprocess.CompletedProcess[str]) -> None:
    stays = one_line(told.stdout.split("What stays", 1)[1])

    assert "commitment, Ben's, active" in stays
    assert "boundary, of both, active" in stays
    assert "Not one word of what was refused reached the other" in stays


def test_no_line_is_wider_than_asked_for_and_nothing_is_coloured_outside_a_terminal(
    told: subprocess.CompletedProcess[str],
) -> None:
    assert max(map(len, told.stdout.splitlines())) <= 80
    assert "\x1b" not in told.stdout
    assert not [line for line in told.stdout.splitlines() if line != line.rstrip()]


def test_frames_are_every_frame_of_both_sockets_as_json_whatever_else_is_set(tmp_path: Path) -> None:
    # Settings of another service are not the demonstration's own.
    shown = demo("--frames", REJOIN_DATA_DIR=str(tmp_path / "mine"), REJOIN_ENVIRONMENT="production")

    assert (shown.returncode, shown.stderr) == (0, "")
    assert not (tmp_path / "mine").exists()
    frames = [re.fullmatch(r"(Ada|Ben) (→|←) (\{.*\})", line) for line in shown.stdout.splitlines()]
    assert all(frames)
    kinds = {(found[2], json.loads(found[3])["type"]) for found in frames if found}
    assert kinds == {
        ("→", "hello"), ("→", "command"),
        ("←", "snapshot"), ("←", "event"), ("←", "reply"), ("←", "view"), ("←", "presence"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running service without a sandbox."""
    port = free_port()
    with serving(tmp_path_factory.mktemp("service"), port):
        yield f"http://127.0.0.1:{port}"


def test_against_a_service_without_a_sandbox_it_waits_for_every_breath(service: str) -> None:
    played = demo("--url", service, width=130)

    assert (played.returncode, played.stderr) == (0, "")
    assert "every breath is really waited for" in one_line(played.stdout)
    # Where there is room, the two stand side by side.
    assert re.search(r"^ You have the floor\. +Ada has the floor\.$", played.stdout, re.MULTILINE)
    assert "A pause" not in played.stdout


def test_it_says_honestly_that_the_pause_needs_the_sandbox(service: str) -> None:
    refused = demo("--pause", "--url", service)

    assert refused.returncode == 2
    assert "REJOIN_SANDBOX=true" in refused.stderr
    assert refused.stdout == ""


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", "http://", "http://127.0.0.1:99999"])
def test_where_nobody_answers_it_says_so_in_one_sentence(url: str) -> None:
    failed = demo("--url", url)

    assert failed.returncode == 1
    assert failed.stderr.startswith("The demonstration stopped. ")
    assert len(failed.stderr.splitlines()) == 1


def hear_interrupts() -> None:
    """Whoever starts the tests in the background of a shell without jobs has had SIGINT ignored, for children too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_whoever_stops_it_is_not_shouted_at_and_nothing_is_left_running() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "demo", "--slow"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hear_interrupts,  # noqa: PLW1509 - this test has no threads yet
    ) as playing:
        assert playing.stdout
        assert playing.stdout.readline() == "\n"
        playing.send_signal(signal.SIGINT)
        _, complaints = playing.communicate(timeout=40)

    assert (playing.returncode, complaints) == (130, "")
