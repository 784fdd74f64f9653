"""The canary itself: it finds what it is meant to find."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from tests.canary import Canary

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "It hurt when the door was closed ❤"


@pytest.fixture
def bird(tmp_path: Path) -> Canary:
    """A canary of its own, so that what it finds does not fail this test."""
    bird = Canary(lambda: tmp_path)
    bird.said(WORDS)
    return bird


@pytest.mark.parametrize(
    "leak",
    [
        WORDS,
        WORDS.encode(),
        f"<{WORDS}>",
        WORDS.encode("utf-16-le"),
        '{"text": "It hurt when the door was closed \\u2764"}',
    ],
)
def test_it_finds_words_however_they_are_spelled(bird: Canary, leak: str | bytes) -> None:
    with pytest.raises(AssertionError, match="word 0 leaked into the answer"):
        bird.assert_silent(leak, where="the answer")


def test_it_is_content_with_anything_else(bird: Canary) -> None:
    bird.assert_silent("It hurt", where="the answer")


def test_it_finds_words_in_a_file(bird: Canary, tmp_path: Path) -> None:
    (tmp_path / "some.sqlite3-wal").write_bytes(b"\x00" + WORDS.encode() + b"\x00")
    with pytest.raises(AssertionError, match=r"leaked into some\.sqlite3-wal"):
        bird.assert_silent_files()


def test_a_failure_names_the_place_and_not_the_words(bird: Canary) -> None:
    with pytest.raises(AssertionError) as failed:
        bird.assert_silent(WORDS, where="the answer")
    assert "door" not in str(failed.value).split("\n", maxsplit=1)[0]


def test_it_hears_what_the_service_would_log(canary: Canary) -> None:
    logging.getLogger("app").warning("something_happened", extra={"code": "not_now"})
    assert '"event": "something_happened"' in canary.logged.getvalue()
