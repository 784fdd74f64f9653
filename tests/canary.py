"""The canary: what was said in a test must not be found in a log, a file, or what another person received."""

from __future__ import annotations

import logging
from io import StringIO
from typing import TYPE_CHECKING

from app.observability.logging import AllowListFormatter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest


class Canary:
    """Remembers what was said in one test."""

    def __init__(self, data_dir: Callable[[], Path]) -> None:
        self._data_dir = data_dir
        self._words: list[str] = []
        self.logged = StringIO()
        self.searched: Path | None = None

    def said(self, words: str) -> str:
        """Register words, and return them for use: `text=canary.said("I felt alone")`."""
        self._words.append(words)
        return words

    def search_files(self) -> None:
        """Ask for a search of database, log and lock files at the end of the test."""
        self.searched = self._data_dir()

    def assert_silent(self, received: str | bytes, *, where: str) -> None:
        """Fail when any word is in `received`; the failure names the place and not the word."""
        raw = received.encode("utf-8", "surrogatepass") if isinstance(received, str) else received
        for number, words in enumerate(self._words):
            for form in _forms(words):
                assert form not in raw, f"word {number} leaked into {where}"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file of the data folder, as it lies there now."""
        for file in sorted((self.searched or self._data_dir()).rglob("*")):
            if file.is_file():
                yield file.name, file.read_bytes()

    def assert_silent_files(self) -> None:
        for name, content in self.files():
            self.assert_silent(content, where=name)


def keep_watch(data_dir: Callable[[], Path], caplog: pytest.LogCaptureFixture) -> Iterator[Canary]:
    """Collect everything logged, as the service would print it and raw, and search it at the end."""
    canary = Canary(data_dir)
    handler = logging.StreamHandler(canary.logged)
    handler.setFormatter(AllowListFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield canary
    finally:
        root.removeHandler(handler)
    canary.assert_silent(canary.logged.getvalue(), where="the log")
    for record in (*caplog.get_records("setup"), *caplog.get_records("call")):
        canary.assert_silent(record.getMessage(), where=f"a message of {record.name}")
    if canary.searched is not None:
        canary.assert_silent_files()


def _forms(words: str) -> set[bytes]:
    """Return the words as they may be spelled in JSON, in UTF-8, or in UTF-16."""
    escaped = words.encode("ascii", "backslashreplace")
    return {words.encode(), words.encode("utf-16-le"), escaped}
